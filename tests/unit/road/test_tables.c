/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The integer tables of the engine: values, rounding, step limit, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "helper_spec.h"

static void build(const sample_spec *sample, wo_road *road)
{
    wo_error error = {WO_OK, ""};
    if (wo_road_build(&sample->spec, road, &error) != WO_OK) {
        fail_msg("%s", error.message);
    }
}

static void values_of_a_plain_road(void **state)
{
    (void)state;
    sample_spec sample;
    wo_road road;
    sample_line(&sample);
    sample.stretches[0].lanes = 2;
    sample.stretches[0].capacity_per_s[WO_OUTBOUND] = 0.3;
    sample.stretches[0].two_way_per_s = 3200.0 / 3600.0;
    sample.stretches[0].priority = 1.5;
    sample.spec.herd[1] = true;
    build(&sample, &road);
    assert_int_equal(road.n_out, 4);
    assert_int_equal(road.length_cm[0], 25000);
    assert_int_equal(road.storage_cm[0], 50000);
    assert_int_equal(road.wave_ms[0], 55556);    /* 250 / 4.5 s = 55,555.6 ms */
    assert_int_equal(road.capacity_ms[0], 1667); /* 1000 / (0.3 x 2) = 1,666.7 */
    assert_int_equal(road.capacity_ms[4], 0);    /* none inbound */
    assert_int_equal(road.two_way_pcph[0], 3200);
    assert_int_equal(road.priority[0], 1500);
    assert_int_equal(road.travel_ms[0], 12500);
    assert_int_equal(road.travel_ms[1], 50000);
    assert_int_equal(road.pace_us[0], 50000);
    assert_int_equal(road.pace_us[1], 200000);
    assert_int_equal(road.reaction_ms[0], 1667); /* 7.5 / 4.5 s */
    assert_int_equal(road.reaction_ms[1], 4333);
    assert_int_equal(road.class_jam_cm[1], 1950);
    assert_int_equal(road.car_jam_cm, 750);
    assert_int_equal(road.pcu_q16[0], 65536);
    assert_int_equal(road.pcu_q16[1], 170394); /* 2.6 x 65,536 = 170,393.6 */
    assert_int_equal(road.limit_all_ms, 12500);
    assert_false(road.herd[0]);
    assert_true(road.herd[1]);
    wo_road_free(&road);
}

/** A herd longer than its segment fills it; its own headways keep the whole length. */
static void jam_spacing_is_clamped_to_the_storage(void **state)
{
    (void)state;
    sample_spec sample;
    wo_road road;
    sample_line(&sample);
    sample.spec.jam_m[1] = 300.0;
    build(&sample, &road);
    assert_int_equal(road.jam_cm[0], 750);
    assert_int_equal(road.jam_cm[1], 25000);
    assert_int_equal(road.class_jam_cm[1], 30000);
    assert_int_equal(road.reaction_ms[1], 66667);
    wo_road_free(&road);
    sample.stretches[0].lanes = 2;
    build(&sample, &road);
    assert_int_equal(road.jam_cm[1], 30000);
    wo_road_free(&road);
}

/** No step up to the limit is longer than any travel time or wave, in whole ms; and the limit is not wasteful. */
static void the_step_limit_holds_exactly(void **state)
{
    (void)state;
    for (uint32_t tree = 0; tree < 200; tree++) {
        sample_spec sample;
        wo_road road;
        sample_tree(&sample, tree);
        sample.spec.wave_mps = 3.0 + tree * 0.173;
        build(&sample, &road);
        wo_ms least = WO_NEVER;
        for (uint32_t i = 0; i < road.n_segments; i++) {
            wo_ms shortest = road.wave_ms[i];
            for (uint32_t c = 0; c < road.n_classes; c++) {
                const wo_ms travel = road.travel_ms[i * road.n_classes + c];
                shortest = travel < shortest ? travel : shortest;
            }
            assert_true(road.limit_ms[i] <= shortest && shortest - road.limit_ms[i] <= 1);
            assert_true(road.limit_ms[i] * sample.spec.wave_mps <= 10.0 * road.length_cm[i]); /* rounded down */
            assert_true(i >= road.n_out || road.limit_ms[i] * 20.0 <= 10.0 * road.length_cm[i]);
            least = road.limit_ms[i] < least ? road.limit_ms[i] : least;
        }
        assert_int_equal(road.limit_all_ms, least);
        wo_road_free(&road);
    }
}

