/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Variants are the base with changes: maps merge, values and lists are replaced, `+` appends, names address. */
#include <string.h>

#include "helper_study.h"

#define HOUR 3600000u

static const char base[] =
    "closing: 2025-10-04T06:00:00+04:00\n"
    "through: [{name: a, from: Town, to: Village, flow: 10/h}, {name: b, from: Bridge, to: Town, flow: 20/h}]\n"
    "fleet: {trucks: {low: 1, central: 2, high: 3}, class: truck}\n";

static void parse(const char *variants, wo_study *study)
{
    char text[4096];
    assert_true(strlen(base) + strlen(variants) < sizeof text);
    strcpy(text, base);
    strcat(text, variants);
    helper_parse_more(text, study);
}

static void refuse(const char *variants, const char *expected)
{
    char text[4096];
    strcpy(text, base);
    strcat(text, variants);
    helper_refuse_more(text, expected);
}

static void test_order_and_names(void **state)
{
    (void)state;
    wo_study study;
    parse("variants:\n  z: {}\n  a:\n  m: {title: Other}\n", &study);
    assert_int_equal(study.n_variants, 3);
    assert_string_equal(study.variants[0].variant, "z");
    assert_string_equal(study.variants[1].variant, "a");
    assert_int_equal(wo_study_variant(&study, "m"), 2);
    assert_int_equal(wo_study_variant(&study, "base"), -1);
    assert_string_equal(study.variants[2].title, "Other");
    assert_string_equal(study.variants[1].title, "One village");
    wo_study_free(&study);
}

static void test_changes(void **state)
{
    (void)state;
    wo_study study;
    parse("variants:\n"
          "  v:\n"
          "    through: {b: {flow: 50/h}}\n"
          "    through+: [{name: c, from: Town, to: Bridge, flow: 30/h}]\n"
          "    origins: {Village: {households: 7, at: {km: 3}}}\n"
          "    road: {sections: {climb: {surface: gravel}}, bottlenecks+: [{at: {section: climb, km: 1}, capacity: "
          "9/h}]}\n"
          "    fleet: {trucks: {uniform: [5, 9]}}\n"
          "    classes: {cart: {jam_spacing: 5 m, speed: 4 km/h}}\n"
          "  w: {through: []}\n"
          "  x: {through+: [{name: c, from: Town, to: Bridge, flow: 30/h}], through: []}\n",
          &study);
    const wo_scenario *v = &study.variants[0];
    assert_int_equal(v->n_flows, 3);
    helper_near(v->flows[0].per_s.p[0] * 3600, 10, 1e-9);
    helper_near(v->flows[1].per_s.p[0] * 3600, 50, 1e-9);
    assert_string_equal(v->flows[2].name, "c");
    helper_near(v->origins[0].households.p[0], 7, 0);
    helper_near(v->origins[0].at.m, 3000, 0);
    assert_int_equal(v->sections[1].surface, WO_SURFACE_GRAVEL);
    helper_near(v->sections[1].length_m.p[0], 12000, 0);
    assert_int_equal(v->n_bottlenecks, 1);
    assert_int_equal(v->fleet.trucks.shape, WO_SHAPE_UNIFORM);
    assert_int_equal(v->fleet.vehicle_class, 3);
    assert_int_equal(v->n_classes, 10);
    const wo_scenario *w = &study.variants[1];
    assert_int_equal(w->n_flows, 0);
    assert_int_equal(w->fleet.trucks.shape, WO_SHAPE_TRIANGULAR);
    assert_int_equal(w->sections[1].surface, WO_SURFACE_ASPHALT);
    assert_int_equal(w->n_classes, 9);
    /* What is appended comes behind what replaces, however they are written. */
    assert_int_equal(study.variants[2].n_flows, 1);
    wo_study_free(&study);
}

static void test_paths_are_those_of_the_base(void **state)
{
    (void)state;
    wo_study study;
    parse("variants:\n  v: {through: [{name: b, from: Bridge, to: Town, flow: 21/h}], fleet: {trucks: {uniform: [1, "
          "2]}}}\n"
          "  w: {}\n",
          &study);
    assert_int_equal(study.variants[0].flows[0].per_s.path, study.variants[1].flows[1].per_s.path);
    assert_int_equal(study.variants[0].fleet.trucks.path, wo_hash_text("fleet/trucks"));
    wo_study_free(&study);
}

