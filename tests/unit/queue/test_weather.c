/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weather: what is refused, vehicles and holes under way against a slow odometer, tables in force, the view. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "helper_site.h"

#define MINUTE   60000u
#define N_PIECES 12

static wo_weather_piece piece(wo_ms from, uint32_t speed, uint32_t wave, uint32_t capacity, uint32_t sight)
{
    return (wo_weather_piece){
        .from = from, .speed_q16 = speed, .wave_q16 = wave, .capacity_q16 = capacity, .sight_q16 = sight};
}

static void open_line(road_site *site, double piece_m, uint32_t pieces)
{
    site_begin(site);
    wo_stretch *stretch = site_stretch(site, 0, 1, piece_m * pieces, pieces);
    stretch->capacity_per_s[0] = 0.25;
    stretch->two_way_per_s = 0.5;
    site->options = (wo_queue_options){.grid_ms = MINUTE, .mean_ms = 5 * MINUTE};
    site_open(site, 1);
}

static void cover(road_site *site, const wo_weather_piece *pieces, size_t n)
{
    for (uint32_t s = 0; s < site->road.n_segments; s++) {
        assert_int_equal(wo_queue_weather(site->queue, s, pieces, n, NULL), WO_OK);
    }
}

static void weather_that_cannot_be_is_refused(void **state)
{
    (void)state;
    road_site site;
    wo_error error = {0};
    wo_weather_piece sky[] = {piece(0, 65536, 65536, 65536, 65536), piece(MINUTE, 1, 1, 1, 1)};
    open_line(&site, 250, 2);
    wo_queue *q = site.queue;
    assert_int_equal(wo_queue_weather(q, 4, sky, 2, &error), WO_ERR_RANGE);
    assert_int_equal(wo_queue_weather(q, 3, sky, 0, &error), WO_ERR_RANGE);
    assert_int_equal(wo_queue_weather(q, 3, sky + 1, 1, &error), WO_ERR_RANGE); /* not from 0 */
    assert_int_equal(wo_queue_weather(q, 3, sky, 2, &error), WO_OK);
    sky[1].from = 0;
    assert_int_equal(wo_queue_weather(q, 3, sky, 2, &error), WO_ERR_RANGE);
    sky[1].from = 90000;
    assert_int_equal(wo_queue_weather(q, 3, sky, 2, &error), WO_ERR_RANGE);
    sky[1].from = MINUTE;
    uint32_t *const factors[] = {&sky[1].speed_q16, &sky[1].wave_q16, &sky[1].capacity_q16, &sky[1].sight_q16};
    for (size_t i = 0; i < 4; i++) {
        *factors[i] = 0;
        assert_int_equal(wo_queue_weather(q, 3, sky, 2, &error), WO_ERR_RANGE);
        *factors[i] = 65537;
        assert_int_equal(wo_queue_weather(q, 3, sky, 2, &error), WO_ERR_RANGE);
        *factors[i] = 1;
    }
    assert_int_equal(wo_queue_run(q, MINUTE, NULL, NULL, &error), WO_OK);
    assert_int_equal(wo_queue_weather(q, 3, sky, 2, &error), WO_ERR_RANGE); /* too late */
    site.options.grid_ms = 0;
    wo_queue *gridless = NULL;
    assert_int_equal(wo_queue_create(&site.road, &site.options, &gridless, &error), WO_OK);
    assert_int_equal(wo_queue_weather(gridless, 0, sky, 1, &error), WO_ERR_RANGE);
    wo_queue_destroy(gridless);
    site_close(&site);
}

static uint32_t factor_at(const wo_weather_piece *sky, bool wave, wo_ms at)
{
    size_t k = N_PIECES - 1;
    while (sky[k].from > at) {
        k--;
    }
    return wave ? sky[k].wave_q16 : sky[k].speed_q16;
}

/* Millisecond by millisecond; the last one counts when half of it was needed. */
static wo_ms slow_odometer(const wo_weather_piece *sky, bool wave, wo_ms from, wo_ms dry_ms)
{
    uint64_t rest = (uint64_t)dry_ms << 16;
    wo_ms at = from;
    for (; rest > factor_at(sky, wave, at); at++) {
        rest -= factor_at(sky, wave, at);
    }
    return at + (2 * rest >= factor_at(sky, wave, at));
}

static void draw_sky(wo_weather_piece sky[N_PIECES], uint32_t seed)
{
    wo_ms from = 0;
    for (size_t k = 0; k < N_PIECES; k++) {
        sky[k] = piece(from, 6000 + seed * 7919 % 59537, 9000 + seed * 104729 % 56537, 65536, 65536);
        from += MINUTE * (1 + seed % 3);
        seed = seed * 1664525u + 1013904223u;
    }
}