/** Speeds in km/h have no exact binary value; the limit is still the one a person works out. */
static void the_limit_of_round_speeds_is_round(void **state)
{
    (void)state;
    for (int kmh = 10; kmh <= 120; kmh += 10) {
        sample_spec sample;
        wo_road road;
        sample_line(&sample);
        for (int d = 0; d < 2; d++) {
            sample.stretches[0].speed_mps[d][0] = sample.stretches[0].speed_mps[d][1] = kmh * 1000.0 / 3600.0;
        }
        build(&sample, &road);
        const int travel_ms = 900000 / kmh;
        assert_int_equal(road.limit_all_ms, travel_ms < 55555 ? travel_ms : 55555);
        wo_road_free(&road);
    }
}

static wo_ms pass_ms(const wo_road *road, uint32_t segment, uint32_t class_index, uint32_t bin)
{
    return road->pass_ms[((size_t)road->pass_row[segment] * road->n_classes + class_index) * WO_PASS_BINS + bin];
}

static void passing_by_gap_acceptance(void **state)
{
    (void)state;
    sample_spec sample;
    wo_road road;
    sample_line(&sample);
    wo_stretch *s = &sample.stretches[0];
    s->speed_mps[WO_INBOUND][0] = 10.0;
    build(&sample, &road);
    for (uint32_t bin = 0; bin < WO_PASS_BINS; bin++) {
        /* the passer drives 15 km/h more than the slow one where it could drive 20 m/s; the twin's cars come at 10 m/s
         */
        const double per_s = 0.5 * wo_passing_rate(19.5, 5.0, 5.0 + 15.0 / 3.6, 10.0, bin * 5.0 / 3600.0);
        assert_int_equal(pass_ms(&road, 0, 1, bin), (wo_ms)floor(1000.0 / per_s + 0.5));
        const double inbound_per_s = 0.5 * wo_passing_rate(19.5, 5.0, 5.0 + 15.0 / 3.6, 20.0, bin * 5.0 / 3600.0);
        assert_int_equal(pass_ms(&road, 4, 1, bin), (wo_ms)floor(1000.0 / inbound_per_s + 0.5));
        assert_int_equal(pass_ms(&road, 0, 0, bin), WO_NEVER); /* a car is not slower than a car */
    }
    assert_int_equal(pass_ms(&road, 0, 1, 0), 8000); /* 900/h, half of the road with sight */
    wo_road_free(&road);
    s->sight = 0.0;
    build(&sample, &road);
    assert_int_equal(pass_ms(&road, 0, 1, 0), WO_NEVER);
    wo_road_free(&road);
}

static void passing_at_a_fixed_rate(void **state)
{
    (void)state;
    sample_spec sample;
    wo_road road;
    sample_line(&sample);
    sample.stretches[0].overtaken_per_s[WO_OUTBOUND][1] = 0.1;
    sample.stretches[0].overtaken_per_s[WO_INBOUND][1] = 0.0;
    sample.stretches[0].overtaken_per_s[WO_INBOUND][0] = 1e-12;
    sample.stretches[0].overtaken_per_s[WO_OUTBOUND][0] = 1000.0;
    build(&sample, &road);
    for (uint32_t bin = 0; bin < WO_PASS_BINS; bin += 51) {
        assert_int_equal(pass_ms(&road, 0, 1, bin), 10000);
        assert_int_equal(pass_ms(&road, 4, 1, bin), WO_NEVER);
        assert_int_equal(pass_ms(&road, 4, 0, bin), WO_NEVER); /* rarer than once in 49 days */
        assert_int_equal(pass_ms(&road, 0, 0, bin), 1);
    }
    wo_road_free(&road);
}

