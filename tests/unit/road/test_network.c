/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shape of the road: numbering, lengths, twins, branches, walk intervals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "helper_spec.h"

#define N_TREES 300

static void build(const sample_spec *sample, wo_road *road)
{
    wo_error error = {WO_OK, ""};
    if (wo_road_build(&sample->spec, road, &error) != WO_OK) {
        fail_msg("%s", error.message);
    }
}

/** Segments of stretch s from its upper to its lower end, as the node numbers tell. */
static uint32_t count_pieces(const wo_road *road, const wo_stretch *s)
{
    uint32_t pieces = 0;
    for (uint32_t i = road->spec_node[s->from]; i != road->spec_node[s->to]; i = road->down[i]) {
        pieces++;
        assert_true(pieces <= road->n_out);
    }
    return pieces;
}

static void check_stretch(const wo_road_spec *spec, const wo_road *road, const wo_stretch *s)
{
    uint64_t sum_cm = 0;
    uint32_t shortest = UINT32_MAX;
    uint32_t longest = 0;
    const uint32_t pieces = count_pieces(road, s);
    const double wished = fmax(1.0, floor(s->length_m / spec->segment_length_m + 0.5));
    assert_int_equal(pieces, s->pieces > 0 ? s->pieces : (uint32_t)wished);
    for (uint32_t i = road->spec_node[s->from]; i != road->spec_node[s->to]; i = road->down[i]) {
        sum_cm += road->length_cm[i];
        shortest = road->length_cm[i] < shortest ? road->length_cm[i] : shortest;
        longest = road->length_cm[i] > longest ? road->length_cm[i] : longest;
        assert_int_equal(road->lanes[i], s->lanes);
        assert_int_equal(road->section[i], s->section);
        assert_true(road->elevation_m[i] >= 0 && road->elevation_m[i] <= s->elevation_m[0]);
    }
    assert_int_equal(sum_cm, (uint64_t)floor(s->length_m * 100.0 + 0.5));
    assert_true(longest - shortest <= 1);
}

static void check_numbering(const wo_road *road)
{
    assert_int_equal(road->n_nodes, road->n_out + 1);
    assert_int_equal(road->n_segments, 2 * road->n_out);
    for (uint32_t i = 0; i < road->n_out; i++) {
        const uint32_t twin = i + road->n_out;
        assert_true(i < road->down[i] && road->down[i] <= road->n_out);
        assert_int_equal(road->up[i], i);
        assert_int_equal(road->down[twin], i);
        assert_int_equal(road->up[twin], road->down[i]);
        assert_int_equal(road->length_cm[twin], road->length_cm[i]);
        assert_int_equal(road->storage_cm[twin], road->storage_cm[i]);
        assert_int_equal(road->section[twin], road->section[i]);
        assert_int_equal(road->to_exit_m[twin], road->to_exit_m[i]);
    }
}

/** Every outbound segment is in the list of the node where it ends, once, in rising order. */
static void check_branches(const wo_road *road)
{
    uint32_t listed = 0;
    assert_int_equal(road->first_branch[0], 0);
    for (uint32_t n = 0; n < road->n_nodes; n++) {
        for (uint32_t k = road->first_branch[n]; k < road->first_branch[n + 1]; k++) {
            assert_int_equal(road->down[road->branches[k]], n);
            assert_true(k == road->first_branch[n] || road->branches[k - 1] < road->branches[k]);
            listed++;
        }
    }
    assert_int_equal(listed, road->n_out);
}

/** The interval test says the same as walking down, for every pair of nodes. */
static void check_tour(const wo_road *road)
{
    for (uint32_t d = 0; d < road->n_nodes; d++) {
        bool *below = test_calloc(road->n_nodes, sizeof *below);
        below[d] = true;
        for (uint32_t n = d; n < road->n_out;) {
            n = road->down[n];
            below[n] = true;
        }
        for (uint32_t n = 0; n < road->n_nodes; n++) {
            const bool upstream = road->tour[n] <= road->tour[d] && road->tour[d] < road->tour_end[n];
            assert_int_equal(upstream, below[n]);
        }
        test_free(below);
    }
}

