/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How two directions lock, step by step, with a made-up history of the road. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "helper_recorder.h"

#define PIECE 30u
#define TWIN  (N_PIECES + PIECE)

/* After 5 minutes of crawling below 5 km/h a second column forms at once; a lock lasts 10.5 minutes. */
static world *standing_world(void)
{
    world *w = world_begin();
    wo_incident_spec *spec = &w->scenario.incidents;
    spec->faceoff_per_m_s = fixed(1.0e6);
    spec->faceoff_below_mps = fixed(5 / 3.6);
    spec->faceoff_after_s = fixed(300);
    spec->faceoff_s = fixed_time(630);
    world_start(w);
    world_window(w, 0, NULL, 0);
    return w;
}

/* One more minute, in which so many parties of 7.5 m have entered and left a segment, in the middle of it. */
static void move(world *w, uint32_t segment, wo_ms now, uint32_t enter, uint32_t leave)
{
    wo_segment_state *seen = &w->queue->seen[segment];
    seen->entered += enter;
    seen->left += leave;
    seen->entered_cm += 750ull * enter;
    seen->left_cm += 750ull * leave;
    seen->entered_ms += (uint64_t)enter * (now - 30000);
    seen->left_ms += (uint64_t)leave * (now - 30000);
}

/* A minute with 20 parties that stand (from the first minute on); `met` come towards them. */
static void stand(world *w, uint32_t segment, wo_ms now, uint32_t met)
{
    const uint32_t twin = segment < N_PIECES ? segment + N_PIECES : segment - N_PIECES;
    move(w, segment, now, w->queue->seen[segment].entered == 0 ? 20 : 0, 0);
    move(w, twin, now, met, met);
    world_window(w, now, NULL, 0);
}

static void locks_step_by_step(void **state)
{
    (void)state;
    for (uint32_t side = 0; side < 2; side++) {
        const uint32_t queue = side == 0 ? PIECE : TWIN;
        world *w = standing_world();
        wo_ms now = 0;
        /* Minute 1 fills the segment (20 entries of half the length in 90 vehicle-minutes: 1.7 km/h); then it stands.
         */
        while (now < 6 * WO_MINUTE_MS) {
            stand(w, queue, now += WO_MINUTE_MS, 0);
        }
        stand(w, queue, now += WO_MINUTE_MS, 0); /* a column: since minute 5 */
        assert_int_equal(w->queue->n_calls, 0);
        stand(w, queue, now += WO_MINUTE_MS, 1); /* somebody comes */
        assert_int_equal(world_counts(w)->faceoffs, 1);
        const wo_ms locked = now;
        for (; now < locked + 11 * WO_MINUTE_MS; now += WO_MINUTE_MS) {
            assert_int_equal(w->queue->throttle[PIECE], 120000);
            assert_int_equal(w->queue->throttle[TWIN], 120000);
            assert_int_equal(world_counts(w)->locked_ms, now - locked);
            stand(w, queue, now + WO_MINUTE_MS, 1);
        }
        assert_int_equal(w->queue->throttle[PIECE], 0);
        assert_int_equal(w->queue->throttle[TWIN], 0);
        assert_int_equal(world_counts(w)->locked_ms, 11 * WO_MINUTE_MS);
        assert_int_equal(w->queue->n_calls, 4);
        /* all over again: a block of crawling ends at minute 20, a column in minute 22, somebody comes */
        for (int minute = 0; minute < 5; minute++) {
            stand(w, queue, now += WO_MINUTE_MS, minute < 2);
        }
        assert_int_equal(world_counts(w)->faceoffs, 1);
        stand(w, queue, now += WO_MINUTE_MS, 1);
        assert_int_equal(world_counts(w)->faceoffs, 2);
        world_end(w);
    }
}

/* Somebody who comes every minute keeps the lane free. */
static void no_column_against_traffic(void **state)
{
    (void)state;
    world *w = standing_world();
    for (wo_ms now = WO_MINUTE_MS; now < 2 * WO_HOUR_MS; now += WO_MINUTE_MS) {
        stand(w, PIECE, now, 1);
    }
    assert_int_equal(w->queue->n_calls, 0);
    assert_int_equal(world_counts(w)->faceoffs, 0);
    world_end(w);
}

/* With traffic control, or where traffic goes one way at a time, never. */
static void policed_never(void **state)
{
    (void)state;
    for (int kind = 0; kind < 3; kind++) {
        world *w = standing_world();
        w->sections[PASS].policed = kind == 0;
        w->scenario.one_lanes = w->one_lanes;
        w->scenario.n_one_lanes = kind == 1;
        w->scenario.n_alternations = kind == 2;
        w->one_lane_at[0] = PIECE;
        w->alternation_at[0] = PIECE - 3;
        w->alternation_at[1] = PIECE + 1;
        world_start(w);
        for (wo_ms now = WO_MINUTE_MS; now < 4 * WO_HOUR_MS; now += WO_MINUTE_MS) {
            stand(w, PIECE, now, now / WO_MINUTE_MS % 10 == 0);
        }
        assert_int_equal(w->queue->n_calls, 0);
        for (wo_ms now = 4 * WO_HOUR_MS; now < 8 * WO_HOUR_MS; now += WO_MINUTE_MS) {
            stand(w, kind == 0 ? 4 : PIECE + 1, now, now / WO_MINUTE_MS % 10 == 0); /* elsewhere they do */
        }
        assert_true(world_counts(w)->faceoffs > 5);
        world_end(w);
    }
}

