/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A copy goes on as the queue that it was copied from would have, and neither of the two touches the other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "helper_site.h"

#define PARTIES 800u
#define UNTIL   (3 * WO_HOUR_MS)
#define GRID_MS 60000u

static uint32_t next_random(uint64_t *state, uint32_t below)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*state >> 33) % below);
}

static void must(wo_status status)
{
    assert_int_equal(status, WO_OK);
}

static wo_ms service(const void *context, uint32_t class_index, uint32_t party)
{
    const wo_ms *each = context;
    return *each * (1 + class_index) + party * 7919 % 12000;
}

/* Some stand for some time, which the context counts. */
static wo_stop stand(void *context, uint32_t party, uint32_t class_index, uint32_t segment, wo_ms entry, wo_ms late)
{
    uint32_t *asked = context;
    (void)class_index, (void)entry, (void)late;
    (*asked)++;
    const uint32_t draw = (party * 2654435761u ^ segment * 40503u) >> 8;
    return (wo_stop){.stands = draw % 50 == 0 ? 1 + draw % 400000 : 0, .aside = draw % 100 == 0};
}

static const wo_weather_piece weather[] = {{0, 65536, 65536, 65536, 65536},
                                           {20 * GRID_MS, 40000, 50000, 45000, 30000},
                                           {75 * GRID_MS, 60000, 30000, 65536, 65536},
                                           {110 * GRID_MS, 65536, 65536, 65536, 65536}};

/* A merge, a checkpoint, a convoy, a one-lane stretch, a drop, weather, throttles and stops. */
static void open_random(road_site *site, uint64_t seed, const wo_ms *each, uint32_t *asked)
{
    uint64_t random = seed;
    site_begin(site);
    site_stretch(site, 0, 2, 600, 3);
    site_stretch(site, 1, 2, 520, 2)->priority = 2.5;
    site_stretch(site, 2, 3, 1200, 5)->two_way_per_s = 0.6;
    site_stretch(site, 3, 4, 700, 3);
    for (uint32_t c = SLOW; c < N_CLASSES; c++) {
        site_overtaken(site, c, c == HERD ? -1 : 0.05);
    }
    site->options = (wo_queue_options){.grid_ms = GRID_MS, .mean_ms = 5 * GRID_MS};
    site_open(site, 4);
    wo_queue *q = site->queue;
    const uint32_t *node = site->road.spec_node;
    must(wo_queue_one_lane(q, node[2] + 3, 40000, 6000, site->road.limit_all_ms, NULL));
    must(wo_queue_checkpoint(q, node[2], WO_OUTBOUND, 3, service, each, NULL));
    must(wo_queue_shut(q, node[2], WO_OUTBOUND, 10 * GRID_MS, 14 * GRID_MS, NULL));
    must(wo_queue_convoy(q, node[3], WO_INBOUND, 0, 240000, 90000, 20, NULL));
    must(wo_queue_close(q, node[3], WO_OUTBOUND, 30 * GRID_MS, 36 * GRID_MS, NULL));
    must(wo_queue_drop(q, node[3] + 1, WO_OUTBOUND, 8000, 3, NULL));
    must(wo_queue_limit(q, node[3] + 1, WO_OUTBOUND, 2500, NULL));
    must(wo_queue_throttle(q, node[3] + 1, 3000, NULL));
    for (uint32_t s = 0; s < 6; s++) {
        must(wo_queue_weather(q, s, weather, sizeof weather / sizeof *weather, NULL));
    }
    wo_queue_stops(q, stand, asked, false);
    for (uint32_t i = 0; i < PARTIES; i++) {
        const uint32_t draw = next_random(&random, 100), c = draw < 80   ? CAR
                                                             : draw < 88 ? SLOW
                                                             : draw < 90 ? HERD
                                                                         : TRUCK;
        const uint32_t end = node[next_random(&random, 2)];
        const wo_ms at = next_random(&random, 2 * WO_HOUR_MS);
        (void)(next_random(&random, 2) == 0 ? site_send(site, at, end, c)
                                            : site_send_to(site, at, node[4], WO_INBOUND, c, end));
    }
}