/* One fault each. */
static void two_exits(sample_spec *s)
{
    s->spec.n_nodes = 3;
}
static void no_stretches(sample_spec *s)
{
    s->spec.n_stretches = 0;
    s->spec.n_nodes = 1;
    s->spec.exit = 0;
}
static void missing_list(sample_spec *s)
{
    s->spec.stretches = NULL;
}
static void exit_beyond(sample_spec *s)
{
    s->spec.exit = 2;
}
static void leads_from_exit(sample_spec *s)
{
    s->spec.exit = 0;
}
static void node_beyond(sample_spec *s)
{
    s->stretches[0].from = 2;
}
static void loop_of_one(sample_spec *s)
{
    s->stretches[0].from = 1;
}
static void fork_outbound(sample_spec *s)
{
    s->stretches[1] = s->stretches[0];
    s->stretches[1].to = 2;
    s->spec.n_stretches = 2;
    s->spec.n_nodes = 3;
}
static void ring_apart(sample_spec *s)
{
    s->stretches[1] = s->stretches[2] = s->stretches[0];
    s->stretches[1].from = s->stretches[2].to = 2;
    s->stretches[1].to = s->stretches[2].from = 3;
    s->spec.n_stretches = 3;
    s->spec.n_nodes = 4;
}
static void no_length(sample_spec *s)
{
    s->stretches[0].length_m = 0.0;
}
static void unknown_length(sample_spec *s)
{
    s->stretches[0].length_m = NAN;
}
static void endless(sample_spec *s)
{
    s->stretches[0].length_m = INFINITY;
}
static void storage_overflow(sample_spec *s)
{
    s->stretches[0].length_m = 1.9e7;
    s->stretches[0].lanes = 16;
}
static void too_many_pieces(sample_spec *s)
{
    s->stretches[0].pieces = UINT32_MAX;
}
static void pieces_without_length(sample_spec *s)
{
    s->stretches[0].length_m = 0.02;
    s->stretches[0].pieces = 7;
}
static void tiny_segments(sample_spec *s)
{
    s->spec.segment_length_m = 1e-9;
}
static void no_lanes(sample_spec *s)
{
    s->stretches[0].lanes = 0;
}
static void standing(sample_spec *s)
{
    s->stretches[0].speed_mps[WO_INBOUND][1] = 0.0;
}
static void unknown_speed(sample_spec *s)
{
    s->stretches[0].speed_mps[WO_OUTBOUND][0] = NAN;
}
static void weeks_for_a_segment(sample_spec *s)
{
    s->stretches[0].length_m = 1e7;
    s->stretches[0].pieces = 1;
    s->stretches[0].speed_mps[WO_OUTBOUND][1] = 0.01;
}
static void negative_capacity(sample_spec *s)
{
    s->stretches[0].capacity_per_s[WO_INBOUND] = -1.0;
}
static void unknown_capacity(sample_spec *s)
{
    s->stretches[0].two_way_per_s = NAN;
}
static void unknown_passing(sample_spec *s)
{
    s->stretches[0].overtaken_per_s[0][0] = NAN;
}
static void sight_above_one(sample_spec *s)
{
    s->stretches[0].sight = 1.1;
}
static void no_priority(sample_spec *s)
{
    s->stretches[0].priority = 0.0;
}
static void unknown_elevation(sample_spec *s)
{
    s->stretches[0].elevation_m[1] = NAN;
}
static void no_classes(sample_spec *s)
{
    s->spec.n_classes = 0;
}
static void too_many_classes(sample_spec *s)
{
    s->spec.n_classes = WO_MAX_CLASSES + 1;
}
static void no_jam_spacing(sample_spec *s)
{
    s->spec.jam_m[1] = 0.0;
}
static void no_car(sample_spec *s)
{
    s->spec.car_jam_m = 0.0;
}
static void no_wave(sample_spec *s)
{
    s->spec.wave_mps = 0.0;
}

static void faults_are_refused(void **state)
{
    (void)state;
    static void (*const faults[])(sample_spec *) = {
        two_exits,         no_stretches,     missing_list,     exit_beyond,     leads_from_exit,
        node_beyond,       loop_of_one,      fork_outbound,    ring_apart,      no_length,
        unknown_length,    endless,          storage_overflow, too_many_pieces, pieces_without_length,
        tiny_segments,     no_lanes,         standing,         unknown_speed,   weeks_for_a_segment,
        negative_capacity, unknown_capacity, unknown_passing,  sight_above_one, no_priority,
        unknown_elevation, no_classes,       too_many_classes, no_jam_spacing,  no_car,
        no_wave,
    };
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        sample_spec sample;
        wo_road road;
        wo_error error = {WO_OK, ""};
        sample_line(&sample);
        faults[i](&sample);
        const wo_status status = wo_road_build(&sample.spec, &road, &error);
        if (status != WO_ERR_RANGE || error.status != status || strlen(error.message) < 10) {
            fail_msg("fault %zu: status %d, \"%s\"", i, (int)status, error.message);
        }
        assert_null(road.down); /* nothing is left to free */
        wo_road_free(&road);
        assert_int_equal(wo_road_build(&sample.spec, &road, NULL), WO_ERR_RANGE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_of_a_plain_road),       cmocka_unit_test(jam_spacing_is_clamped_to_the_storage),
        cmocka_unit_test(the_step_limit_holds_exactly), cmocka_unit_test(the_limit_of_round_speeds_is_round),
        cmocka_unit_test(passing_by_gap_acceptance),    cmocka_unit_test(passing_at_a_fixed_rate),
        cmocka_unit_test(faults_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