static void stand_until(world *w, wo_ms now, wo_ms until)
{
    while (now < until) {
        stand(w, PIECE, now += WO_MINUTE_MS, 0);
    }
}

/* A second column beside a queue that has stood for a block; in the next block so many enter and leave in one minute.
 * Then somebody comes. @return whether both directions lock. */
static bool locks_after_moving(uint32_t enter, uint32_t leave)
{
    world *w = standing_world();
    stand_until(w, 0, 7 * WO_MINUTE_MS);
    move(w, PIECE, 8 * WO_MINUTE_MS, enter, leave);
    stand_until(w, 7 * WO_MINUTE_MS, 10 * WO_MINUTE_MS);
    stand(w, PIECE, 11 * WO_MINUTE_MS, 1);
    const bool locks = world_counts(w)->faceoffs == 1;
    world_end(w);
    return locks;
}

/* A faster block, or one that ends with a short queue, starts over and dissolves a column. */
static void a_block_is_judged_as_a_whole(void **state)
{
    (void)state;
    /* 20 inside, n in and out: n x 250 m / (20 x 300 s); 33 of them make 4.95 km/h, 34 make 5.1 km/h */
    assert_true(locks_after_moving(33, 33));
    assert_false(locks_after_moving(34, 34));
    /* 10 of them are 75 m, 0.3 of the piece */
    assert_true(locks_after_moving(0, 10));
    assert_false(locks_after_moving(0, 11));
}

/* Before a gate that lets 18 through in one minute of five: 13.5 km/h in that minute, 2.7 km/h on the whole. */
static void stop_and_go_crawls(void **state)
{
    (void)state;
    world *w = standing_world();
    w->scenario.incidents.faceoff_after_s = fixed(1800);
    world_start(w);
    world_window(w, 0, NULL, 0);
    for (wo_ms now = WO_MINUTE_MS; now <= 30 * WO_MINUTE_MS; now += WO_MINUTE_MS) {
        if (now % (5 * WO_MINUTE_MS) == 3 * WO_MINUTE_MS) {
            move(w, PIECE, now, 18, 18);
        }
        stand(w, PIECE, now, now == 29 * WO_MINUTE_MS); /* no column before */
        assert_int_equal(world_counts(w)->faceoffs, 0);
    }
    stand(w, PIECE, 31 * WO_MINUTE_MS, 1);
    assert_int_equal(world_counts(w)->faceoffs, 1);
    world_end(w);
}

/* What happened before the piece was left empty for a while does not count in a later block. */
static void an_empty_piece_starts_over(void **state)
{
    (void)state;
    world *w = standing_world();
    stand_until(w, 0, 5 * WO_MINUTE_MS);
    for (wo_ms now = 6 * WO_MINUTE_MS; now < 32 * WO_MINUTE_MS; now += WO_MINUTE_MS) {
        move(w, PIECE, now, now == 6 * WO_MINUTE_MS ? 10 : 0, now == 6 * WO_MINUTE_MS ? 30 : 0);
        world_window(w, now, NULL, 0);
    }
    stand(w, PIECE, 32 * WO_MINUTE_MS, 1);
    assert_int_equal(world_counts(w)->faceoffs, 0);
    /* 20 x 250 m / 2 in 20 x 150 s: 3 km/h */
    move(w, PIECE, 33 * WO_MINUTE_MS, 20, 0);
    stand_until(w, 32 * WO_MINUTE_MS, 35 * WO_MINUTE_MS);
    stand(w, PIECE, 36 * WO_MINUTE_MS, 1);
    assert_int_equal(world_counts(w)->faceoffs, 1);
    world_end(w);
}

/* What drivers do in one piece and minute hangs on nothing but the place and the minute. */
static void draws_are_of_the_place(void **state)
{
    (void)state;
    world *w = standing_world();
    w->scenario.incidents.faceoff_per_m_s = fixed(0.05 / 6000); /* 0.075 a minute for the 150 m here */
    w->scenario.incidents.faceoff_after_s = fixed(60);
    for (uint32_t k = 0; k < 12; k++) {
        const uint32_t piece = 20 + k / 2, side = k % 2, queue = side == 0 ? piece : N_PIECES + piece;
        world_start(w);
        wo_ms now = 0, expected = 0;
        const uint32_t place = wo_hash_index(wo_hash_text("pass"), piece - 20);
        for (uint32_t minute = 5; expected == 0; minute++) {
            const double u = wo_random_uniform(&w->draw, WO_PURPOSE_FACEOFF, place, minute, side);
            expected = u > exp(-0.075) ? minute * WO_MINUTE_MS : 0;
        }
        while (now < expected - WO_MINUTE_MS) {
            stand(w, queue, now += WO_MINUTE_MS, 0);
        }
        stand(w, queue, now += WO_MINUTE_MS, 0);
        assert_int_equal(world_counts(w)->faceoffs, 0);
        stand(w, queue, now += WO_MINUTE_MS, 1);
        assert_int_equal(world_counts(w)->faceoffs, 1);
    }
    world_end(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(locks_step_by_step),     cmocka_unit_test(no_column_against_traffic),
        cmocka_unit_test(policed_never),          cmocka_unit_test(a_block_is_judged_as_a_whole),
        cmocka_unit_test(stop_and_go_crawls),     cmocka_unit_test(an_empty_piece_starts_over),
        cmocka_unit_test(draws_are_of_the_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
