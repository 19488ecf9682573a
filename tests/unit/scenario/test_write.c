/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text as used is read as the same scenarios, to the bit, and is its own text as used. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper_study.h"

/* Entries of the base; those of the variants follow. The text as used writes a variant's changed lists whole. */
static size_t base_entries(const wo_study *study)
{
    size_t n = 0;
    while (n < study->n_ledger && strncmp(study->ledger[n].path, "variants/", 9) != 0) {
        n++;
    }
    return n;
}

static void round_trip(const char *text)
{
    wo_study first;
    wo_study second;
    helper_parse(text, &first);
    helper_parse(first.used, &second);
    assert_int_equal(first.n_variants, second.n_variants);
    for (size_t v = 0; v < first.n_variants; v++) {
        helper_same_scenario(&first.variants[v], &second.variants[v]);
    }
    assert_string_equal(first.used, second.used);
    assert_int_equal(base_entries(&first), base_entries(&second));
    for (size_t i = 0; i < base_entries(&first); i++) {
        assert_string_equal(first.ledger[i].path, second.ledger[i].path);
        assert_string_equal(first.ledger[i].value, second.ledger[i].value);
    }
    wo_study_free(&second);
    wo_study_free(&first);
}

static void test_the_scenarios_of_the_project(void **state)
{
    (void)state;
    static const char *const files[] = {"scenarios/kalbajar-2020.yaml",    "scenarios/learn-bottleneck.yaml",
                                        "scenarios/learn-checkpoint.yaml", "scenarios/learn-herd.yaml",
                                        "scenarios/learn-merge.yaml",      "scenarios/learn-shuttle.yaml",
                                        "scenarios/learn-straight.yaml",   "tests/equality/everything.yaml"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        size_t size = 0;
        char *text = helper_file(files[i], &size);
        round_trip(text);
        free(text);
    }
}

static const char every_key[] =
    "wayout: 1\n"
    "title: \"Quote \\\" and \\\\ back, \xd5\x94\xd5\xa1\"\n"
    "start: 2025-10-01T06:00:00+05:30\n"
    "end: 2025-10-09T06:00:00Z\n"
    "order: 2025-10-01T07:13:59+05:30\n"
    "closing: 2025-10-08T06:00Z\n"
    "road:\n"
    "  exit: 'Town: east'\n"
    "  deadline_line: {section: a/b, km: 1.2345678}\n"
    "  segment_length: 333 m\n"
    "  wave_speed: {normal: [17.1 km/h, 0.7 km/h]}\n"
    "  two_way_capacity: {uniform: [2800/h, 3300/h]}\n"
    "  opposing_mean: 17 min\n"
    "  sections:\n"
    "    - {name: a/b, from: \"x #1\", to: y, length: {lognormal: [7.7 km, 0.1]}, elevation: [{uniform: [100 m, 130 "
    "m]}, 155.5 m],\n"
    "       width: 5.3 m, speed: 13.7 m/s, bend_radius: 31 m, sight: 33 %, lane_width_factor: 0.77, capacity: 777/h, "
    "drop: 7 %,\n"
    "       surface: gravel, lanes: 2, priority: 0.3}\n"
    "    - {name: c, from: y, to: 'Town: east', length: 123456 mm, speed: 47.3 km/h}\n"
    "  bottlenecks: [{at: {section: c, km: 0.1}, capacity: {low: 100/h, central: 203/h, high: 306/h}, side: both,\n"
    "                drop: {uniform: [0, 15 %]}}]\n"
    "  closures:\n"
    "    - {at: {section: c, km: 0.0333}, from: 2025-10-02T06:00:00Z, side: inbound}\n"
    "    - {at: {section: a/b, km: 7.7}, to: 2025-10-02T06:00:01Z}\n"
    "  checkpoints:\n"
    "    - {at: {section: a/b, km: 3.7}, side: both, servers: 3, mark: assumed, source: \"hear\\\"say\",\n"
    "       service: {other: {lognormal: [{low: 31 s, central: 37 s, high: 41 s}, 0.7]}, bus: {value: 77 s, mark: "
    "reported},\n"
    "                 goats: {value: {uniform: [7 s, 17 s]}}, car: {low: 7 s, central: 13 s, high: 31 s}}}\n"
    "    - {at: {section: c, km: 0.07}, service: {}}\n"
    "classes:\n"
    "  car: {jam_spacing: {uniform: [7 m, 8 m]}}\n"
    "  flock: {heads: 217, area_per_head: 0.77 m2}\n"
    "  bus: {jam_spacing: 13.3 m, speed: 71 km/h, mass_to_power: 61 kg/kW, overtaken: 0.3/min}\n"
    "  goats: {animal: sheep, heads: 35, area_per_head: 0.7 m2, speed: 2.9 km/h}\n"
    "origins:\n"
    "  - {name: \"'x'\", at: {section: a/b, km: 0.1}, households: {normal: [77, 7.5]}, people_per_household: 3.3,\n"
    "     cars_per_household: 0.9, loads_per_household: 1.7, cattle: 7, sheep: {lognormal: [70, 0.3]}, walked: 7 %,\n"
    "     car_class: bus}\n"
    "scale: {households: {low: 0.4, central: 0.7, high: 1.1}, loads: 1.3}\n"
    "fleet: {trucks: 13, class: light_truck, base: 'Town: east', from: 2025-10-01T12:00:00Z,\n"
    "        loading: {lognormal: [{low: 1 h, central: 1.7 h, high: 3.1 h}, {uniform: [0.2, 0.7]}]},\n"
    "        unloading: {value: {uniform: [17 min, 43 min]}}, cattle_per_load: 7, sheep_per_load: 33}\n"
    "army: [{name: a1, at: {section: a/b, km: 3.3}, vehicles: 17, class: truck, column: 7, headway: 7.7 s, ahead: 7.7 "
    "h}]\n"
    "through:\n"
    "  - {from: 'Town: east', to: \"x #1\", flow: 7.7/h, night: 0.7, arrivals: even}\n"
    "  - {name: listed, class: van, from: y, to: 'Town: east', arrivals: list,\n"
    "     times: [2025-10-01T12:00:00Z, 2025-10-01T12:00:00Z, 2025-10-01T12:00:07Z]}\n"
    "response: {base_rate: 0.0077/h, deadline_rate: {uniform: [0.1/h, 0.3/h]}, patience: 7.7 h, night: 0.77, comply: "
    "0.9,\n"
    "           wait_for_truck: 7 h}\n"
    "announcements: [{at: 2025-10-01T12:00:00Z, deadline: 2025-10-07T06:00:00Z}]\n"
    "climate: {latitude: 40.123456789, longitude: -45.7, walking: {uniform: [7 h, 9 h]}, daylight_margin: 17 min}\n"
    "record: {every: 7 min}\n"
    "variants:\n"
    "  same: {}\n"
    "  'all: changed':\n"
    "    title: Other\n"
    "    closing: 2025-10-09T00:00:00Z\n"
    "    announcements+: [{at: 2025-10-02T12:00:00Z, deadline: 2025-10-09T00:00:00Z}]\n"
    "    road:\n"
    "      deadline_line: {km: 3.3}\n"
    "      wave_speed: 15 km/h\n"
    "      sections: {c: {speed: {uniform: [40 km/h, 50 km/h]}, surface: gravel}}\n"
    "      closures: []\n"
    "      checkpoints+: [{at: {section: c, km: 0.1}, service: {cart: 1 min}}]\n"
    "    classes: {car: {speed: 77 km/h}, cart: {jam_spacing: 5 m, speed: 5 km/h}, flock: {heads: 500}}\n"
    "    origins: {\"'x'\": {households: 3}}\n"
    "    fleet: {loading: 3 h}\n"
    "    through+: [{class: cart, from: y, to: 'Town: east', flow: 1/h}]\n"
    "    through: {listed: {class: cart}}\n"
    "  other road:\n"
    "    road: {sections: [{name: c, from: z, to: 'Town: east', length: 9 km, speed: 50 km/h}], bottlenecks: [], "
    "closures: [], checkpoints: [],\n"
    "           deadline_line: {section: c}}\n"
    "    origins: []\n"
    "    army: []\n"
    "    through: []\n";

