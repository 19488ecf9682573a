/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stretches of one lane cut their section; gates, stations and planned incidents find their nodes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "wayout/road.h"

static const wo_draw central = {.seed = 1, .central = true};

/** A spur and a side road meet at Junction; the way on is 5 km long. `road` and `more` are further keys. */
static void parse(const char *road, const char *more, wo_study *study)
{
    char text[4096];
    (void)snprintf(text, sizeof text,
                   "wayout: 1\ntitle: Turns\nstart: 2025-10-01T06:00Z\nend: 2025-10-03T06:00Z\n"
                   "road:\n  exit: Town\n"
                   "  sections:\n"
                   "    - {name: spur, from: Village, to: Junction, length: 3 km, elevation: [900 m, 960 m], speed: 60 "
                   "km/h}\n"
                   "    - {name: side, from: Mill, to: Junction, length: 1 km, speed: 60 km/h}\n"
                   "    - {name: way, from: Junction, to: Town, length: {uniform: [4 km, 6 km]}, lanes: 2, speed: 72 "
                   "km/h}\n"
                   "%s"
                   "origins: [{name: Village, at: {section: spur, km: 0}, households: 10}]\n%s",
                   road, more);
    wo_problems problems = {0};
    wo_error error = {0};
    if (wo_study_parse("turns", text, strlen(text), study, &problems, &error) != WO_OK) {
        fail_msg("%s: %s", error.message, problems.n > 0 ? problems.list[0].message : "");
    }
    wo_problems_free(&problems);
}

static void build(const wo_scenario *scenario, const wo_draw *draw, wo_road *road, wo_places *places)
{
    wo_error error = {0};
    if (wo_road_from_scenario(scenario, draw, road, places, &error) != WO_OK) {
        fail_msg("%s", error.message);
    }
}

static void release(wo_road *road, wo_places *places, wo_study *study)
{
    wo_road_free(road);
    wo_places_free(places);
    wo_study_free(study);
}

static uint32_t first_of(const wo_road *road, uint32_t section)
{
    for (uint32_t i = 0; i < road->n_out; i++) {
        if (road->section[i] == section) {
            return i;
        }
    }
    fail_msg("section %u has no segment", section);
    return 0;
}

static const char lanes[] = "  one_lane:\n"
                            "    - {at: {section: way, km: 3.1}, length: 120 m, speed: 30 km/h}\n"
                            "    - {at: {section: spur, km: 1}, length: 300 m, lost: 9 s}\n"
                            "    - {at: {section: way, km: 1}, length: 500 m, speed: 150 km/h}\n";

static void one_segment_each(void **state)
{
    (void)state;
    wo_study study;
    wo_road road;
    wo_places places;
    parse(lanes, "", &study);
    build(&study.variants[0], &central, &road, &places);
    /* spur 500, room, 300, room, 1,200 m; way 500, room, 500, room, 600, room, 120, room, 1,280 m; a room has 500 m */
    assert_int_equal(road.n_out, (2 + 3 + 5) + 4 + (2 + 3 + 2 + 3 + 5));
    assert_int_equal(road.limit_all_ms, 9000); /* the shortest `lost`; the segments allow 12,500 ms */
    const uint32_t spur = first_of(&road, 0);
    const uint32_t way = first_of(&road, 2);
    static const uint32_t spur_m[] = {250, 250, 500, 300, 500, 240, 240, 240, 240, 240};
    static const uint32_t way_m[] = {250, 250, 500, 500, 500, 300, 300, 500, 120, 500, 256, 256, 256, 256, 256};
    assert_int_equal(places.one_lane[1], spur + 3);
    assert_int_equal(places.one_lane[2], way + 3);
    assert_int_equal(places.one_lane[0], way + 8);
    for (uint32_t i = 0; i < 10; i++) {
        assert_int_equal(road.length_cm[spur + i], 100 * spur_m[i]);
        assert_int_equal(road.down[spur + i], i < 9 ? spur + i + 1 : way);
    }
    for (uint32_t i = 0; i < 15; i++) {
        assert_int_equal(road.length_cm[way + i], 100 * way_m[i]);
    }
    release(&road, &places, &study);
}

