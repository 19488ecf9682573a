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
    static const char *const files[] = {
        "scenarios/kalbajar-2020.yaml",  "scenarios/learn-bottleneck.yaml", "scenarios/learn-checkpoint.yaml",
        "scenarios/learn-herd.yaml",     "scenarios/learn-merge.yaml",      "scenarios/learn-shuttle.yaml",
        "scenarios/learn-straight.yaml", "scenarios/learn-winter.yaml",     "scenarios/learn-one-lane.yaml",
        "scenarios/learn-convoy.yaml",   "scenarios/learn-incidents.yaml",  "scenarios/learn-reactions.yaml",
        "tests/equality/everything.yaml"};
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
    "       surface: gravel, lanes: 2, priority: 0.3, meeting: 3.7 s, policed: yes,\n"
    "       path: {value: [[40.1, 0.30000000000000004], [-33.333333333333336, 179.99], [90, 180]], mark: derived}}\n"
    "    - {name: c, from: y, to: 'Town: east', length: 123456 mm, speed: 47.3 km/h}\n"
    "  bottlenecks: [{at: {section: c, km: 0.1}, capacity: {low: 100/h, central: 203/h, high: 306/h}, side: both,\n"
    "                drop: {uniform: [0, 15 %]}}]\n"
    "  closures:\n"
    "    - {at: {section: c, km: 0.0333}, from: 2025-10-02T06:00:00Z, side: inbound}\n"
    "    - {at: {section: a/b, km: 7.7}, to: 2025-10-02T06:00:01Z}\n"
    "  checkpoints:\n"
    "    - {at: {section: a/b, km: 3.7}, side: both, servers: 3, opens: 7.7 h, closes: 17.3 h, mark: assumed, source: "
    "\"hear\\\"say\",\n"
    "       service: {other: {lognormal: [{low: 31 s, central: 37 s, high: 41 s}, 0.7]}, bus: {value: 77 s, mark: "
    "reported},\n"
    "                 goats: {value: {uniform: [7 s, 17 s]}}, car: {low: 7 s, central: 13 s, high: 31 s}}}\n"
    "    - {at: {section: c, km: 0.07}, service: {}}\n"
    "  one_lane:\n"
    "    - {at: {section: a/b, km: 6.1}, length: {uniform: [77 m, 131 m]}, speed: 17 km/h, green: {low: 70 s, central: "
    "77 "
    "s, high: 99 s},\n"
    "       gap: 7 s, lost: {value: 13.7 s, mark: derived, source: map}}\n"
    "  convoys:\n"
    "    - {at: {section: c, km: 0.1}, direction: inbound, first: 2025-10-01T12:00:07Z, every: 7.7 h, open: 77 min, "
    "vehicles: 77}\n"
    "  alternate:\n"
    "    - {at: {section: a/b, km: 1.1}, to: {section: c, km: 0.01}, outbound: 77 min, inbound: 37 min, clear: 7 min}\n"
    "  fuel:\n"
    "    - {at: {section: a/b, km: 2.2}, direction: both, servers: 7, service: {uniform: [{low: 1 min, central: 2 min, "
    "high: 3 min}, 7 min]}}\n"
    "classes:\n"
    "  car: {jam_spacing: {uniform: [7 m, 8 m]}}\n"
    "  flock: {heads: 217, area_per_head: 0.77 m2}\n"
    "  bus: {jam_spacing: 13.3 m, speed: 71 km/h, mass_to_power: 61 kg/kW, overtaken: 0.3/min,\n"
    "        driven: {uniform: [0.5, 0.6]}, chains: 7 %, failures: 1.7, blocks: 0.37, range: {normal: [477 km, 33 "
    "km]}}\n"
    "  goats: {animal: sheep, heads: 35, area_per_head: 0.7 m2, speed: 2.9 km/h}\n"
    "origins:\n"
    "  - {name: \"'x'\", at: {section: a/b, km: 0.1}, households: {normal: [77, 7.5]}, people_per_household: 3.3,\n"
    "     cars_per_household: 0.9, loads_per_household: 1.7, cattle: 7, sheep: {lognormal: [70, 0.3]}, walked: 7 %,\n"
    "     car_class: bus}\n"
    "scale: {households: {low: 0.4, central: 0.7, high: 1.1}, loads: 1.3}\n"
    "fleet: {trucks: 13, class: light_truck, base: 'Town: east', from: 2025-10-01T12:00:00Z,\n"
    "        loading: {lognormal: [{low: 1 h, central: 1.7 h, high: 3.1 h}, {uniform: [0.2, 0.7]}]},\n"
    "        unloading: {value: {uniform: [17 min, 43 min]}}, cattle_per_load: 7, sheep_per_load: 33}\n"
    "buses: {buses: {low: 3, central: 7, high: 13}, class: bus, seats: 37, from: 2025-10-01T07:00:07Z,\n"
    "        boarding: {uniform: [7 min, 17 min]}, alighting: {lognormal: [{uniform: [3 min, 5 min]}, 0.3]}}\n"
    "army: [{name: a1, at: {section: a/b, km: 3.3}, vehicles: 17, class: truck, column: 7, headway: 7.7 s, ahead: 7.7 "
    "h}]\n"
    "through:\n"
    "  - {from: 'Town: east', to: \"x #1\", flow: 7.7/h, night: 0.7, arrivals: even}\n"
    "  - {name: listed, class: van, from: y, to: 'Town: east', arrivals: list,\n"
    "     times: [2025-10-01T12:00:00Z, 2025-10-01T12:00:00Z, 2025-10-01T12:00:07Z]}\n"
    "response: {base_rate: 0.0077/h, deadline_rate: {uniform: [0.1/h, 0.3/h]}, patience: 7.7 h, night: 0.77, comply: "
    "0.9,\n"
    "           wait_for_truck: 7 h, refuse: {uniform: [0.01, 0.07]}, queue_belief: 0.7, hire: 0.77}\n"
    "announcements: [{at: 2025-10-01T12:00:00Z, deadline: 2025-10-07T06:00:00Z, reach: {uniform: [0.7, 1]}, spread: 7 "
    "h}]\n"
    "herding: {yield_every: 0.7 h, yield_for: {low: 7 min, central: 11 min, high: 13 min}, night_march: 7 %, "
    "round_stopped: yes}\n"
    "climate:\n"
    "  latitude: 40.123456789\n"
    "  longitude: -45.7\n"
    "  walking: {uniform: [7 h, 9 h]}\n"
    "  daylight_margin: 17 min\n"
    "  night_speed: {uniform: [0.7, 0.9]}\n"
    "  night_capacity: 0.97\n"
    "  step: 77 min\n"
    "  states:\n"
    "    fog: {speed: {uniform: [0.6, 0.8]}, cold: yes}\n"
    "    'dust, red': {speed: 0.77, capacity: 0.93, sight: 0.37, snowfall: 0.7 mm/h, friction: 0.57}\n"
    "  zones:\n"
    "    - {name: low, above: -7.7 m, persistence: {uniform: [7 h, 13 h]}, shares: {dry: 7, 'dust, red': {uniform: [1, "
    "2]}}}\n"
    "    - {name: \"high \\\"up\\\"\", above: 1234.5 m, depth: {uniform: [3 cm, 7 cm]}, shares: {ice: {value: 3, mark: "
    "reported}}}\n"
    "  observations:\n"
    "    - {at: 2025-10-02T06:00:00Z, state: 'dust, red', mark: reported, source: \"x: y\"}\n"
    "    - {at: 2025-10-02T07:00:00Z, state: ice, zone: low}\n"
    "  snow: {melt: 0.7 mm/h, packed: 3.7 cm, plough: {uniform: [5 cm, 7 cm]}, plough_after: 3.3 h, left: 7 mm, close: "
    "77 cm}\n"
    "  smoke: [{section: c, between: [2025-10-02T06:00:00Z, 2025-10-02T07:00:07Z], speed: 0.7, capacity: 0.77, sight: "
    "{uniform: [0.3, 0.5]}}]\n"
    "incidents:\n"
    "  {breakdowns: {low: 30, central: 44, high: 60}, grade: 13, cold: 1.7, queue: 0.0077/h, aside: 7.7 min, blocked: "
    "{uniform: [20 min, 50 min]},\n"
    "   tows: 3, chain_up: 17 min, ice_stop: {lognormal: [9.7 min, {uniform: [0.5, 0.7]}]}, dry_tank: 77 min, tank: "
    "0.77,\n"
    "   faceoff: {hazard: {uniform: [0.02, 0.07]}, below: 3.7 km/h, after: 17 min, clearing: 77 min, flow: 37/h},\n"
    "   planned: [{name: p 1, at: {section: c, km: 0.03}, between: [2025-10-02T06:00:00Z, 2025-10-02T07:00:07Z], "
    "direction: inbound, leaves: 37 %}]}\n"
    "observed:\n"
    "  - {name: gate, unit: people, counts: {value: [[2025-10-02T06:00:00Z, 0], [2025-10-02T07:00:00Z, 7.7]], mark: "
    "reported, source: gate book}}\n"
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
    "    climate: {zones: {low: {shares: {'dust, red': {low: 1, central: 2, high: 3}, ice: 1}}}, states: {ice: {speed: "
    "0.2}}, "
    "observations: []}\n"
    "    incidents: {planned: {p 1: {leaves: 0}}, faceoff: {hazard: 0}}\n"
    "    observed: {gate: {counts: [[2025-10-02T06:00:00Z, 3]]}}\n"
    "    classes: {car: {speed: 77 km/h}, cart: {jam_spacing: 5 m, speed: 5 km/h}, flock: {heads: 500}}\n"
    "    origins: {\"'x'\": {households: 3}}\n"
    "    fleet: {loading: 3 h}\n"
    "    through+: [{class: cart, from: y, to: 'Town: east', flow: 1/h}]\n"
    "    through: {listed: {class: cart}}\n"
    "  other road:\n"
    "    road: {sections: [{name: c, from: z, to: 'Town: east', length: 9 km, speed: 50 km/h}], bottlenecks: [], "
    "closures: [], checkpoints: [],\n"
    "           one_lane: [], convoys: [], alternate: [], fuel: [],\n"
    "           deadline_line: {section: c}}\n"
    "    origins: [{name: o, at: {section: c, km: 0}, households: 1}]\n"
    "    climate: {smoke: []}\n"
    "    incidents: {planned: []}\n"
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
