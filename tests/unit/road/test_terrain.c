/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the words of a scenario to a road: speeds, capacities, herd sizes, places. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "wayout/road.h"

#define KMH (1.0 / 3.6)

enum { CAR, TRUCK, CATTLE, FLOCK, N_CLASSES };
enum { SPUR, PASS, SIDE, N_SECTIONS };

static const wo_draw central = {.seed = 1, .central = true};

typedef struct sample {
    wo_scenario scenario;
    wo_section sections[N_SECTIONS];
    wo_class classes[N_CLASSES + 8];
    wo_origin origins[3];
    wo_army armies[1];
    wo_flow flows[1];
    wo_bottleneck bottlenecks[1];
    wo_closure closures[1];
} sample;

static wo_number fixed(double value)
{
    return (wo_number){.shape = WO_SHAPE_FIXED, .p = {value}, .low = -1e9, .high = 1e9};
}

static wo_number between(double from, double to, const char *path)
{
    return (wo_number){
        .shape = WO_SHAPE_UNIFORM, .p = {from, to}, .low = -1e9, .high = 1e9, .path = wo_hash_text(path)};
}

/* Names of nodes; the scenario's are not const. */
static char name_a[] = "A";
static char name_b[] = "B";
static char name_j[] = "J";
static char name_x[] = "X";

static wo_section section(char *from, char *to, double length_m, double up_m, double down_m)
{
    return (wo_section){.from = from,
                        .to = to,
                        .length_m = fixed(length_m),
                        .elevation_from_m = fixed(up_m),
                        .elevation_to_m = fixed(down_m),
                        .width_m = fixed(6.0),
                        .speed_mps = fixed(50.0 * KMH),
                        .bend_radius_m = fixed(0.0),
                        .sight = fixed(0.5),
                        .lane_width_factor = fixed(0.0),
                        .capacity_per_s = fixed(0.0),
                        .lanes = 1,
                        .priority = fixed(1.0)};
}

static wo_class class(double jam_m, double speed_kmh, double kg_per_kw, wo_animal animal)
{
    return (wo_class){.jam_spacing_m = fixed(jam_m),
                      .speed_mps = fixed(speed_kmh * KMH),
                      .mass_to_power_kg_per_w = fixed(kg_per_kw / 1000.0),
                      .overtaken_per_s = fixed(-1.0),
                      .animal = animal};
}

/** Two arms meet at J; 1 in 10 up from J to the exit. */
static void fill(sample *s)
{
    memset(s, 0, sizeof *s);
    s->sections[SPUR] = section(name_a, name_j, 2000.0, 1600.0, 1500.0);
    s->sections[PASS] = section(name_j, name_x, 3000.0, 1500.0, 1800.0);
    s->sections[SIDE] = section(name_b, name_j, 1000.0, 1500.0, 1500.0);
    s->classes[CAR] = class(7.5, 90.0, 0.0, WO_ANIMAL_NONE);
    s->classes[TRUCK] = class(12.0, 60.0, 168.0, WO_ANIMAL_NONE);
    s->classes[CATTLE] = class(100.0, 3.5, 0.0, WO_ANIMAL_CATTLE);
    s->classes[FLOCK] = class(180.0, 3.0, 0.0, WO_ANIMAL_SHEEP);
    s->origins[0].at = (wo_place){SPUR, 0.0};
    s->origins[1].at = (wo_place){SPUR, 700.0};
    s->origins[2].at = (wo_place){SIDE, 990.0};
    s->armies[0].at = (wo_place){PASS, 3000.0};
    s->bottlenecks[0].at = (wo_place){PASS, 625.0};
    s->closures[0].at = (wo_place){PASS, 5000.0};
    s->flows[0] = (wo_flow){.from = name_x, .to = name_j};
    s->scenario = (wo_scenario){.exit = name_x,
                                .deadline_line = {PASS, 1100.0},
                                .segment_length_m = 250.0,
                                .wave_mps = fixed(4.5),
                                .two_way_per_s = fixed(3200.0 / 3600.0),
                                .sections = s->sections,
                                .n_sections = N_SECTIONS,
                                .classes = s->classes,
                                .n_classes = N_CLASSES,
                                .origins = s->origins,
                                .n_origins = 3,
                                .armies = s->armies,
                                .n_armies = 1,
                                .flows = s->flows,
                                .n_flows = 1,
                                .bottlenecks = s->bottlenecks,
                                .n_bottlenecks = 1,
                                .closures = s->closures,
                                .n_closures = 1};
}

