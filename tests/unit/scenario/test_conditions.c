/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weather, turns, incidents and reactions: what is written arrives, what is not is off. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "helper_study.h"

#define HOUR 3600000u

static void fixed(const wo_number *number, double expected)
{
    assert_int_equal(number->shape, WO_SHAPE_FIXED);
    helper_near(number->p[0], expected, 1e-12 * fmax(1.0, fabs(expected)));
}

static void lognormal(const wo_distribution *event, double median_s, double sigma)
{
    assert_int_equal(event->shape, WO_SHAPE_LOGNORMAL);
    fixed(&event->p[0], median_s);
    fixed(&event->p[1], sigma);
}

static void test_everything_is_off_by_default(void **state)
{
    (void)state;
    wo_study study;
    helper_parse_more("", &study);
    const wo_scenario *s = &study.variants[0];
    assert_int_equal(s->n_one_lanes + s->n_convoys + s->n_alternations + s->n_stations + s->n_observed, 0);
    assert_int_equal(s->climate.n_zones + s->climate.n_observations + s->climate.n_smoke + s->incidents.n_planned, 0);
    assert_false(s->buses.present || s->herding.round_stopped || s->sections[0].policed);
    fixed(&s->sections[0].meeting_s, 0);
    fixed(&s->response.refuse, 0);
    fixed(&s->response.queue_belief, 0);
    fixed(&s->response.hire, 1);
    fixed(&s->announcements[0].reach, 1);
    fixed(&s->announcements[0].spread_s, 0);
    fixed(&s->herding.yield_every_s, 0);
    fixed(&s->herding.yield_for_s, 600);
    fixed(&s->herding.night_march, 0);
    fixed(&s->climate.night_speed, 1);
    fixed(&s->climate.night_capacity, 1);
    helper_near(s->climate.step_s, 3 * 3600, 0);
    fixed(&s->incidents.per_million_km, 0);
    fixed(&s->incidents.queue_per_s, 0);
    fixed(&s->incidents.faceoff_per_m_s, 0);
    assert_int_equal(s->incidents.tows, 0);
    wo_study_free(&study);
}

static void test_defaults_of_what_is_switched_on(void **state)
{
    (void)state;
    wo_study study;
    helper_parse_more("", &study);
    const wo_incident_spec *spec = &study.variants[0].incidents;
    fixed(&spec->grade, 12);
    fixed(&spec->cold, 1.3);
    lognormal(&spec->aside_s, 7.1 * 60, 0.833);
    lognormal(&spec->blocked_s, 31.8 * 60, 0.833);
    lognormal(&spec->chain_up_s, 22 * 60, 0.3);
    lognormal(&spec->ice_stop_s, 9.8 * 60, 0.631);
    lognormal(&spec->dry_tank_s, 60 * 60, 0.5);
    lognormal(&spec->faceoff_s, 75 * 60, 0.6);
    assert_int_equal(spec->tank.shape, WO_SHAPE_UNIFORM);
    fixed(&spec->tank.p[0], 0.2);
    fixed(&spec->tank.p[1], 1);
    fixed(&spec->faceoff_below_mps, 5 / 3.6);
    fixed(&spec->faceoff_after_s, 1800);
    fixed(&spec->faceoff_flow_per_s, 30 / 3600.0);
    const wo_snow_spec *snow = &study.variants[0].climate.snow;
    fixed(&snow->melt_m_per_s, 0);
    fixed(&snow->packed_m, 0.03);
    fixed(&snow->plough_m, 0.05);
    fixed(&snow->plough_after_s, 4 * 3600);
    fixed(&snow->left_m, 0.01);
    fixed(&snow->close_m, 0);
    wo_study_free(&study);
}