static void its_own_speed_and_no_capacity(void **state)
{
    (void)state;
    wo_study study;
    wo_road road;
    wo_places places;
    parse(lanes, "", &study);
    build(&study.variants[0], &central, &road, &places);
    for (uint32_t d = 0; d < 2; d++) {
        const uint32_t narrow = places.one_lane[1] + d * road.n_out;
        const uint32_t wide = places.one_lane[2] + d * road.n_out;
        const uint32_t car = narrow * road.n_classes;
        const uint32_t herd = car + 7;
        assert_int_equal(road.travel_ms[car], 54000);                     /* 300 m at 20 km/h */
        assert_int_equal(road.travel_ms[wide * road.n_classes], 25000);   /* 500 m at 72 km/h, not 150 */
        assert_int_equal(road.travel_ms[herd], d == 0 ? 324812 : 308571); /* 3.5 km/h, on 2 % uphill 95 % of it */
        assert_int_equal(road.capacity_ms[narrow], 0);
        assert_int_equal(road.two_way_pcph[narrow], 0);
        assert_int_equal(road.lanes[wide], 1);
        assert_int_equal(road.lanes[wide + 1], 2);
        assert_true(road.capacity_ms[narrow + 1] > 0 && road.two_way_pcph[narrow + 1] == 3200);
        const size_t row = (size_t)road.pass_row[narrow] * road.n_classes * WO_PASS_BINS;
        for (size_t b = 0; b < (size_t)road.n_classes * WO_PASS_BINS; b++) {
            assert_int_equal(road.pass_ms[row + b], WO_NEVER);
            assert_int_equal(road.stopped_ms[row + b], WO_NEVER);
        }
    }
    /* 2 % of climb all along: 900 + 20 + 3 m in the middle of the stretch */
    assert_int_equal(road.elevation_m[places.one_lane[1]], 923);
    release(&road, &places, &study);
}

static void other_sections_stay_as_they_are(void **state)
{
    (void)state;
    wo_study with;
    wo_study without;
    wo_road a;
    wo_road b;
    wo_places places_a;
    wo_places places_b;
    parse("  segment_length: 500 m\n  one_lane: [{at: {section: way, km: 1}, length: 500 m}]\n", "", &with);
    parse("  segment_length: 500 m\n", "", &without);
    build(&with.variants[0], &central, &a, &places_a);
    build(&without.variants[0], &central, &b, &places_b);
    assert_int_equal(a.n_out, b.n_out); /* the rooms are segments like the others */
    assert_memory_equal(a.down, b.down, a.n_segments * sizeof *a.down);
    assert_memory_equal(a.length_cm, b.length_cm, a.n_segments * sizeof *a.length_cm);
    for (uint32_t i = 0; i < a.n_segments; i++) {
        const bool narrow = i % a.n_out == places_a.one_lane[0];
        assert_int_equal(a.capacity_ms[i] == b.capacity_ms[i], !narrow);
        assert_int_equal(memcmp(&a.travel_ms[i * a.n_classes], &b.travel_ms[i * b.n_classes],
                                a.n_classes * sizeof *a.travel_ms) == 0,
                         !narrow);
    }
    release(&b, &places_b, &without);
    release(&a, &places_a, &with);
}

/** Length in m of the segment before a stretch of one lane and of that behind it; segments from there to the exit. */
static void expect_room(const char *road_keys, uint32_t before_m, uint32_t behind_m, uint32_t pieces_behind)
{
    wo_study study;
    wo_road road;
    wo_places places;
    parse(road_keys, "", &study);
    build(&study.variants[0], &central, &road, &places);
    const uint32_t segment = places.one_lane[0];
    assert_int_equal(road.length_cm[segment - 1], 100 * before_m);
    assert_int_equal(road.length_cm[segment + 1], 100 * behind_m);
    assert_int_equal(road.n_out - segment - 1, pieces_behind);
    release(&road, &places, &study);
}

/** 500 m, or a segment; what is less than half a segment longer is one segment too. */
static void room_for_a_turn(void **state)
{
    (void)state;
    expect_room("  one_lane: [{at: {section: way, km: 0.3}, length: 100 m}]\n", 300, 500, 1 + 16); /* 4,100 m */
    expect_room("  one_lane: [{at: {section: way, km: 0.6}, length: 100 m}]\n", 600, 500, 1 + 15);
    expect_room("  one_lane: [{at: {section: way, km: 0.63}, length: 100 m}]\n", 500, 500, 1 + 15);
    expect_room("  one_lane: [{at: {section: way, km: 4.4}, length: 100 m}]\n", 500, 500, 1);
    expect_room("  segment_length: 50 m\n  one_lane: [{at: {section: way, km: 1}, length: 100 m}]\n", 500, 500, 69);
    expect_room("  segment_length: 1 km\n  one_lane: [{at: {section: way, km: 1}, length: 100 m}]\n", 1000, 1000, 4);
    /* between two stretches: one for both, two halves, or 500 m each and a rest */
    expect_room(
        "  one_lane: [{at: {section: way, km: 1}, length: 100 m}, {at: {section: way, km: 2}, length: 100 m}]\n", 500,
        900, 1 + 1 + 1 + 10);
    expect_room("  one_lane: [{at: {section: way, km: 1}, length: 100 m}, {at: {section: way, km: 2.2}, length: 100 "
                "m}]\n",
                500, 550, 2 + 1 + 1 + 9);
    expect_room("  one_lane: [{at: {section: way, km: 1}, length: 100 m}, {at: {section: way, km: 2.4}, length: 100 "
                "m}]\n",
                500, 500, 3 + 1 + 1 + 8);
}