static void build(const sample *s, const wo_draw *draw, wo_road *road, wo_places *places)
{
    wo_error error = {WO_OK, ""};
    if (wo_road_from_scenario(&s->scenario, draw, road, places, &error) != WO_OK) {
        fail_msg("%s", error.message);
    }
}

static void release(wo_road *road, wo_places *places)
{
    wo_road_free(road);
    wo_places_free(places);
}

/** First segment of a section in a direction. */
static uint32_t segment_of(const wo_road *road, uint32_t wanted, wo_direction direction)
{
    for (uint32_t i = 0; i < road->n_out; i++) {
        if (road->section[i] == wanted) {
            return direction == WO_OUTBOUND ? i : i + road->n_out;
        }
    }
    fail_msg("section %u has no segment", wanted);
    return 0;
}

static void expect_speed(const wo_road *road, uint32_t where, wo_direction direction, uint32_t c, double kmh)
{
    const uint32_t segment = segment_of(road, where, direction);
    const double pace_us = 3.6e6 / kmh;
    const double got = road->pace_us[segment * road->n_classes + c];
    if (!(fabs(got - pace_us) <= 1.0)) {
        fail_msg("section %u, direction %d, class %u: %.3f instead of %.3f km/h", where, (int)direction, c, 3.6e6 / got,
                 kmh);
    }
}

static void places_lie_on_the_nearest_boundary(void **state)
{
    (void)state;
    sample s;
    wo_road road;
    wo_places places;
    fill(&s);
    build(&s, &central, &road, &places);
    assert_int_equal(road.n_out, 8 + 12 + 4);
    assert_int_equal(places.exit, road.n_out);
    const uint32_t junction = road.down[places.origin[2] == 0 ? 0 : places.origin[2] - 1];
    assert_int_equal(places.origin[2], junction); /* 990 of 1,000 m */
    assert_int_equal(road.first_branch[junction + 1] - road.first_branch[junction], 2);
    assert_int_equal(places.origin[1], places.origin[0] + 3); /* 700 m: the third boundary, 750 m */
    assert_true(places.shift_m[0] == 0.0 && places.shift_m[1] == 50.0 && places.shift_m[2] == 10.0);
    assert_int_equal(places.deadline_line, junction + 4); /* 1,100 m: 1,000 m */
    assert_true(places.line_shift_m == 100.0);
    assert_int_equal(places.army[0], places.exit);
    assert_int_equal(places.bottleneck[0], junction + 3); /* 625 m: half way, up */
    assert_int_equal(places.closure[0], places.exit);     /* beyond the end: its end */
    assert_int_equal(places.flow_from[0], places.exit);
    assert_int_equal(places.flow_to[0], junction);
    release(&road, &places);
    s.scenario.deadline_line_at_exit = true;
    build(&s, &central, &road, &places);
    assert_int_equal(places.deadline_line, places.exit);
    assert_true(places.line_shift_m == 0.0);
    release(&road, &places);
    release(&road, &places); /* twice does no harm */
    wo_places_free(NULL);
}