static void test_builtin_states(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double speed, capacity, sight, cm_per_h, friction;
        bool cold;
    } states[] = {{"dry", 1, 1, 1, 0, 0.7, false},
                  {"light_snow", 0.94, 0.957, 0.7, 0.5, 0.3, true},
                  {"moderate_snow", 0.9, 0.89, 0.7, 1.5, 0.25, true},
                  {"heavy_snow", 0.85, 0.776, 0.7, 3, 0.2, true},
                  {"packed_snow", 0.55, 0.65, 0.7, 0, 0.2, true},
                  {"ice", 0.33, 0.45, 0.7, 0, 0.12, true},
                  {"fog", 0.75, 0.88, 0.7, 0, 0.6, false}};
    wo_study study;
    helper_parse_more("climate: {states: {hail: {speed: 0.4, cold: yes}, fog: {sight: 0.2}}}\n", &study);
    const wo_climate_spec *c = &study.variants[0].climate;
    assert_int_equal(c->n_states, 8);
    for (size_t i = 0; i < 7; i++) {
        assert_string_equal(c->states[i].name, states[i].name);
        fixed(&c->states[i].speed, states[i].speed);
        fixed(&c->states[i].capacity, states[i].capacity);
        fixed(&c->states[i].sight, i == 6 ? 0.2 : states[i].sight);
        fixed(&c->states[i].snowfall_m_per_s, states[i].cm_per_h / 360000);
        fixed(&c->states[i].friction, states[i].friction);
        assert_int_equal(c->states[i].cold, states[i].cold);
    }
    assert_string_equal(c->states[7].name, "hail");
    fixed(&c->states[7].speed, 0.4);
    fixed(&c->states[7].capacity, 1);
    fixed(&c->states[7].friction, 0.7);
    assert_true(c->states[7].cold);
    wo_study_free(&study);
}

static void test_classes(void **state)
{
    (void)state;
    static const struct {
        double driven, failures, blocks;
    } classes[] = {{0.55, 1, 0.15}, {0.55, 1.3, 0.15}, {0.68, 2, 0.4}, {0.68, 2, 0.4}, {0.42, 3, 0.4},
                   {0.40, 2, 0.4},  {1, 2, 0.4},       {0, 0, 0.4},    {0, 0, 0.4},    {0, 1, 0.4}};
    wo_study study;
    helper_parse_more("classes: {cart: {jam_spacing: 5 m, speed: 5 km/h, range: 30 km, chains: 20 %}}\n", &study);
    const wo_scenario *s = &study.variants[0];
    assert_int_equal(s->n_classes, 10);
    for (size_t i = 0; i < 10; i++) {
        fixed(&s->classes[i].driven, classes[i].driven);
        fixed(&s->classes[i].failures, classes[i].failures);
        fixed(&s->classes[i].blocks, classes[i].blocks);
        fixed(&s->classes[i].chains, i == 9 ? 0.2 : 0);
        fixed(&s->classes[i].range_m, i == 9 ? 30000 : 0);
    }
    wo_study_free(&study);
}

static const char turns[] =
    "wayout: 1\ntitle: T\nstart: 2025-10-01T06:00:00+04:00\nend: 2025-10-05T06:00:00+04:00\n"
    "road:\n  exit: Town\n  sections:\n"
    "    - {name: way, from: Village, to: Town, length: 15 km, speed: 50 km/h, meeting: 4 s, policed: yes}\n"
    "  one_lane: [{at: {section: way, km: 3}, length: 300 m}]\n"
    "  convoys: [{at: {section: way, km: 5}, direction: inbound, first: 2025-10-01T08:00:00+04:00, every: 2 h, "
    "vehicles: 40}]\n"
    "  alternate: [{at: {section: way, km: 6}, to: {section: way, km: 9}, outbound: 2 h, inbound: 1 h, clear: 10 "
    "min}]\n"
    "  fuel: [{at: {section: way, km: 12}}]\n"
    "  checkpoints: [{at: {section: way, km: 13}, opens: 8 h, closes: 18.5 h, service: {}}, {at: {section: way, km: "
    "14}, service: {}}]\n"
    "origins: [{name: Village, at: {section: way, km: 0}, households: 10}]\n"
    "buses: {buses: 5}\n";