/* Cars, trucks and slow vehicles far apart on 900 m segments, through pieces of one to three minutes. */
static void vehicles_under_way_follow_the_odometer(void **state)
{
    static const uint32_t classes[] = {CAR, SLOW, TRUCK};
    (void)state;
    for (uint32_t seed = 1; seed <= 6; seed++) {
        road_site site;
        wo_weather_piece sky[N_PIECES];
        uint32_t n_retimed = 0;
        open_line(&site, 900, 2);
        draw_sky(sky, seed);
        cover(&site, sky, N_PIECES);
        const uint32_t c = classes[seed % 3], dry = site.road.travel_ms[c];
        for (uint32_t i = 0; i < 8; i++) {
            site_send(&site, i * (97001 + seed), 0, c);
        }
        site_run(&site, 100 * MINUTE);
        for (uint32_t party = 0; party < 8; party++) {
            for (uint32_t node = 0; node < 2; node++) {
                const wo_ms entry = site_passed(&site, party, node, WO_OUTBOUND);
                const wo_ms exit = site_passed(&site, party, node + 1, WO_OUTBOUND);
                assert_int_equal(exit, slow_odometer(sky, false, entry, dry));
                n_retimed += factor_at(sky, false, entry) != factor_at(sky, false, exit);
            }
        }
        assert_true(n_retimed > 4);
        site_close(&site);
    }
}

/* 30 cars of 8 m stand on each segment of 240 m before a gate; who waits behind them enters when the hole of the first
 * has come back over 48 s of dry wave. */
static void holes_under_way_follow_the_odometer(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 12; seed++) {
        road_site site;
        wo_weather_piece sky[N_PIECES];
        open_line(&site, 240, 3);
        draw_sky(sky, seed);
        const wo_ms opens = 20 * MINUTE + 4099 * seed; /* within the last pieces, or after them */
        for (size_t k = 1; k < N_PIECES; k++) {
            sky[k].from += 18 * MINUTE;
        }
        cover(&site, sky, N_PIECES);
        assert_int_equal(site.road.wave_ms[0], 48000);
        assert_int_equal(wo_queue_close(site.queue, 3, WO_OUTBOUND, 0, opens, NULL), WO_OK);
        for (uint32_t i = 0; i < 100; i++) {
            site_send(&site, i, 0, CAR);
        }
        site_run(&site, 60 * MINUTE);
        assert_int_equal(site_passed(&site, 0, 3, WO_OUTBOUND), opens);
        const wo_ms second = slow_odometer(sky, true, opens, 48000);
        assert_int_equal(site_passed(&site, 30, 2, WO_OUTBOUND), second);
        assert_int_equal(site_passed(&site, 60, 1, WO_OUTBOUND), slow_odometer(sky, true, second, 48000));
        site_close(&site);
    }
}

/* Own headway 2 s = 0.4 s of length at 20 m/s + 1.6 s of wave: at half speed 2.4 s, at half the wave speed 3.6 s. */
static void headways_and_capacities_are_those_in_force(void **state)
{
    (void)state;
    road_site site;
    const wo_weather_piece sky[] = {piece(0, 65536, 65536, 65536, 65536), piece(4 * MINUTE, 32768, 65536, 65536, 65536),
                                    piece(8 * MINUTE, 65536, 32768, 65536, 65536),
                                    piece(12 * MINUTE, 65536, 65536, 32768, 65536)};
    site_begin(&site);
    wo_stretch *stretch = site_stretch(&site, 0, 1, 500, 2);
    stretch->capacity_per_s[0] = 0.5;
    stretch->two_way_per_s = 0.5;
    site.options = (wo_queue_options){.grid_ms = MINUTE, .mean_ms = MINUTE};
    site_open(&site, 1);
    cover(&site, sky, 4);
    for (uint32_t i = 0; i < 1000; i++) {
        site_send(&site, 0, 0, CAR);
    }
    const wo_ms gap[] = {2000, 2400, 3600, 4000};
    for (uint32_t k = 0; k < 4; k++) {
        site_run(&site, (4 * k + 3) * MINUTE);
        const wo_ms at = site.passages[site.n_passages - 1].at;
        assert_int_equal(site_segment(&site, 0).capacity_ms, k < 3 ? 2000 : 4000);
        site_run(&site, (4 * k + 4) * MINUTE);
        wo_ms last = 0;
        for (size_t i = 0; i < site.n_passages; i++) {
            if (site.passages[i].node == 2) {
                assert_int_equal(site.passages[i].at - last, last > 0 ? gap[k] : site.passages[i].at);
                last = site.passages[i].at;
            }
        }
        assert_true(last > at);
    }
    /* inbound the rule of both directions holds: 1,800 pc/h less 900 leave 900, of which the weather halves all */
    const wo_segment_state inbound = site_segment(&site, 2);
    assert_int_equal(inbound.opposing_pcph, inbound.opposing_vph);
    assert_true(inbound.opposing_pcph > 850 && inbound.opposing_pcph < 950);
    const uint32_t left = 1800 - inbound.opposing_pcph;
    assert_int_equal(inbound.capacity_ms, (7200000 + left / 2) / left);
    site_close(&site);
}