typedef struct passages {
    wo_passage *list;
    size_t n;
} passages;

static passages run(wo_queue *queue, wo_ms until)
{
    const wo_passage *list;
    passages kept = {0};
    must(wo_queue_run_traced(queue, until, NULL, NULL, &list, &kept.n, NULL));
    must(wo_queue_verify(queue, NULL));
    kept.list = calloc(kept.n + 1, sizeof *list);
    assert_non_null(kept.list);
    for (size_t i = 0; i < kept.n; i++) {
        kept.list[i] = list[i];
    }
    return kept;
}

static void assert_same(const passages *a, const passages *b)
{
    assert_true(a->n > 100);
    assert_int_equal(a->n, b->n);
    assert_memory_equal(a->list, b->list, a->n * sizeof *a->list);
}

static void a_copy_goes_on_alike(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        road_site site;
        wo_ms each = 3000, own_each = 3000;
        uint32_t asked = 0, own_asked = 0;
        wo_queue *copy = NULL, *second = NULL;
        open_random(&site, seed, &each, &asked);
        must(wo_queue_run(site.queue, (wo_ms)seed * 9 * GRID_MS, NULL, NULL, NULL));
        must(wo_queue_copy(site.queue, &copy, NULL));
        wo_queue_serve(copy, site.road.spec_node[2], WO_OUTBOUND, &own_each);
        wo_queue_stops(copy, stand, &own_asked, false);
        const uint32_t before = asked;
        passages first = run(site.queue, UNTIL), later = run(copy, UNTIL);
        assert_same(&first, &later);
        assert_int_equal(own_asked, asked - before); /* each of its own */
        assert_true(seed > 1 || own_asked > 0);
        /* onto a queue that has been in use, with the memory of that */
        must(wo_queue_copy(copy, &second, NULL));
        must(wo_queue_copy(site.queue, &copy, NULL));
        assert_int_equal(wo_queue_moves(second), wo_queue_moves(site.queue));
        wo_queue_destroy(site.queue);
        must(wo_queue_reset(copy, &site.road, NULL));
        must(wo_queue_verify(second, NULL));
        free(first.list);
        free(later.list);
        wo_queue_destroy(second);
        site.queue = copy;
        site_close(&site);
    }
}

/* A closure acts from its beginning only: the rest of the past is the same whether it is known or not. */
static void a_closure_may_come_later(void **state)
{
    (void)state;
    for (uint64_t seed = 20; seed < 32; seed++) {
        road_site known, late;
        wo_ms each = 3000;
        uint32_t asked = 0;
        wo_queue *copy = NULL;
        const wo_ms copied = (wo_ms)(seed - 18) * 8 * GRID_MS,
                    closes = copied + (seed % 3 == 0 ? 0 : (wo_ms)seed * 1117);
        open_random(&known, seed, &each, &asked);
        open_random(&late, seed, &each, &asked);
        const uint32_t line = known.road.spec_node[3] + 2;
        must(wo_queue_close(known.queue, line, WO_OUTBOUND, closes, WO_NEVER, NULL));
        must(wo_queue_close(late.queue, line, WO_OUTBOUND, closes + WO_HOUR_MS, WO_NEVER, NULL));
        must(wo_queue_run(known.queue, copied, NULL, NULL, NULL));
        must(wo_queue_run(late.queue, copied, NULL, NULL, NULL));
        must(wo_queue_copy(late.queue, &copy, NULL));
        must(wo_queue_close(copy, line, WO_OUTBOUND, closes, WO_NEVER, NULL));
        assert_int_equal(wo_queue_close(copy, line, WO_OUTBOUND, copied - 1, WO_NEVER, NULL), WO_ERR_RANGE);
        passages first = run(known.queue, UNTIL), later = run(copy, UNTIL);
        assert_same(&first, &later);
        free(first.list);
        free(later.list);
        wo_queue_destroy(copy);
        site_close(&known);
        site_close(&late);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copy_goes_on_alike),
        cmocka_unit_test(a_closure_may_come_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
