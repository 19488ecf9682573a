/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which segment every passage enters, on a tree of two branches. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "wayout/trips.h"

/* 0 -> 2 and 1 -> 2, 2 -> exit 3; inbound 3, 4 and 5. */
static uint32_t tour[] = {2, 3, 1, 0}, tour_end[] = {3, 4, 4, 4}, first_branch[] = {0, 0, 0, 2, 3},
                branches[] = {0, 1, 2};
static const wo_road road = {.n_out = 3,
                             .n_nodes = 4,
                             .n_segments = 6,
                             .tour = tour,
                             .tour_end = tour_end,
                             .first_branch = first_branch,
                             .branches = branches};

static void passages_enter_segments(void **state)
{
    (void)state;
    static const wo_journey journeys[] = {
        {.node = 3, .destination = 0, .direction = WO_INBOUND},
        {.node = 3, .destination = 1, .direction = WO_INBOUND},
        {.node = 0, .destination = WO_NONE, .direction = WO_OUTBOUND},
        {.node = 1, .destination = WO_NONE, .direction = WO_OUTBOUND}, /* served, and on the road at the end */
    };
    static const uint32_t party[] = {2, 0, 1, 2, 3, 0, 1, 3, 2, 0, 1}, node[] = {0, 3, 3, 2, 1, 2, 2, 1, 3, 0, 1};
    static const int32_t expected[] = {5, 3, -1, 5, 4, -1, 0, 2, -1, -1, 1};
    wo_trips trips = {0};
    for (int run = 0; run < 2; run++) { /* memory serves again */
        wo_trips_reset(&trips);
        for (size_t j = 0; j < 4; j++) {
            assert_int_equal(wo_trips_add(&trips, &journeys[j], NULL), WO_OK);
        }
        for (size_t i = 0; i < 11; i++) {
            const wo_passage passage = {.at = (wo_ms)i, .party = party[i], .node = node[i]};
            assert_int_equal(wo_trips_pass(&trips, &passage, 1, NULL), WO_OK);
        }
        assert_int_equal(wo_trips_finish(&trips, &road, NULL), WO_OK);
        assert_int_equal(trips.n_passages, 11);
        assert_memory_equal(trips.segment, expected, sizeof expected);
    }
    wo_trips_free(&trips);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passages_enter_segments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
