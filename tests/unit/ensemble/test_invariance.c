/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of an ensemble depend on the scenario and the seed, and on nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper_ensemble.h"

static kept reference;
static char everything[16384];

static int run_reference(void **state)
{
    (void)state;
    if (!kept_read("tests/equality/everything.yaml", everything, sizeof everything)) {
        return -1;
    }
    const wo_run_options options = {.seed = 1, .replications = 5, .threads = 1, .verify = true};
    kept_of(&reference, everything, &options);
    return 0;
}

static int free_reference(void **state)
{
    (void)state;
    kept_free(&reference);
    return 0;
}

static void assert_as_reference(wo_run_options options)
{
    kept k;
    options.seed = 1;
    options.replications = 5;
    kept_of(&k, everything, &options);
    assert_same(&k, &reference);
    kept_free(&k);
}

static void something_happens_everywhere(void **state)
{
    (void)state;
    const wo_outcome *first = &reference.outcomes[0];
    assert_true(first->people_out > 0);
    assert_true(first->cattle_out > 0);
    assert_true(first->sheep_out > 0);
    assert_true(first->loads_out > 0);
    assert_true(first->army_out > 0);
    assert_true(first->truck_trips > 0);
    assert_true(first->passes > 0);
    assert_true(first->queue_longest > 0);
    assert_true(memcmp(first, &reference.outcomes[2], sizeof *first) != 0); /* the next replication differs */
}

static void threads_do_not_matter(void **state)
{
    (void)state;
    assert_as_reference((wo_run_options){.threads = 2});
    assert_as_reference((wo_run_options){.threads = 3, .verify = true});
}

static void the_step_does_not_matter(void **state)
{
    (void)state;
    const wo_ms limit = reference.layout.road.limit_all_ms;
    assert_as_reference((wo_run_options){.threads = 2, .dt_ms = limit});
    assert_as_reference((wo_run_options){.threads = 2, .dt_ms = limit / 2});
    assert_as_reference((wo_run_options){.threads = 2, .dt_ms = limit / 5});
    assert_as_reference((wo_run_options){.threads = 2, .dt_ms = 1000});
}

static void the_seed_matters(void **state)
{
    (void)state;
    kept k;
    const wo_run_options options = {.seed = 8, .replications = 5, .threads = 2};
    kept_of(&k, everything, &options);
    assert_true(memcmp(k.outcomes, reference.outcomes, 10 * sizeof k.outcomes[0]) != 0);
    kept_free(&k);
}

static void variants_share_luck_until_they_part(void **state)
{
    (void)state;
    const size_t announced = 13 * 4, end = reference.layout.n_times - 1;
    for (size_t r = 0; r < 5; r++) {
        const size_t short_one = 2 * r, long_one = 2 * r + 1;
        assert_memory_equal(kept_point(&reference, short_one, 0), kept_point(&reference, long_one, 0),
                            (announced + 1) * sizeof(wo_series_point));
        assert_true(kept_point(&reference, long_one, end)->at_line > kept_point(&reference, short_one, end)->at_line);
    }
}

static void parties_are_conserved_at_every_mark(void **state)
{
    (void)state;
    for (size_t record = 0; record < reference.n_records; record++) {
        const wo_series_point *last = kept_point(&reference, record, 0);
        for (size_t mark = 0; mark < reference.layout.n_times; mark++) {
            const wo_series_point *point = kept_point(&reference, record, mark);
            /* who rests beside the road is in none of the three */
            assert_true(point->departures >= point->waiting_at_origin + point->on_road + point->at_exit);
            assert_true(point->at_line >= point->at_exit);
            assert_true(point->at_line >= last->at_line && point->departures >= last->departures);
            last = point;
        }
    }
}

static void cells_hold_the_time_of_all_parties(void **state)
{
    (void)state;
    for (size_t v = 0; v < 2; v++) {
        const wo_space_time *cells = &reference.cells[v];
        uint64_t in_cells = 0, in_outcomes = 0;
        for (size_t t = 0; t < cells->n_times; t++) {
            for (size_t s = 0; s < reference.layout.road.n_out; s++) {
                in_cells += wo_cell_value(&cells->cells[t * cells->n_segments + s], WO_CELL_VEHICLE_MS);
            }
        }
        for (size_t r = 0; r < 5; r++) {
            in_outcomes += (uint64_t)reference.outcomes[2 * r + v].vehicle_time;
        }
        assert_true(in_cells > 0);
        assert_true(in_cells == in_outcomes);
    }
}

static void nothing_is_blocked_longer_than_an_interval(void **state)
{
    (void)state;
    uint64_t blocked_ms = 0;
    for (size_t v = 0; v < 2; v++) {
        for (size_t i = 0; i < reference.cells[v].n_times * reference.cells[v].n_segments; i++) {
            assert_true(wo_cell_value(&reference.cells[v].cells[i], WO_CELL_BLOCKED_MS) <=
                        5ull * reference.layout.every_ms);
            blocked_ms += wo_cell_value(&reference.cells[v].cells[i], WO_CELL_BLOCKED_MS);
        }
    }
    assert_true(blocked_ms > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(something_happens_everywhere),
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(the_step_does_not_matter),
        cmocka_unit_test(the_seed_matters),
        cmocka_unit_test(variants_share_luck_until_they_part),
        cmocka_unit_test(parties_are_conserved_at_every_mark),
        cmocka_unit_test(cells_hold_the_time_of_all_parties),
        cmocka_unit_test(nothing_is_blocked_longer_than_an_interval),
    };
    return cmocka_run_group_tests(tests, run_reference, free_reference);
}
