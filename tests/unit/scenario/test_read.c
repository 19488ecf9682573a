/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written arrives in the structs: SI, milliseconds, indices, defaults. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "helper_study.h"

#define HOUR 3600000u
#define DAY  86400000u

static void test_defaults(void **state)
{
    (void)state;
    wo_study study;
    helper_parse_more("", &study);
    assert_int_equal(study.n_variants, 1);
    const wo_scenario *s = &study.variants[0];
    assert_string_equal(s->variant, "base");
    assert_int_equal(s->start.offset_minutes, 240);
    assert_int_equal(s->end, 4 * DAY);
    assert_int_equal(s->order, 0);
    assert_int_equal(s->closing, s->end);
    assert_true(s->deadline_line_at_exit);
    assert_int_equal(s->n_announcements, 1);
    assert_int_equal(s->announcements[0].at, 0);
    assert_int_equal(s->announcements[0].deadline, s->closing);
    helper_near(s->segment_length_m, 250, 0);
    helper_near(s->wave_mps.p[0], 4.5, 1e-12);
    helper_near(s->two_way_per_s.p[0], 3200 / 3600.0, 1e-12);
    helper_near(s->opposing_mean_s, 900, 0);
    helper_near(s->record_every_s, 900, 0);
    helper_near(s->response.base_rate_per_s.p[0], 0.006 / 3600, 1e-18);
    helper_near(s->response.wait_for_truck_s.p[0], 86400, 0);
    helper_near(s->climate.walking_s.p[0], 8.5 * 3600, 0);
    assert_true(isnan(s->climate.latitude_deg));
    assert_false(s->fleet.present);
    const wo_section *climb = &s->sections[1];
    helper_near(climb->length_m.p[0], 12000, 0);
    helper_near(climb->width_m.p[0], 7, 0);
    helper_near(climb->sight.p[0], 0.45, 0);
    helper_near(climb->speed_mps.p[0], 40 / 3.6, 1e-12);
    helper_near(climb->capacity_per_s.p[0], 0, 0);
    assert_int_equal(climb->lanes, 1);
    assert_int_equal(climb->surface, WO_SURFACE_ASPHALT);
    assert_int_equal(s->origins[0].car_class, 0);
    helper_near(s->origins[0].cars_per_household.p[0], 1, 0);
    helper_near(s->scale.households.p[0], 1, 0);
    wo_study_free(&study);
}

static void test_builtin_classes(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double jam_m, kmh, kg_per_kw;
    } classes[] = {{"car", 7.5, 90, 25},
                   {"van", 8.5, 70, 44},
                   {"light_truck", 10.5, 65, 92},
                   {"truck", 12, 60, 95},
                   {"truck_trailer", 19.5, 60, 168},
                   {"tractor", 12, 30, 140},
                   {"military", 15, 60, 105},
                   {"cattle_herd", 100, 3.5, 0},
                   {"flock", 90, 3, 0}};
    wo_study study;
    helper_parse_more("", &study);
    const wo_scenario *s = &study.variants[0];
    assert_int_equal(s->n_classes, 9);
    for (size_t i = 0; i < 9; i++) {
        assert_string_equal(s->classes[i].name, classes[i].name);
        helper_near(s->classes[i].jam_spacing_m.p[0], classes[i].jam_m, 1e-12);
        helper_near(s->classes[i].speed_mps.p[0], classes[i].kmh / 3.6, 1e-12);
        helper_near(s->classes[i].mass_to_power_kg_per_w.p[0], classes[i].kg_per_kw / 1000, 1e-15);
        assert_true(s->classes[i].overtaken_per_s.p[0] < 0);
    }
    assert_int_equal(s->classes[7].animal, WO_ANIMAL_CATTLE);
    assert_int_equal(s->classes[8].animal, WO_ANIMAL_SHEEP);
    wo_study_free(&study);
}