/** Cars of 7.5 m, headway 3.017 s at 20 km/h, 300 m. At 60 km/h 500 m of road are left again before they
 *  are full; 250 m hold 33 cars, which 120 s would exceed and 60 s do not. */
static void turns_that_have_no_room(void **state)
{
    static const struct {
        const char *at;
        wo_ms green;
        uint32_t cars;
    } cases[] = {{"0.5", 120000, WO_NONE},
                 {"0.5", 3600000, WO_NONE},
                 {"0.25", 120000, 33},
                 {"2.45", 120000, 33},
                 {"0.25", 60000, WO_NONE}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char keys[128];
        wo_study study;
        wo_road road;
        wo_places places;
        (void)snprintf(keys, sizeof keys, "  one_lane: [{at: {section: spur, km: %s}, length: 300 m}]\n", cases[i].at);
        parse(keys, "", &study);
        build(&study.variants[0], &central, &road, &places);
        assert_int_equal(wo_one_lane_turn(&road, places.one_lane[0], cases[i].green), cases[i].cars);
        release(&road, &places, &study);
    }
}

/** Whatever is drawn: the same nodes; the section has the length that was drawn, and so has the stretch. */
static void realisations_share_their_nodes(void **state)
{
    (void)state;
    wo_study study;
    wo_road middle;
    wo_places middle_places;
    parse("  one_lane: [{at: {section: way, km: 1}, length: {uniform: [100 m, 400 m]}}]\n", "", &study);
    const wo_scenario *s = &study.variants[0];
    build(s, &central, &middle, &middle_places);
    for (uint32_t r = 0; r < 50; r++) {
        const wo_draw draw = {.seed = 5, .replication = r};
        wo_road road;
        wo_places places;
        build(s, &draw, &road, &places);
        assert_memory_equal(road.down, middle.down, road.n_segments * sizeof *road.down);
        assert_int_equal(places.one_lane[0], middle_places.one_lane[0]);
        assert_int_equal(road.length_cm[places.one_lane[0]],
                         floor(100.0 * wo_number_value(&s->one_lanes[0].length_m, &draw) + 0.5));
        double cm = 0.0;
        for (uint32_t i = 0; i < road.n_out; i++) {
            cm += road.section[i] == 2 ? road.length_cm[i] : 0;
        }
        assert_true(fabs(cm - 100.0 * wo_number_value(&s->sections[2].length_m, &draw)) <=
                    2.5); /* five parts, each in whole cm */
        wo_road_free(&road);
        wo_places_free(&places);
    }
    release(&middle, &middle_places, &study);
}