static void speeds_follow_the_terrain(void **state)
{
    (void)state;
    sample s;
    wo_road road;
    wo_places places;
    fill(&s);
    s.sections[SIDE].surface = WO_SURFACE_GRAVEL;
    s.sections[SIDE].bend_radius_m = fixed(30.0);
    build(&s, &central, &road, &places);
    expect_speed(&road, SPUR, WO_OUTBOUND, CAR, 50.0);
    expect_speed(&road, PASS, WO_OUTBOUND, CAR, 50.0);
    const double up = 3.6 * wo_crawl_speed(0.168, 0.1, 1650.0, WO_SURFACE_ASPHALT, 50.0 * KMH);
    assert_true(up < 17.0);
    expect_speed(&road, PASS, WO_OUTBOUND, TRUCK, up);
    expect_speed(&road, PASS, WO_INBOUND, TRUCK, up + 10.0); /* 10 % down in a low gear */
    expect_speed(&road, SPUR, WO_OUTBOUND, TRUCK, 50.0);     /* 5 % down */
    expect_speed(&road, SPUR, WO_INBOUND, TRUCK,
                 3.6 * wo_crawl_speed(0.168, 0.05, 1550.0, WO_SURFACE_ASPHALT, 50.0 * KMH));
    expect_speed(&road, SIDE, WO_OUTBOUND, CAR, 3.6 * wo_bend_speed(30.0));
    expect_speed(&road, SIDE, WO_INBOUND, TRUCK, 3.6 * wo_bend_speed(30.0));
    expect_speed(&road, SIDE, WO_OUTBOUND, CATTLE, 3.5);
    expect_speed(&road, PASS, WO_OUTBOUND, CATTLE, 3.5 * 0.75); /* 1 - 2.5 x 0.1 */
    expect_speed(&road, PASS, WO_INBOUND, CATTLE, 3.5);         /* not faster downhill */
    expect_speed(&road, PASS, WO_OUTBOUND, N_CLASSES + 4, 3.0 * 0.75);
    release(&road, &places);
    s.sections[PASS].elevation_to_m = fixed(3000.0); /* 1 in 2: herds keep three tenths */
    build(&s, &central, &road, &places);
    expect_speed(&road, PASS, WO_OUTBOUND, CATTLE, 3.5 * 0.3);
    release(&road, &places);
}

static void capacities_follow_the_width(void **state)
{
    (void)state;
    sample s;
    wo_road road;
    wo_places places;
    fill(&s);
    s.sections[PASS].lane_width_factor = fixed(0.9);
    s.sections[SIDE].capacity_per_s = fixed(0.2);
    s.sections[SIDE].lanes = 2;
    build(&s, &central, &road, &places);
    assert_int_equal(road.capacity_ms[segment_of(&road, SPUR, WO_OUTBOUND)], 2824); /* 1,700 x 0.75 = 1,275 pc/h */
    assert_int_equal(road.capacity_ms[segment_of(&road, SPUR, WO_INBOUND)], 2824);
    assert_int_equal(road.capacity_ms[segment_of(&road, PASS, WO_OUTBOUND)], 2353); /* 1,530 pc/h */
    assert_int_equal(road.capacity_ms[segment_of(&road, SIDE, WO_OUTBOUND)], 2500); /* 0.2 x 2 lanes */
    assert_int_equal(road.two_way_pcph[0], 3200);
    release(&road, &places);
    s.sections[SIDE].capacity_per_s = fixed(0.0);
    s.sections[SIDE].width_m = fixed(12.0); /* two lanes each way: 6 m for a pair */
    build(&s, &central, &road, &places);
    assert_int_equal(road.capacity_ms[segment_of(&road, SIDE, WO_OUTBOUND)], 1412); /* 2 x 1,275 pc/h */
    release(&road, &places);
}

static void herds_come_in_four_sizes(void **state)
{
    (void)state;
    sample s;
    wo_road road;
    wo_places places;
    fill(&s);
    s.classes[FLOCK].overtaken_per_s = fixed(0.0);
    build(&s, &central, &road, &places);
    static const uint32_t cm[] = {750, 1200, 10000, 18000, 7500, 5000, 2500, 13500, 9000, 4500};
    assert_int_equal(road.n_classes, 10);
    for (uint32_t c = 0; c < 10; c++) {
        assert_int_equal(road.class_jam_cm[c], cm[c]);
        assert_int_equal(road.herd[c], c >= 2);
    }
    const wo_ms *row = &road.pass_ms[(size_t)road.pass_row[0] * road.n_classes * WO_PASS_BINS];
    assert_int_equal(row[8 * WO_PASS_BINS + 40], WO_NEVER);                    /* half a flock: never passed */
    assert_true(row[6 * WO_PASS_BINS + 40] < row[CATTLE * WO_PASS_BINS + 40]); /* a shorter herd is easier */
    assert_int_equal(wo_herd_class(&s.scenario, CAR, 3.0, 100.0), CAR);
    assert_int_equal(wo_herd_class(&s.scenario, CATTLE, 100.0, 100.0), CATTLE);
    assert_int_equal(wo_herd_class(&s.scenario, CATTLE, 76.0, 100.0), CATTLE);
    assert_int_equal(wo_herd_class(&s.scenario, CATTLE, 75.0, 100.0), 4);
    assert_int_equal(wo_herd_class(&s.scenario, CATTLE, 50.0, 100.0), 5);
    assert_int_equal(wo_herd_class(&s.scenario, CATTLE, 25.0, 100.0), 6);
    assert_int_equal(wo_herd_class(&s.scenario, CATTLE, 1.0, 100.0), 6);
    assert_int_equal(wo_herd_class(&s.scenario, CATTLE, 300.0, 100.0), CATTLE);
    assert_int_equal(wo_herd_class(&s.scenario, FLOCK, 400.0, 600.0), 7);
    assert_int_equal(wo_herd_class(&s.scenario, FLOCK, 100.0, 600.0), 9);
    release(&road, &places);
}

