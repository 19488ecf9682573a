/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many a vehicle meets, how long drivers wait before they try the other lane, and which slopes wheels climb. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "unit/incident/helper_recorder.h"

/* Heavy vehicles enter the far end of a piece at random, 90 an hour, 10 m/s; a truck at 10 m/s drives through. */
static void meets_twice_the_flow(void **state)
{
    (void)state;
    enum { HOURS = 2000 };
    world *w = world_begin();
    w->sections[VALLEY].meeting_s = fixed(1000);
    world_start(w);
    const double travel_s = 25.0, per_s = 90.0 / 3600.0;
    double met = 0.0, trucks = 0.0, at_s = 0.0, truck_s = travel_s;
    for (uint32_t i = 0; at_s < HOURS * 3600.0; i++) {
        at_s -= log(wo_random_uniform(&w->draw, WO_PURPOSE_ARRIVAL, 1, 0, i)) / per_s;
        while (truck_s + travel_s < at_s) { /* trucks every 100 s, in at truck_s and out travel_s later */
            trucks += 1.0;
            truck_s += 100.0;
        }
        /* it meets those who entered less than a travel time before it, and until it is out */
        met += at_s > truck_s - travel_s;
    }
    const double mean = met / trucks;
    w->queue->seen[3] = (wo_segment_state){.opposing_vph = 200, .opposing_pcph = 254};
    world_window(w, 60000, NULL, 0);
    const double stands_s = 1.0e-3 * world_enter(w, world_party(w, TRUCK, 1), TRUCK, 3, 60000, 0).stands;
    near("lost by meetings, s", stands_s, 1000.0 * 2.0 * travel_s * per_s, 1e-3);
    near("met, simulated", mean, stands_s / 1000.0, 4 * sqrt(mean / trucks));
    world_end(w);
}

/* A queue of 20 in the valley stands; after so many minutes the first vehicle comes. */
static bool locks_after(world *w, uint32_t piece, uint32_t minutes)
{
    wo_segment_state *queue = &w->queue->seen[piece], *twin = &w->queue->seen[piece + N_PIECES];
    const uint64_t before = world_counts(w)->faceoffs;
    *queue = (wo_segment_state){.entered = 20, .entered_cm = 15000, .entered_ms = 0};
    for (uint32_t minute = 1; minute <= minutes; minute++) {
        world_window(w, minute * WO_MINUTE_MS, NULL, 0);
    }
    twin->entered++;
    world_window(w, (minutes + 1) * WO_MINUTE_MS, NULL, 0);
    return world_counts(w)->faceoffs > before;
}

/* 0.05 a minute and 100 m (the built-in hazard), 150 m of queue: after k minutes 1 - exp(-0.075 k) of the queues are
 * locked. */
static void waiting_is_geometric(void **state)
{
    (void)state;
    enum { TRIALS = 2000 };
    world *w = world_begin();
    w->scenario.incidents.faceoff_per_m_s = fixed(0.05 / 6000);
    w->scenario.incidents.faceoff_below_mps = fixed(5 / 3.6);
    w->scenario.incidents.faceoff_after_s = fixed(600);
    for (uint32_t k = 1; k <= 40; k *= 3) {
        double locked = 0.0;
        for (uint32_t i = 0; i < TRIALS; i++) {
            w->draw.replication = i;
            world_start(w);
            locked += locks_after(w, i % N_PIECES, 9 + k); /* the second block of crawling ends at minute 10 */
        }
        const double p = 1.0 - exp(-0.075 * k);
        near("share locked", locked / TRIALS, p, 4 * sqrt(p * (1 - p) / TRIALS));
    }
    world_end(w);
}

/* Steepest grades, per cent, worked out by hand and rounded to one decimal. */
static void grades_of_the_table(void **state)
{
    (void)state;
    static const double friction[] = {0.30, 0.20, 0.12, 0.07};
    static const struct {
        const char *name;
        double driven, percent[4];
    } rows[] = {
        {"rigid 4x2", 0.68, {18.9, 12.1, 6.7, 3.3}},
        {"6x4 and full trailer", 0.42, {11.1, 6.9, 3.5, 1.4}},
        {"tractor and trailer", 0.40, {10.5, 6.5, 3.3, 1.3}},
        {"all wheels", 1.0, {28.5, 18.5, 10.5, 5.5}},
        {"car", 0.55, {15.0, 9.5, 5.1, 2.4}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t k = 0; k < 4; k++) {
            near(rows[i].name, 100 * wo_traction_grade(friction[k], rows[i].driven), rows[i].percent[k], 0.051);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(meets_twice_the_flow),
        cmocka_unit_test(waiting_is_geometric),
        cmocka_unit_test(grades_of_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