static void all_places_are_found(void **state)
{
    (void)state;
    static const char gates[] =
        "  one_lane: [{at: {section: way, km: 2}, length: 100 m}]\n"
        "  convoys: [{at: {section: way, km: 0.51}, first: 2025-10-01T12:00Z, every: 2 h, vehicles: 10}]\n"
        "  alternate: [{at: {section: spur, km: 2.8}, to: {section: way, km: 1.2}, outbound: 1 h, inbound: 1 h, clear: "
        "5 min}]\n"
        "  fuel: [{at: {section: way, km: 3.5}}, {at: {section: side, km: 0.3}}]\n";
    wo_study study;
    wo_road road;
    wo_places places;
    double shift_m = 0.0;
    parse(gates,
          "incidents: {planned: [{name: slide, at: {section: way, km: 5}, between: [2025-10-01T12:00Z, "
          "2025-10-01T13:00Z], leaves: 0}]}\n",
          &study);
    const wo_scenario *s = &study.variants[0];
    build(s, &central, &road, &places);
    const uint32_t way = first_of(&road, 2);
    assert_int_equal(places.convoy[0], way + 2);
    assert_int_equal(places.alternation[0], first_of(&road, 0) + 11);
    assert_int_equal(places.alternation[1], way + 5);
    /* 1,500 m, room, the stretch, room, and 2,400 m in 10 pieces of 240 m: 900 m is 3.75 of them */
    assert_int_equal(places.station[0], way + 6 + 3 + 4);
    assert_int_equal(places.station[1], first_of(&road, 1) + 1);
    assert_int_equal(places.planned[0], places.exit);
    assert_int_equal(wo_place_shift(s, s->convoys[0].at, &shift_m, NULL), WO_OK);
    assert_true(fabs(shift_m - 10.0) <= 1e-9);
    assert_int_equal(wo_place_shift(s, s->stations[0].at, &shift_m, NULL), WO_OK);
    assert_true(fabs(shift_m - 60.0) <= 1e-9);
    assert_int_equal(wo_place_shift(s, s->one_lanes[0].at, &shift_m, NULL), WO_OK);
    assert_true(shift_m == 0.0);
    release(&road, &places, &study);
}

static void expect_refusal(wo_study *study, const char *part)
{
    wo_road road;
    wo_places places;
    wo_error error = {0};
    assert_int_equal(wo_road_from_scenario(&study->variants[0], &central, &road, &places, &error), WO_ERR_SCENARIO);
    if (strstr(error.message, part) == NULL) {
        fail_msg("%s", error.message);
    }
    assert_null(road.down);
    assert_null(places.one_lane);
    wo_study_free(study);
}

/* What another length of segments, or another hand, makes of places that were good. */
static void places_that_fall_together(void **state)
{
    (void)state;
    wo_study study;
    parse("  checkpoints: [{at: {section: way, km: 2.3}, service: {}}]\n"
          "  one_lane: [{at: {section: way, km: 1.7}, length: 100 m}]\n",
          "", &study);
    study.variants[0].segment_length_m = 2000.0;
    expect_refusal(&study, "another place falls on an end of the stretch of one lane at section 'way', km 1.7");
    parse("  one_lane: [{at: {section: way, km: 1.7}, length: 100 m}, {at: {section: way, km: 2.3}, length: 100 m}]\n",
          "", &study);
    study.variants[0].one_lanes[1].at.m = 1800.0;
    expect_refusal(&study, "needs road before and behind it");
    study = (wo_study){0};
    parse("  one_lane: [{at: {section: way, km: 1.7}, length: 100 m}]\n", "", &study);
    study.variants[0].one_lanes[0].at.m = 0.0;
    expect_refusal(&study, "needs road before and behind it");
    parse(
        "  convoys:\n"
        "    - {at: {section: way, km: 1.7}, first: 2025-10-01T12:00Z, every: 2 h, vehicles: 10}\n"
        "    - {at: {section: way, km: 1.7}, direction: inbound, first: 2025-10-01T12:00Z, every: 2 h, vehicles: 10}\n"
        "    - {at: {section: way, km: 1.8}, first: 2025-10-01T12:00Z, every: 2 h, vehicles: 10}\n",
        "", &study);
    expect_refusal(&study, "convoys 1 and 3 of road.convoys fall on the same end of a segment");
    parse("  alternate: [{at: {section: way, km: 1.1}, to: {section: way, km: 1.12}, outbound: 1 h, inbound: 1 h, "
          "clear: 5 min}]\n",
          "", &study);
    expect_refusal(&study, "both ends of number 1 of road.alternate");
    parse("  fuel: [{at: {section: way, km: 1}}, {at: {section: way, km: 1}, direction: inbound}, "
          "{at: {section: way, km: 1}}]\n",
          "", &study);
    expect_refusal(&study, "fuel 1 and 3 of road.fuel fall on the same end of a segment");
    parse("  checkpoints: [{at: {section: way, km: 1}, service: {}}]\n  fuel: [{at: {section: way, km: 1}}]\n", "",
          &study);
    expect_refusal(&study, "number 1 of road.fuel and number 1 of road.checkpoints fall on the same end");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_segment_each),
        cmocka_unit_test(its_own_speed_and_no_capacity),
        cmocka_unit_test(other_sections_stay_as_they_are),
        cmocka_unit_test(room_for_a_turn),
        cmocka_unit_test(turns_that_have_no_room),
        cmocka_unit_test(realisations_share_their_nodes),
        cmocka_unit_test(all_places_are_found),
        cmocka_unit_test(places_that_fall_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