/** Whatever is drawn, nodes keep their numbers; lengths and speeds are the drawn ones. */
static void realisations_share_their_topology(void **state)
{
    (void)state;
    sample s;
    wo_road middle;
    wo_places middle_places;
    fill(&s);
    s.sections[SPUR].length_m = between(1000.0, 3000.0, "spur/length");
    s.sections[PASS].speed_mps = between(5.0, 20.0, "pass/speed");
    s.classes[CATTLE].jam_spacing_m = between(50.0, 150.0, "cattle/jam_spacing");
    build(&s, &central, &middle, &middle_places);
    for (uint32_t r = 0; r < 50; r++) {
        const wo_draw draw = {.seed = 5, .replication = r};
        wo_road road;
        wo_places places;
        build(&s, &draw, &road, &places);
        assert_int_equal(road.n_out, middle.n_out);
        assert_memory_equal(road.down, middle.down, road.n_segments * sizeof *road.down);
        assert_memory_equal(places.origin, middle_places.origin, 3 * sizeof *places.origin);
        assert_int_equal(places.deadline_line, middle_places.deadline_line);
        assert_true(places.shift_m[1] == 50.0);
        uint64_t cm = 0;
        for (uint32_t i = 0; i < road.n_out; i++) {
            cm += road.section[i] == SPUR ? road.length_cm[i] : 0;
        }
        assert_int_equal(cm, (uint64_t)floor(100.0 * wo_number_value(&s.sections[SPUR].length_m, &draw) + 0.5));
        expect_speed(&road, PASS, WO_OUTBOUND, CAR, 3.6 * wo_number_value(&s.sections[PASS].speed_mps, &draw));
        release(&road, &places);
    }
    release(&middle, &middle_places);
}

static void expect_refusal(const sample *s, wo_status wanted, const char *part)
{
    wo_road road;
    wo_places places;
    wo_error error = {WO_OK, ""};
    const wo_status status = wo_road_from_scenario(&s->scenario, &central, &road, &places, &error);
    if (status != wanted || strstr(error.message, part) == NULL) {
        fail_msg("status %d, \"%s\"", (int)status, error.message);
    }
    assert_null(road.down);
    assert_null(places.origin);
}

static void faults_are_refused(void **state)
{
    (void)state;
    static char nowhere[] = "Nowhere";
    sample s;
    fill(&s);
    s.scenario.exit = nowhere;
    expect_refusal(&s, WO_ERR_SCENARIO, "Nowhere");
    fill(&s);
    s.flows[0].to = nowhere;
    expect_refusal(&s, WO_ERR_SCENARIO, "Nowhere");
    fill(&s);
    for (int c = N_CLASSES; c < N_CLASSES + 6; c++) {
        s.classes[c] = s.classes[CATTLE];
    }
    s.scenario.n_classes = N_CLASSES + 6; /* 10 of which 8 come in four sizes: 34 */
    expect_refusal(&s, WO_ERR_LIMIT, "34 classes");
    fill(&s);
    s.sections[SIDE].to = nowhere;
    expect_refusal(&s, WO_ERR_RANGE, "no tree");
    fill(&s);
    s.scenario.n_sections = 0;
    expect_refusal(&s, WO_ERR_SCENARIO, "X");
    fill(&s);
    s.sections[SIDE].length_m = fixed(-5.0);
    expect_refusal(&s, WO_ERR_RANGE, "length");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_lie_on_the_nearest_boundary), cmocka_unit_test(speeds_follow_the_terrain),
        cmocka_unit_test(capacities_follow_the_width),        cmocka_unit_test(herds_come_in_four_sizes),
        cmocka_unit_test(realisations_share_their_topology),  cmocka_unit_test(faults_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