static void test_announcements(void **state)
{
    (void)state;
    wo_study study;
    parse("variants:\n"
          "  plain: {}\n"
          "  later: {closing: 2025-10-05T00:00:00+04:00}\n"
          "  told: {closing: 2025-10-05T00:00:00+04:00,\n"
          "         announcements+: [{at: 2025-10-03T06:00+04:00, deadline: 2025-10-05T00:00+04:00}]}\n",
          &study);
    assert_int_equal(study.variants[0].announcements[0].deadline, 72 * HOUR);
    /* Who says nothing tells the closing of the variant at the order. */
    assert_int_equal(study.variants[1].n_announcements, 1);
    assert_int_equal(study.variants[1].announcements[0].deadline, 90 * HOUR);
    /* Who adds an announcement keeps what the base told. */
    assert_int_equal(study.variants[2].n_announcements, 2);
    assert_int_equal(study.variants[2].announcements[0].at, 0);
    assert_int_equal(study.variants[2].announcements[0].deadline, 72 * HOUR);
    assert_int_equal(study.variants[2].announcements[1].at, 48 * HOUR);
    wo_study_free(&study);
}

static void test_faults(void **state)
{
    (void)state;
    refuse("variants: [a]\n", "'variants': expected a map from names to changes");
    refuse("variants: {v: {army: {x: {vehicles: 3}}}}\n", "'army': the base has none that could be changed by name");
    refuse("variants: {v: {through: {c: {flow: 1/h}}}}\n", "through: there is no 'c' to change");
    refuse("variants: {v: {variants: {}}}\n", "'variants' is the same in all variants");
    refuse("variants: {v: {record: {every: 1 min}}}\n", "'record' is the same in all variants");
    refuse("variants: {v: {fleet+: [1]}}\n", "'fleet+' appends a list to a list");
    refuse("variants: {v: {sthrough+: [1]}}\n", "unknown key 'sthrough+'");
    refuse("variants: {\"\": {}}\n", "the name of a variant has 1 to 200 bytes");
    /* Of the base: told once, without a word on variants. */
    helper_refuse_more("response: {night: 2}\nvariants: {v: {}, w: {}}\n",
                       "test.yaml:12:19: error: 'night': 2 is outside the allowed range 0 to 1\n"
                       "    response: {night: 2}\n                      ^\n");
    /* Of the base by the fault of a variant: says whose. */
    refuse("variants: {v: {}, w: {road: {exit: Bridge}}}\n", "(in variant 'w')");
}

/* What compare may put down to the deadline alone. */
static void test_deadline_only(void **state)
{
    (void)state;
    wo_study study;
    helper_parse_more("fleet: {trucks: 5}\n"
                      "army: [{name: a, at: {section: climb, km: 2}, vehicles: 3, ahead: 1 h}]\n"
                      "variants:\n"
                      "  same: {}\n"
                      "  later: {closing: 2025-10-03T06:00:00+04:00, army: {a: {told: 2025-10-03T06:00:00+04:00}}}\n"
                      "  trucks: {closing: 2025-10-03T06:00:00+04:00, fleet: {trucks: 6}}\n"
                      "  army: {army: {a: {vehicles: 4}}}\n",
                      &study);
    static const bool expected[] = {true, true, false, false};
    assert_int_equal(study.n_variants, 4);
    for (size_t v = 0; v < 4; v++) {
        assert_int_equal(study.variants[v].deadline_only, expected[v]);
    }
    wo_study_free(&study);
}

/* Two variants are compared with each other, not with their base; what only one of them has counts too. */
static void test_differs(void **state)
{
    (void)state;
    wo_study study;
    wo_error error = {0};
    bool only = false;
    helper_parse_more(
        "army: [{name: a, at: {section: climb, km: 2}, vehicles: 3, ahead: 1 h}]\n"
        "variants:\n"
        "  one: {fleet: {trucks: 6}, response: {comply: 0.8}}\n"
        "  two: {fleet: {trucks: 6}, response: {comply: 0.8}, closing: 2025-10-03T06:00:00+04:00,\n"
        "        announcements+: [{at: 2025-10-02T06:00:00+04:00, deadline: 2025-10-03T06:00:00+04:00}],\n"
        "        army: {a: {told: 2025-10-03T06:00:00+04:00}}}\n"
        "  none: {}\n"
        "  slower: {fleet: {trucks: 6}, response: {comply: 0.8000000000000002}}\n",
        &study);
    static const bool expected[4][4] = {{true, true, false, false},
                                        {true, true, false, false},
                                        {false, false, true, false},
                                        {false, false, false, true}};
    for (size_t a = 0; a < 4; a++) {
        for (size_t b = 0; b < 4; b++) {
            assert_int_equal(wo_scenario_differs(&study.variants[a], &study.variants[b], &only, &error), WO_OK);
            assert_int_equal(only, expected[a][b]);
        }
    }
    wo_study_free(&study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_and_names),
        cmocka_unit_test(test_changes),
        cmocka_unit_test(test_paths_are_those_of_the_base),
        cmocka_unit_test(test_announcements),
        cmocka_unit_test(test_deadline_only),
        cmocka_unit_test(test_differs),
        cmocka_unit_test(test_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