static void check_distances(const wo_road *road)
{
    for (uint32_t i = 0; i < road->n_out; i++) {
        uint64_t cm = 0;
        for (uint32_t n = road->down[i]; n < road->n_out; n = road->down[n]) {
            cm += road->length_cm[n];
        }
        assert_int_equal(road->to_exit_m[i], (cm + 50) / 100);
    }
}

static void random_trees_are_sound(void **state)
{
    (void)state;
    for (uint32_t tree = 0; tree < N_TREES; tree++) {
        sample_spec sample;
        wo_road road;
        sample_tree(&sample, tree);
        build(&sample, &road);
        assert_int_equal(road.spec_node[sample.spec.exit], road.n_out);
        for (size_t s = 0; s < sample.spec.n_stretches; s++) {
            check_stretch(&sample.spec, &road, &sample.stretches[s]);
        }
        check_numbering(&road);
        check_branches(&road);
        check_tour(&road);
        check_distances(&road);
        wo_road_free(&road);
    }
}

/** Branches of a junction stand in the order in which the stretches are written. */
static void branches_keep_the_written_order(void **state)
{
    (void)state;
    sample_spec sample;
    wo_road road;
    sample_line(&sample);
    for (uint32_t s = 1; s < 4; s++) {
        sample.stretches[s] = sample.stretches[0];
        sample.stretches[s].from = s + 1;
        sample.stretches[s].to = 0;
        sample.stretches[s].section = s;
    }
    sample.spec.n_stretches = 4;
    sample.spec.n_nodes = 5;
    build(&sample, &road);
    const uint32_t junction = road.spec_node[0];
    assert_int_equal(road.first_branch[junction + 1] - road.first_branch[junction], 3);
    for (uint32_t k = 0; k < 3; k++) {
        assert_int_equal(road.section[road.branches[road.first_branch[junction] + k]], k + 1);
    }
    wo_road_free(&road);
}

static void free_times_add_up(void **state)
{
    (void)state;
    sample_spec sample;
    wo_road road;
    sample_line(&sample);
    sample.stretches[0].speed_mps[WO_INBOUND][1] = 2.0;
    build(&sample, &road);
    assert_int_equal(wo_road_free_time(&road, 0, 4, 0), 50000);
    assert_int_equal(wo_road_free_time(&road, 0, 4, 1), 200000);
    assert_int_equal(wo_road_free_time(&road, 1, 3, 0), 25000);
    assert_int_equal(wo_road_free_time_inbound(&road, 4, 0, 1), 500000);
    assert_int_equal(wo_road_free_time_inbound(&road, 3, 2, 1), 125000);
    assert_int_equal(wo_road_free_time(&road, 2, 2, 0), 0);
    assert_int_equal(wo_road_free_time(&road, 3, 1, 0), WO_NEVER);
    assert_int_equal(wo_road_free_time_inbound(&road, 1, 3, 0), WO_NEVER);
    assert_int_equal(wo_road_free_time(&road, 0, 5, 0), WO_NEVER);
    assert_int_equal(wo_road_free_time(&road, 0, 4, 2), WO_NEVER);
    wo_road_free(&road);
    wo_road_free(&road); /* twice does no harm */
    wo_road_free(NULL);
}

static void other_branches_are_not_downstream(void **state)
{
    (void)state;
    sample_spec sample;
    wo_road road;
    sample_line(&sample);
    sample.stretches[1] = sample.stretches[0];
    sample.stretches[1].from = 2;
    sample.spec.n_stretches = 2;
    sample.spec.n_nodes = 3;
    build(&sample, &road);
    assert_int_equal(wo_road_free_time(&road, road.spec_node[0], road.spec_node[2], 0), WO_NEVER);
    assert_int_equal(wo_road_free_time(&road, road.spec_node[2], road.spec_node[0], 0), WO_NEVER);
    assert_int_equal(wo_road_free_time(&road, road.spec_node[2], road.spec_node[1], 0), 50000);
    wo_road_free(&road);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_trees_are_sound),
        cmocka_unit_test(branches_keep_the_written_order),
        cmocka_unit_test(free_times_add_up),
        cmocka_unit_test(other_branches_are_not_downstream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