static void test_classes_are_overridden(void **state)
{
    (void)state;
    wo_study study;
    helper_parse_more("classes:\n  car: {speed: 72 km/h}\n  flock: {heads: 500}\n"
                      "  cattle_herd: {heads: 60, jam_spacing: 75 m}\n  bus: {jam_spacing: 13 m, speed: 70 km/h, "
                      "overtaken: 90/h}\n",
                      &study);
    const wo_class *c = study.variants[0].classes;
    assert_int_equal(study.variants[0].n_classes, 10);
    helper_near(c[0].speed_mps.p[0], 20, 1e-12);
    helper_near(c[0].jam_spacing_m.p[0], 7.5, 0);
    helper_near(c[8].jam_spacing_m.p[0], 500 * 0.9 / 3, 1e-9);
    helper_near(c[7].jam_spacing_m.p[0], 75, 0);
    assert_string_equal(c[9].name, "bus");
    helper_near(c[9].overtaken_per_s.p[0], 0.025, 1e-12);
    wo_study_free(&study);
}

static void test_every_part_is_read(void **state)
{
    (void)state;
    wo_study study;
    helper_parse_more(
        "fleet: {trucks: 5, from: 2025-10-01T08:00:00+04:00, unloading: 90 min}\n"
        "army: [{name: unit, at: {section: climb, km: 2.5}, vehicles: 30, ahead: {uniform: [1 h, 3 h]}}]\n"
        "through:\n"
        "  - {class: van, from: Town, to: Bridge, flow: 36/h, between: [2025-10-01T07:00+04:00, "
        "2025-10-02T06:00+04:00]}\n"
        "  - {name: bus, from: Village, to: Town, arrivals: list, times: [2025-10-01T02:00:01Z, 2025-10-01T03:00Z]}\n"
        "climate: {latitude: 40, longitude: 46}\n",
        &study);
    const wo_scenario *s = &study.variants[0];
    assert_true(s->fleet.present);
    assert_int_equal(s->fleet.from, 2 * HOUR);
    assert_string_equal(s->fleet.base, "Town");
    assert_int_equal(s->fleet.vehicle_class, 3);
    assert_int_equal(s->fleet.loading_s.shape, WO_SHAPE_LOGNORMAL);
    helper_near(s->fleet.loading_s.p[0].p[0], 9000, 0);
    helper_near(s->fleet.loading_s.p[1].p[0], 0.5, 0);
    helper_near(s->fleet.loading_s.low, 60, 0);
    assert_int_equal(s->fleet.unloading_s.shape, WO_SHAPE_FIXED);
    helper_near(s->fleet.unloading_s.p[0].p[0], 5400, 0);
    assert_int_equal(s->armies[0].at.section, 1);
    helper_near(s->armies[0].at.m, 2500, 0);
    assert_int_equal(s->armies[0].vehicle_class, 6);
    helper_near(s->armies[0].ahead_s.p[1].p[0], 10800, 0);
    assert_string_equal(s->flows[0].name, "van Town to Bridge");
    helper_near(s->flows[0].per_s.p[0], 0.01, 1e-15);
    assert_int_equal(s->flows[0].start, HOUR);
    assert_int_equal(s->flows[0].end, DAY);
    assert_int_equal(s->flows[0].arrivals, WO_ARRIVALS_POISSON);
    assert_int_equal(s->flows[1].end, s->end);
    assert_int_equal(s->flows[1].n_times, 2);
    assert_int_equal(s->flows[1].times[0], 1000);
    assert_int_equal(s->flows[1].times[1], HOUR);
    helper_near(s->climate.longitude_deg, 46, 0);
    wo_study_free(&study);
}

static void test_uncertain_values(void **state)
{
    (void)state;
    wo_study study;
    helper_parse_more(
        "response: {base_rate: {low: 0.004/h, central: 0.006/h, high: 0.01/h, mark: assumed}, night: 40 %,\n"
        "  patience: {lognormal: [12 h, 0.3]}, comply: {normal: [0.9, 0.05]}, wait_for_truck: {value: 3 h}}\n",
        &study);
    const wo_response *r = &study.variants[0].response;
    assert_int_equal(r->base_rate_per_s.shape, WO_SHAPE_TRIANGULAR);
    helper_near(r->base_rate_per_s.p[2] * 3600, 0.01, 1e-15);
    assert_int_equal(r->base_rate_per_s.path, wo_hash_text("response/base_rate"));
    helper_near(r->night.p[0], 0.4, 1e-15);
    assert_int_equal(r->patience_s.shape, WO_SHAPE_LOGNORMAL);
    helper_near(r->patience_s.p[1], 0.3, 0);
    assert_int_equal(r->comply.shape, WO_SHAPE_NORMAL);
    helper_near(r->comply.high, 1, 0);
    helper_near(r->wait_for_truck_s.p[0], 10800, 0);
    assert_int_equal(study.variants[0].origins[0].households.path, wo_hash_text("origins/Village/households"));
    assert_int_equal(study.variants[0].sections[1].length_m.path, wo_hash_text("road/sections/climb/length"));
    wo_study_free(&study);
}