/* Half as fast since 60 s, a car that entered at 50 s has driven 10 s and 5 s of 45 s dry at 70 s. */
static void the_view_shows_how_far_who_is_under_way_has_come(void **state)
{
    (void)state;
    road_site site;
    const wo_weather_piece sky[] = {piece(0, 65536, 65536, 65536, 65536), piece(MINUTE, 32768, 65536, 65536, 65536)};
    open_line(&site, 900, 2);
    cover(&site, sky, 2);
    site_send(&site, 50000, 0, CAR);
    site_run(&site, 2 * MINUTE);
    assert_int_equal(site_segment(&site, 0).inside_cm, 20 * 100 * (10 + 30));
    assert_int_equal(site_segment(&site, 0).overdue, 0);
    site_run(&site, 3 * MINUTE);
    assert_int_equal(site_passed(&site, 0, 1, WO_OUTBOUND), 130000);
    site_close(&site);
}

/* Behind a slow vehicle one passes every 10 s, every 40 s in fog. */
static void sight_slows_passing(void **state)
{
    (void)state;
    uint64_t passes[2];
    for (uint32_t fog = 0; fog < 2; fog++) {
        road_site site;
        const wo_weather_piece sky[] = {piece(0, 65536, 65536, 65536, fog ? 16384 : 65536)};
        site_begin(&site);
        site_stretch(&site, 0, 1, 5000, 20);
        site_overtaken(&site, SLOW, 0.1);
        site.options = (wo_queue_options){.grid_ms = MINUTE, .mean_ms = MINUTE};
        site_open(&site, 1);
        cover(&site, sky, 1);
        site_send(&site, 0, 0, SLOW);
        for (uint32_t i = 1; i < 500; i++) {
            site_send(&site, 2000 * i, 0, CAR);
        }
        site_run(&site, 40 * MINUTE);
        passes[fog] = 0;
        for (uint32_t s = 0; s < 20; s++) {
            passes[fog] += site_segment(&site, s).passes;
        }
        site_close(&site);
    }
    assert_in_range(passes[0], 95, 105); /* in 1,000 s */
    assert_in_range(passes[1], 23, 28);
}

/* A throttle that lets nobody through is the capacity in force under any weather. */
static void a_lock_outlasts_the_weather(void **state)
{
    (void)state;
    road_site site;
    const wo_weather_piece sky[] = {piece(0, 65536, 65536, 65536, 65536), piece(MINUTE, 32768, 65536, 32768, 65536)};
    open_line(&site, 250, 2);
    cover(&site, sky, 2);
    assert_int_equal(wo_queue_throttle(site.queue, 0, WO_NEVER, NULL), WO_OK);
    for (uint32_t i = 0; i < 3; i++) {
        site_send(&site, 0, 0, CAR);
    }
    site_run(&site, 3 * MINUTE);
    assert_int_equal(site_passed(&site, 0, 0, WO_OUTBOUND), 0);
    assert_int_equal(site_passed(&site, 1, 0, WO_OUTBOUND), WO_NEVER);
    assert_int_equal(site_segment(&site, 0).capacity_ms, WO_NEVER);
    site_close(&site);
}

static void reset_forgets_the_weather(void **state)
{
    (void)state;
    road_site site;
    const wo_weather_piece sky[] = {piece(0, 20000, 20000, 20000, 20000)};
    open_line(&site, 250, 2);
    cover(&site, sky, 1);
    assert_int_equal(wo_queue_reset(site.queue, &site.road, NULL), WO_OK);
    site_send(&site, 0, 0, CAR);
    site_run(&site, MINUTE);
    assert_int_equal(site_passed(&site, 0, 2, WO_OUTBOUND), 25000);
    assert_int_equal(site_segment(&site, 0).capacity_ms, 4000);
    site_close(&site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weather_that_cannot_be_is_refused),
        cmocka_unit_test(vehicles_under_way_follow_the_odometer),
        cmocka_unit_test(holes_under_way_follow_the_odometer),
        cmocka_unit_test(headways_and_capacities_are_those_in_force),
        cmocka_unit_test(the_view_shows_how_far_who_is_under_way_has_come),
        cmocka_unit_test(sight_slows_passing),
        cmocka_unit_test(a_lock_outlasts_the_weather),
        cmocka_unit_test(reset_forgets_the_weather),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