static void test_turns(void **state)
{
    (void)state;
    wo_study study;
    helper_parse(turns, &study);
    const wo_scenario *s = &study.variants[0];
    fixed(&s->sections[0].meeting_s, 4);
    assert_true(s->sections[0].policed);
    const wo_one_lane *lane = &s->one_lanes[0];
    helper_near(lane->at.m, 3000, 0);
    fixed(&lane->length_m, 300);
    fixed(&lane->speed_mps, 20 / 3.6);
    fixed(&lane->green_s, 120);
    fixed(&lane->gap_s, 6);
    fixed(&lane->lost_s, 12.5);
    const wo_convoy *convoy = &s->convoys[0];
    assert_int_equal(convoy->side, WO_SIDE_INBOUND);
    assert_int_equal(convoy->first, 2 * HOUR);
    helper_near(convoy->every_s, 7200, 0);
    helper_near(convoy->open_s, 900, 0);
    assert_int_equal(convoy->vehicles, 40);
    const wo_alternation *a = &s->alternations[0];
    helper_near(a->to.m, 9000, 0);
    assert_int_equal(a->first, 0);
    helper_near(a->outbound_s + a->inbound_s + a->clear_s, 7200 + 3600 + 600, 0);
    assert_int_equal(s->stations[0].servers, 1);
    assert_int_equal(s->stations[0].side, WO_SIDE_OUTBOUND);
    lognormal(&s->stations[0].time_s, 300, 0.4);
    helper_near(s->checkpoints[0].opens_s, 8 * 3600, 0);
    helper_near(s->checkpoints[0].closes_s, 18.5 * 3600, 0);
    helper_near(s->checkpoints[1].opens_s, 0, 0);
    helper_near(s->checkpoints[1].closes_s, 86400, 0);
    assert_true(s->buses.present);
    fixed(&s->buses.seats, 12);
    assert_int_equal(s->buses.vehicle_class, 1);
    assert_int_equal(s->buses.from, 0);
    lognormal(&s->buses.boarding_s, 1200, 0.5);
    lognormal(&s->buses.alighting_s, 600, 0.5);
    wo_study_free(&study);
}

static void test_climate_and_incidents(void **state)
{
    (void)state;
    wo_study study;
    helper_parse_more(
        "climate:\n"
        "  zones:\n"
        "    - {name: low, above: 0 m, persistence: 9 h, shares: {dry: 3, fog: 1}}\n"
        "    - {name: high, above: 1.8 km, depth: 4 cm}\n"
        "  observations: [{at: 2025-10-01T07:00:00+04:00, state: ice}, {at: 2025-10-01T07:00:00+04:00, state: fog, "
        "zone: high}]\n"
        "  smoke: [{section: climb, between: [2025-10-01T07:00:00+04:00, 2025-10-01T08:00:00+04:00], sight: 0.2}]\n"
        "incidents:\n"
        "  breakdowns: 44\n"
        "  faceoff: {hazard: 0.06}\n"
        "  planned: [{name: slide, at: {section: climb, km: 2}, between: [2025-10-01T07:00:00+04:00, "
        "2025-10-01T08:00:00+04:00], leaves: 30 %}]\n",
        &study);
    const wo_climate_spec *c = &study.variants[0].climate;
    assert_int_equal(c->n_zones, 2);
    assert_int_equal(c->zones[0].n_shares, 2);
    assert_int_equal(c->zones[0].shares[1].state, 6);
    fixed(&c->zones[0].shares[0].share, 3);
    fixed(&c->zones[0].persistence_s, 9 * 3600);
    helper_near(c->zones[1].above_m, 1800, 0);
    fixed(&c->zones[1].depth_m, 0.04);
    fixed(&c->zones[1].persistence_s, 10 * 3600);
    assert_int_equal(c->zones[1].n_shares, 0);
    assert_int_equal(c->observations[0].at, HOUR);
    assert_int_equal(c->observations[0].state, 5);
    assert_int_equal(c->observations[0].zone, -1);
    assert_null(c->observations[0].zone_name);
    assert_int_equal(c->observations[1].zone, 1);
    assert_int_equal(c->smoke[0].section, 1);
    assert_int_equal(c->smoke[0].to, 2 * HOUR);
    fixed(&c->smoke[0].sight, 0.2);
    fixed(&c->smoke[0].speed, 1);
    const wo_incident_spec *spec = &study.variants[0].incidents;
    fixed(&spec->per_million_km, 44);
    fixed(&spec->faceoff_per_m_s, 0.06 / 6000);
    assert_int_equal(spec->planned[0].side, WO_SIDE_BOTH);
    assert_int_equal(spec->planned[0].from, HOUR);
    fixed(&spec->planned[0].leaves, 0.3);
    wo_study_free(&study);
}