static void test_every_key(void **state)
{
    (void)state;
    round_trip(every_key);
}

static void test_marks_survive(void **state)
{
    (void)state;
    wo_study first;
    wo_study second;
    helper_parse_more(
        "fleet: {mark: assumed, source: all of it, trucks: {low: 1, central: 2, high: 3, source: \"a \\\"b\\\"\"},\n"
        "        loading: {value: 2 h, mark: reported}}\n",
        &first);
    helper_parse(first.used, &second);
    size_t marked = 0;
    for (size_t i = 0; i < first.n_ledger; i++) {
        const wo_ledger_entry *a = &first.ledger[i];
        const wo_ledger_entry *b = &second.ledger[i];
        if (a->source == NULL || strcmp(a->source, "default of wayout") != 0) {
            assert_int_equal(a->mark, b->mark);
            assert_true((a->source == NULL) == (b->source == NULL));
            if (a->source != NULL) {
                assert_string_equal(a->source, b->source);
                marked++;
            }
        }
    }
    assert_int_equal(marked, 2);
    wo_study_free(&second);
    wo_study_free(&first);
}

/** Values as tools draw them, not as people write them. */
static void test_awkward_numbers(void **state)
{
    (void)state;
    uint64_t x = 88172645463325252u;
    for (int i = 0; i < 200; i++) {
        double u[4];
        for (int k = 0; k < 4; k++) {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            u[k] = (double)(x >> 11) / 9007199254740992.0;
        }
        char text[1024];
        (void)snprintf(text, sizeof text,
                       "army: [{name: a, at: {section: valley, km: %.17g}, vehicles: {uniform: [%.0f, 99999]}, "
                       "ahead: {normal: [%.17g h, %.17g d]}}]\n"
                       "response: {base_rate: %.17g/h, night: %.17g}\nclimate: {latitude: %.17g, longitude: %.17g}\n",
                       14.9 * u[0], 1000 * u[1], 100 * u[2], u[3], u[0], u[1], 90 * u[2], 180 * u[3]);
        char *all = malloc(strlen(helper_head) + sizeof text);
        assert_non_null(all);
        (void)sprintf(all, "%s%s", helper_head, text);
        round_trip(all);
        free(all);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_scenarios_of_the_project),
        cmocka_unit_test(test_every_key),
        cmocka_unit_test(test_marks_survive),
        cmocka_unit_test(test_awkward_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