static void test_lists_may_be_empty(void **state)
{
    (void)state;
    wo_study study;
    helper_parse_more("army:\nthrough: []\nclimate:\nvariants:\n", &study);
    assert_int_equal(study.n_variants, 1);
    assert_int_equal(study.variants[0].n_flows, 0);
    wo_study_free(&study);
}

static void test_comments_folds_and_byte_order_mark(void **state)
{
    (void)state;
    wo_study study;
    char *text = malloc(strlen(helper_head) + 200);
    assert_non_null(text);
    strcpy(text, "\xef\xbb\xbf# a comment\r\n");
    strcat(text, helper_head);
    strcat(text,
           "army:\r\n  - name: >\r\n      long\r\n      name\r\n    at: {section: climb, km: 0}\r\n    vehicles: 1\r\n"
           "    ahead: 1 h\r\n");
    helper_parse(text, &study);
    assert_string_equal(study.variants[0].armies[0].name, "long name");
    wo_study_free(&study);
    free(text);
}

static void test_believed_deadline(void **state)
{
    (void)state;
    const wo_number all = {.p = {1}}, few = {.p = {0.49}};
    wo_announcement list[] = {{.at = HOUR, .deadline = 10 * HOUR, .reach = all},
                              {.at = 2 * HOUR, .deadline = 4 * HOUR, .reach = few}, /* a rumour */
                              {.at = 3 * HOUR, .deadline = 20 * HOUR, .reach = all},
                              {.at = 5 * HOUR, .deadline = 15 * HOUR, .reach = all}};
    const wo_scenario s = {.announcements = list, .n_announcements = 4};
    assert_int_equal(wo_believed_deadline(&s, 0), 10 * HOUR);
    assert_int_equal(wo_believed_deadline(&s, HOUR), 10 * HOUR);
    assert_int_equal(wo_believed_deadline(&s, 3 * HOUR - 1), 10 * HOUR);
    assert_int_equal(wo_believed_deadline(&s, 3 * HOUR), 20 * HOUR);
    assert_int_equal(wo_believed_deadline(&s, WO_NEVER), 15 * HOUR);
}

static void test_a_copy_is_deep(void **state)
{
    (void)state;
    size_t size = 0;
    char *text = helper_file("tests/equality/everything.yaml", &size);
    wo_study study;
    wo_scenario copy;
    helper_parse(text, &study);
    wo_scenario *original = &study.variants[1];
    assert_int_equal(wo_scenario_copy(original, &copy, NULL), WO_OK);
    helper_same_scenario(original, &copy);
    assert_ptr_not_equal(copy.origins[0].name, original->origins[0].name);
    assert_ptr_not_equal(copy.flows, original->flows);
    copy.announcements[0].deadline = 1;
    copy.origins[0].name[0] = '?';
    copy.classes[0].name[0] = '?';
    assert_int_not_equal(original->announcements[0].deadline, 1);
    assert_string_equal(original->origins[0].name, "Village");
    assert_string_equal(original->classes[0].name, "car");
    wo_study_free(&study);
    assert_string_equal(copy.origins[1].name, "Camp");
    wo_scenario_free(&copy);
    wo_scenario_free(&copy);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_builtin_classes),
        cmocka_unit_test(test_classes_are_overridden),
        cmocka_unit_test(test_every_part_is_read),
        cmocka_unit_test(test_uncertain_values),
        cmocka_unit_test(test_lists_may_be_empty),
        cmocka_unit_test(test_comments_folds_and_byte_order_mark),
        cmocka_unit_test(test_believed_deadline),
        cmocka_unit_test(test_a_copy_is_deep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