static void test_reactions(void **state)
{
    (void)state;
    wo_study study;
    helper_parse_more("response: {refuse: 3 %, queue_belief: 0.5, hire: 0.4}\n"
                      "herding: {yield_every: 1 h, yield_for: 5 min, night_march: 0.2, round_stopped: yes}\n"
                      "announcements: [{at: 2025-10-01T06:00:00+04:00, deadline: 2025-10-05T06:00:00+04:00, reach: "
                      "0.2, spread: 3 h}]\n"
                      "observed: [{name: gate, unit: people, counts: [[2025-10-01T07:00:00+04:00, 10], "
                      "[2025-10-01T08:00:00+04:00, 10.5]]}]\n",
                      &study);
    const wo_scenario *s = &study.variants[0];
    fixed(&s->response.refuse, 0.03);
    fixed(&s->response.queue_belief, 0.5);
    fixed(&s->response.hire, 0.4);
    fixed(&s->herding.yield_every_s, 3600);
    fixed(&s->herding.yield_for_s, 300);
    fixed(&s->herding.night_march, 0.2);
    assert_true(s->herding.round_stopped);
    fixed(&s->announcements[0].reach, 0.2);
    fixed(&s->announcements[0].spread_s, 3 * 3600);
    assert_int_equal(s->n_observed, 1);
    assert_string_equal(s->observed[0].unit, "people");
    assert_int_equal(s->observed[0].n, 2);
    assert_int_equal(s->observed[0].times[1], 2 * HOUR);
    helper_near(s->observed[0].counts[1], 10.5, 0);
    wo_scenario copy;
    assert_int_equal(wo_scenario_copy(s, &copy, NULL), WO_OK);
    helper_same_scenario(s, &copy);
    assert_ptr_not_equal(copy.observed[0].counts, s->observed[0].counts);
    wo_study_free(&study);
    helper_near(copy.observed[0].counts[1], 10.5, 0);
    wo_scenario_free(&copy);
}

/* Further keys of the road may follow. */
static const char open_road[] = "wayout: 1\ntitle: T\nstart: 2025-10-01T06:00:00+04:00\n"
                                "end: 2025-10-05T06:00:00+04:00\n"
                                "origins: [{name: Village, at: {section: way, km: 0}, households: 10}]\n"
                                "road:\n  exit: Town\n  sections:\n"
                                "    - {name: way, from: Village, to: Town, length: 15 km, speed: 50 km/h}\n";

/** A key behind `begin`, whose brackets are closed, beyond its range. */
static void beyond(const char *head, const char *begin, const char *key, const char *value, const char *range)
{
    char text[1024];
    char expected[256];
    char close[16];
    size_t n = 0;
    for (const char *at = begin + strlen(begin); at > begin; at--) {
        if (at[-1] == '{' || at[-1] == '[') {
            close[n++] = at[-1] == '{' ? '}' : ']';
        } else if (at[-1] == '}' || at[-1] == ']') {
            while (at[-1] != '{' && at[-1] != '[') {
                at--;
            }
        }
    }
    (void)snprintf(text, sizeof text, "%s%s%s: %s%.*s\n", head, begin, key, value, (int)n, close);
    (void)snprintf(expected, sizeof expected, "'%s': %s is outside the allowed range %s", key, value, range);
    helper_refuse(text, strlen(text), expected);
}

