/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tows as servers of one queue for the whole road. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "helper_recorder.h"

enum { PARTIES = 3000 };

typedef struct call {
    wo_ms at, work, wait;
    uint32_t party;
} call;

static int by_time(const void *a, const void *b)
{
    const call *x = a, *y = b;
    if (x->at != y->at) {
        return x->at < y->at ? -1 : 1;
    }
    return (x->party > y->party) - (x->party < y->party);
}

/* First come, first served, the slow way: all calls in order, each takes the tow that is free first. */
static void serve(call *calls, size_t n, int tows)
{
    uint64_t free_at[8] = {0};
    qsort(calls, n, sizeof *calls, by_time);
    for (size_t i = 0; i < n; i++) {
        int best = 0;
        for (int t = 0; t < tows; t++) {
            best = free_at[t] < free_at[best] ? t : best;
        }
        const uint64_t start = free_at[best] > calls[i].at ? free_at[best] : calls[i].at;
        calls[i].wait = (wo_ms)(start - calls[i].at);
        free_at[best] = start + calls[i].work;
    }
}

static world *tow_world(int tows)
{
    world *w = world_begin();
    w->scenario.incidents.per_million_km = fixed(1.0e9); /* breaks down in every piece */
    w->scenario.incidents.blocked_s = lognormal(1908, 0.833);
    w->scenario.incidents.aside_s = lognormal(426, 0.833);
    w->scenario.incidents.tows = tows;
    w->classes[TRUCK] = (wo_class){.failures = fixed(1), .blocks = fixed(0.4)};
    world_start(w);
    return w;
}

/* Every party breaks down once, at an instant of its own (some at the same); they stop in an order of their own. */
static size_t break_down_all(world *w, call *calls, wo_event *events, size_t *n_events)
{
    size_t n = 0;
    *n_events = 0;
    for (uint32_t i = 0; i < PARTIES; i++) {
        const wo_ms at = wo_hash_index(4711, i) % (PARTIES * 20000u) / 1000 * 1000;
        const uint32_t party = world_party(w, TRUCK, i);
        const wo_stop stop = world_enter(w, party, TRUCK, 7, at, 0);
        assert_true(stop.stands > 0);
        events[(*n_events)++] = (wo_event){.at = at, .party = party, .kind = WO_EVENT_STOPPED};
        if (!stop.aside) {
            calls[n++] = (call){.at = at, .work = stop.stands, .party = party};
        }
    }
    return n;
}

static int event_order(const void *a, const void *b)
{
    const wo_event *x = a, *y = b;
    const call p = {.at = x->at, .party = x->party}, q = {.at = y->at, .party = y->party};
    return by_time(&p, &q);
}

static void run_windows(world *w, const wo_event *events, size_t n, wo_ms window)
{
    size_t done = 0;
    for (wo_ms now = window; done < n; now += window) {
        size_t end = done;
        while (end < n && events[end].at < now) {
            end++;
        }
        world_window(w, now, &events[done], end - done);
        done = end;
    }
}

/* Against the slow calculation, for several lengths of window and numbers of tows. */
static void same_as_slow_calculation(void **state)
{
    (void)state;
    static const int tows[] = {1, 2, 5};
    static const wo_ms windows[] = {3000, 17000, 60000};
    static wo_event events[PARTIES];
    static call calls[PARTIES];
    for (size_t k = 0; k < 9; k++) {
        size_t n_events, waiting = 0;
        uint64_t wait_ms = 0;
        world *w = tow_world(tows[k / 3]);
        const size_t n = break_down_all(w, calls, events, &n_events);
        qsort(events, n_events, sizeof *events, event_order);
        run_windows(w, events, n_events, windows[k % 3]);
        serve(calls, n, tows[k / 3]);
        for (size_t i = 0; i < n; i++) {
            wait_ms += calls[i].wait;
            if (calls[i].wait > 0) {
                assert_true(waiting < w->queue->n_holds);
                assert_int_equal(w->queue->holds[waiting].party, calls[i].party);
                assert_int_equal(w->queue->holds[waiting++].longer, calls[i].wait);
            }
        }
        assert_true(waiting > n / 10);
        assert_int_equal(w->queue->n_holds, waiting);
        assert_int_equal(world_counts(w)->towed, n);
        assert_int_equal(world_counts(w)->tow_wait_ms, wait_ms);
        world_end(w);
    }
}

/* With enough tows nobody waits, and who stands aside needs none. */
static void enough_tows(void **state)
{
    (void)state;
    static wo_event events[PARTIES];
    static call calls[PARTIES];
    size_t n_events;
    world *w = tow_world(0);
    const size_t n = break_down_all(w, calls, events, &n_events);
    qsort(events, n_events, sizeof *events, event_order);
    run_windows(w, events, n_events, 60000);
    assert_true(n > PARTIES / 3 && n < PARTIES / 2);
    assert_int_equal(w->queue->n_holds, 0);
    assert_int_equal(world_counts(w)->towed, 0);
    world_end(w);
}

/* Delay in ms after which a party breaks down at one per second. */
static wo_ms used_up_after(const world *w, uint32_t entity)
{
    return (wo_ms)(-1000.0 * log(wo_random_uniform(&w->draw, WO_PURPOSE_FAILURE, entity, 0, 0))) + 1;
}

/* A stop that needs no tow later on does not call the tow of an earlier one again. */
static void one_tow_for_each(void **state)
{
    (void)state;
    world *w = tow_world(1);
    w->scenario.incidents.per_million_km = fixed(0);
    w->scenario.incidents.queue_per_s = fixed(1);
    w->sections[PASS].meeting_s = fixed(5);
    w->classes[TRUCK].blocks = fixed(1);
    world_start(w);
    w->queue->seen[25] = (wo_segment_state){.opposing_vph = 100, .opposing_pcph = 136};
    world_window(w, 60000, NULL, 0);
    const uint32_t a = world_party(w, TRUCK, 1), b = world_party(w, TRUCK, 2);
    const wo_ms late_a = used_up_after(w, 1), late_b = used_up_after(w, 2);
    const wo_stop first = world_enter(w, a, TRUCK, 24, 60000, late_a);
    const wo_stop second = world_enter(w, b, TRUCK, 3, 60001, late_b);
    const wo_event both[] = {{.at = 60000, .party = a, .kind = WO_EVENT_STOPPED},
                             {.at = 60001, .party = b, .kind = WO_EVENT_STATION},
                             {.at = 60001, .party = b, .kind = WO_EVENT_STOPPED}};
    world_window(w, 61000, both, 3);
    assert_int_equal(w->queue->n_holds, 1);
    assert_int_equal(w->queue->holds[0].party, b);
    assert_int_equal(w->queue->holds[0].longer, first.stands - 1);
    assert_true(second.stands > 0);
    const wo_stop meets = world_enter(w, a, TRUCK, 25, 62000, 0);
    assert_int_equal(meets.stands, 4167);
    const wo_event later = {.at = 62000, .party = a, .kind = WO_EVENT_STOPPED};
    world_window(w, 63000, &later, 1);
    assert_int_equal(w->queue->n_holds, 1);
    assert_int_equal(world_counts(w)->towed, 2);
    world_end(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_as_slow_calculation),
        cmocka_unit_test(enough_tows),
        cmocka_unit_test(one_tow_for_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