static void test_ranges(void **state)
{
    (void)state;
    static const struct {
        const char *begin, *key, *value, *range;
    } cases[] = {
        {"classes: {car: {", "driven", "1.01", "0 to 1"},
        {"classes: {car: {", "chains", "-0.1", "0 to 1"},
        {"classes: {car: {", "failures", "101", "0 to 100"},
        {"classes: {car: {", "blocks", "2", "0 to 1"},
        {"classes: {car: {", "range", "5001 km", "0 m to 5000000 m"},
        {"buses: {", "buses", "10001", "0 to 10000"},
        {"buses: {buses: 1, ", "seats", "201", "1 to 200"},
        {"buses: {buses: 1, ", "boarding", "11 d", "0 h to 240 h"},
        {"buses: {buses: 1, ", "alighting", "-1 s", "0 h to 240 h"},
        {"response: {", "refuse", "1.1", "0 to 1"},
        {"response: {", "queue_belief", "-1", "0 to 1"},
        {"response: {", "hire", "1.1", "0 to 1"},
        {"herding: {", "yield_every", "25 h", "0 h to 24 h"},
        {"herding: {", "yield_for", "13 h", "0 h to 12 h"},
        {"herding: {", "night_march", "1.1", "0 to 1"},
        {"climate: {", "night_speed", "0", "0.01 to 1"},
        {"climate: {", "night_capacity", "1.1", "0.01 to 1"},
        {"climate: {", "step", "1 min", "10 min to 24 h"},
        {"climate: {states: {fog: {", "speed", "1.1", "0.01 to 1"},
        {"climate: {states: {fog: {", "capacity", "0", "0.01 to 1"},
        {"climate: {states: {fog: {", "sight", "-1", "0.01 to 1"},
        {"climate: {states: {fog: {", "snowfall", "101 cm/h", "0 cm/h to 100 cm/h"},
        {"climate: {states: {fog: {", "friction", "0", "0.01 to 1.5"},
        {"climate: {zones: [{name: z, above: 0 m, ", "persistence", "1 s", "1 min to 1176 h"},
        {"climate: {zones: [{name: z, above: 0 m, ", "depth", "11 m", "0 m to 10 m"},
        {"climate: {zones: [{name: z, ", "above", "10 km", "-500 m to 9000 m"},
        {"climate: {zones: [{name: z, above: 0 m, shares: {", "fog", "-1", "0 to 1000000"},
        {"climate: {snow: {", "melt", "-1 cm/h", "0 cm/h to 100 cm/h"},
        {"climate: {snow: {", "packed", "-1 cm", "0 m to 10 m"},
        {"climate: {snow: {", "plough", "11 m", "0 m to 10 m"},
        {"climate: {snow: {", "plough_after", "50 d", "0 h to 1176 h"},
        {"climate: {snow: {", "left", "-1 cm", "0 m to 10 m"},
        {"climate: {snow: {", "close", "-1 cm", "0 m to 10 m"},
        {"incidents: {", "breakdowns", "-1", "0 to 100000"},
        {"incidents: {", "grade", "1001", "0 to 1000"},
        {"incidents: {", "cold", "-1", "0 to 100"},
        {"incidents: {", "queue", "11/h", "0/h to 10/h"},
        {"incidents: {", "aside", "11 d", "0 h to 240 h"},
        {"incidents: {", "blocked", "11 d", "0 h to 240 h"},
        {"incidents: {", "tows", "1001", "0 to 1000"},
        {"incidents: {", "chain_up", "11 d", "0 h to 240 h"},
        {"incidents: {", "ice_stop", "1 s", "1 min to 240 h"},
        {"incidents: {", "dry_tank", "11 d", "0 h to 240 h"},
        {"incidents: {", "tank", "1.1", "0 to 1"},
        {"incidents: {faceoff: {", "hazard", "11", "0 to 10"},
        {"incidents: {faceoff: {", "below", "51 km/h", "0 km/h to 50 km/h"},
        {"incidents: {faceoff: {", "after", "11 d", "0 h to 240 h"},
        {"incidents: {faceoff: {", "clearing", "11 d", "0 h to 240 h"},
        {"incidents: {faceoff: {", "flow", "10001/h", "0/h to 10000/h"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        beyond(helper_head, cases[i].begin, cases[i].key, cases[i].value, cases[i].range);
    }
}

static void test_ranges_of_the_road(void **state)
{
    (void)state;
#define SECTION "    - {name: more, from: Far, to: Village, length: 1 km, speed: 50 km/h, "
#define AT      "{at: {section: way, km: 3}, "
#define FIRST   "first: 2025-10-01T08:00:00+04:00, "
    static const struct {
        const char *begin, *key, *value, *range;
    } cases[] = {
        {SECTION, "meeting", "2 h", "0 h to 1 h"},
        {"  checkpoints: [" AT "service: {}, ", "opens", "-1 h", "0 h to 24 h"},
        {"  checkpoints: [" AT "service: {}, ", "closes", "25 h", "0 h to 24 h"},
        {"  one_lane: [" AT, "length", "49 m", "50 m to 5000 m"},
        {"  one_lane: [" AT "length: 1 km, ", "speed", "2 km/h", "3 km/h to 150 km/h"},
        {"  one_lane: [" AT "length: 1 km, ", "green", "2 h", "1 s to 1 h"},
        {"  one_lane: [" AT "length: 1 km, ", "gap", "0 s", "1 s to 1 h"},
        {"  one_lane: [" AT "length: 1 km, ", "lost", "0 s", "1 s to 1 h"},
        {"  convoys: [" AT FIRST "vehicles: 1, ", "every", "1 s", "1 min to 1176 h"},
        {"  convoys: [" AT FIRST "vehicles: 1, every: 2 h, ", "open", "0 s", "1 s to 1176 h"},
        {"  convoys: [" AT FIRST "every: 2 h, ", "vehicles", "0", "1 to 1000000"},
        {"  alternate: [" AT, "outbound", "11 d", "1 min to 240 h"},
        {"  alternate: [" AT, "inbound", "1 s", "1 min to 240 h"},
        {"  alternate: [" AT, "clear", "-1 s", "0 h to 240 h"},
        {"  fuel: [" AT, "servers", "101", "1 to 100"},
        {"  fuel: [" AT, "service", "25 h", "0 h to 24 h"},
        {"announcements: [{at: 2025-10-01T07:00:00+04:00, ", "reach", "2", "0 to 1"},
        {"announcements: [{at: 2025-10-01T07:00:00+04:00, ", "spread", "-1 h", "0 h to 1176 h"},
        {"incidents: {planned: [" AT, "leaves", "-0.1", "0 to 1"},
        {"climate: {smoke: [{section: way, ", "speed", "0", "0.01 to 1"},
        {"climate: {smoke: [{section: way, ", "capacity", "2", "0.01 to 1"},
        {"climate: {smoke: [{section: way, ", "sight", "0", "0.01 to 1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        beyond(open_road, cases[i].begin, cases[i].key, cases[i].value, cases[i].range);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything_is_off_by_default),
        cmocka_unit_test(test_defaults_of_what_is_switched_on),
        cmocka_unit_test(test_builtin_states),
        cmocka_unit_test(test_classes),
        cmocka_unit_test(test_turns),
        cmocka_unit_test(test_climate_and_incidents),
        cmocka_unit_test(test_reactions),
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_ranges_of_the_road),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
