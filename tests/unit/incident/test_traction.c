/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slopes, snow, chains and cold, with the weather of the layer climate. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "helper_recorder.h"

#define SNOW_FROM (2 * WO_HOUR_MS)
#define ICE_FROM  (4 * WO_HOUR_MS)
#define DRY_FROM  (9 * WO_HOUR_MS)

enum { DRY, SNOW, ICE };

/* Dry, then packed snow (friction 0.20), then ice (0.12), then dry again, or not. A trailer's 0.42 driven climbs 6.9 %
 * in snow, not the pass; with chains 11.1 %. */
static world *snow_world(bool thaws)
{
    static char names[3][8] = {"dry", "snow", "ice"};
    static const double friction[] = {0.7, 0.20, 0.12};
    static const wo_ms from[] = {0, SNOW_FROM, ICE_FROM, DRY_FROM};
    static const int states[] = {DRY, SNOW, ICE, DRY};
    world *w = world_begin();
    for (int s = 0; s < 3; s++) {
        w->states[s] = (wo_weather_state){.name = names[s],
                                          .speed = fixed(1),
                                          .capacity = fixed(1),
                                          .sight = fixed(1),
                                          .friction = fixed(friction[s]),
                                          .cold = s != DRY};
    }
    for (int i = 0; i < 4; i++) {
        w->observations[i] = (wo_observation){.at = from[i], .state = states[i], .zone = -1};
    }
    w->scenario.climate.n_observations = thaws ? 4 : 3;
    w->classes[TRAILER].driven = fixed(0.42);
    w->classes[TRUCK].driven = fixed(0.68);
    w->scenario.incidents.chain_up_s = lognormal(1320, 0.3);
    w->scenario.incidents.ice_stop_s = lognormal(588, 0.631);
    return w;
}

static double drawn(const world *w, const wo_distribution *time, uint32_t entity, uint32_t sub, uint32_t number)
{
    return wo_ms_from_s(wo_distribution_value(time, &w->draw, WO_PURPOSE_TRACTION, entity, sub, number));
}

/* Only uphill, only where it is steep, only when it snows, and not whom all wheels drive. */
static void who_slips(void **state)
{
    (void)state;
    world *w = snow_world(true);
    world_start(w);
    const uint32_t trailer = world_party(w, TRAILER, 1), truck = world_party(w, TRUCK, 2), car = world_party(w, CAR, 3);
    assert_int_equal(world_enter(w, trailer, TRAILER, 25, SNOW_FROM - 1, 0).stands, 0);
    assert_int_equal(world_enter(w, trailer, TRAILER, 5, SNOW_FROM, 0).stands, 0);
    assert_int_equal(world_enter(w, trailer, TRAILER, N_PIECES + 25, ICE_FROM, 0).stands, 0);
    assert_int_equal(world_enter(w, car, CAR, 25, ICE_FROM, 0).stands, 0);
    assert_int_equal(world_enter(w, truck, TRUCK, 25, ICE_FROM - 1, 0).stands, 0); /* 12.1 % */
    assert_int_equal(world_counts(w)->stuck, 0);
    assert_true(world_enter(w, truck, TRUCK, 25, ICE_FROM, 0).stands > 0); /* 6.7 % */
    assert_true(world_enter(w, trailer, TRAILER, 25, SNOW_FROM, 0).stands > 0);
    assert_int_equal(world_counts(w)->stuck, 2);
    assert_int_equal(world_counts(w)->chained, 0);
    world_end(w);
}

/* With chains: one stop a trip, and on. */
static void chains_go_on_once(void **state)
{
    (void)state;
    world *w = snow_world(true);
    w->classes[TRAILER].chains = fixed(0.5);
    world_start(w);
    unsigned carry = 0;
    for (uint32_t entity = 0; entity < 200; entity++) {
        const uint32_t party = world_party(w, TRAILER, entity);
        const wo_stop stop = world_enter(w, party, TRAILER, 20, SNOW_FROM, 0);
        assert_true(stop.aside);
        if (wo_random_uniform(&w->draw, WO_PURPOSE_TRACTION, entity, 0, 0) < 0.5) {
            carry++;
            assert_int_equal(stop.stands, drawn(w, &w->scenario.incidents.chain_up_s, entity, 0, 1));
            assert_int_equal(world_enter(w, party, TRAILER, 21, SNOW_FROM + 60000, 0).stands, 0);
            assert_int_equal(world_enter(w, party, TRAILER, 30, ICE_FROM, 0).stands, 0);
        } else {
            assert_true(SNOW_FROM + stop.stands >= DRY_FROM);
        }
    }
    assert_true(carry > 80 && carry < 120);
    assert_int_equal(world_counts(w)->chained, carry);
    assert_int_equal(world_counts(w)->stuck, 200 - carry);
    world_end(w);
}

/* Without chains it tries again after every stop, until the road has the friction: what it needs is 9.5 / 42. */
static void stuck_until_the_road_grips(void **state)
{
    (void)state;
    world *w = snow_world(true);
    world_start(w);
    for (uint32_t entity = 0; entity < 50; entity++) {
        const uint32_t party = world_party(w, TRAILER, entity);
        const wo_ms entry = SNOW_FROM + 1000 * entity;
        const wo_stop stop = world_enter(w, party, TRAILER, 20, entry, 0);
        double at = entry;
        uint32_t k = 0;
        while (at < DRY_FROM) {
            at += drawn(w, &w->scenario.incidents.ice_stop_s, entity, 1, k++);
        }
        assert_int_equal(stop.stands, at - entry);
        assert_true(stop.aside);
    }
    world_end(w);
}

/* The truck, whose wheels need 9.5 / 68 = 0.14, is stopped by ice alone. No thaw: for ever. */
static void stuck_for_ever(void **state)
{
    (void)state;
    world *w = snow_world(false);
    world_start(w);
    const uint32_t truck = world_party(w, TRUCK, 1);
    assert_int_equal(world_enter(w, truck, TRUCK, 25, SNOW_FROM, 0).stands, 0);
    const wo_stop stop = world_enter(w, truck, TRUCK, 26, ICE_FROM, 0);
    assert_int_equal(stop.stands, WO_NEVER);
    assert_true(stop.aside);
    world_end(w);
}

/* Chains are not enough for a slope beyond 11.1 %: it has put them on for nothing. */
static void too_steep_for_chains(void **state)
{
    (void)state;
    world *w = snow_world(true);
    w->classes[TRAILER].chains = fixed(1);
    w->sections[PASS].elevation_to_m = fixed(5000 * 0.12);
    w->scenario.incidents.ice_stop_s = fixed_time(600);
    world_start(w);
    const uint32_t party = world_party(w, TRAILER, 1), truck = world_party(w, TRUCK, 1);
    const wo_stop stop = world_enter(w, party, TRAILER, 20, DRY_FROM - 1200000, 0);
    assert_int_equal(world_enter(w, truck, TRUCK, 20, SNOW_FROM, 0).stands, 0); /* 12.1 % */
    assert_int_equal(stop.stands, 1200000 + drawn(w, &w->scenario.incidents.chain_up_s, 1, 0, 1));
    assert_int_equal(world_counts(w)->chained, 1);
    assert_int_equal(world_counts(w)->stuck, 1);
    world_end(w);
}

/* Snow above 200 m only: the tenth piece of the pass reaches that. */
static void weather_by_elevation(void **state)
{
    (void)state;
    wo_zone zone = {.above_m = 200};
    world *w = snow_world(true);
    w->scenario.climate.zones = &zone;
    w->scenario.climate.n_zones = 1;
    for (int i = 0; i < 4; i++) {
        w->observations[i].zone = 0;
    }
    world_start(w);
    const uint32_t party = world_party(w, TRAILER, 1);
    for (uint32_t segment = 0; segment < 30; segment++) {
        assert_int_equal(world_enter(w, party, TRAILER, segment, SNOW_FROM, 0).stands, 0);
    }
    assert_true(world_enter(w, party, TRAILER, 30, SNOW_FROM, 0).stands > 0);
    world_end(w);
}

/* So many stops in a row are not drawn: a minute each, for 59 hours. */
static void attempts_are_bounded(void **state)
{
    (void)state;
    world *w = snow_world(true);
    w->scenario.incidents.ice_stop_s = fixed_time(60);
    w->observations[3].at = 61 * WO_HOUR_MS;
    world_start(w);
    const uint32_t party = world_party(w, TRAILER, 1);
    assert_int_equal(world_enter(w, party, TRAILER, 20, SNOW_FROM, 0).stands, 59 * WO_HOUR_MS);
    world_end(w);
}

/* Cold states raise the hazard. */
static void cold_breaks_more(void **state)
{
    (void)state;
    world *w = snow_world(true);
    w->classes[TRAILER].driven = fixed(0);
    w->classes[TRAILER].failures = fixed(1);
    w->scenario.incidents.per_million_km = fixed(4000);
    w->scenario.incidents.cold = fixed(1.3);
    w->states[SNOW].friction = fixed(0.7); /* nothing else changes */
    world_start(w);
    const double piece = 0.001;
    uint32_t entity = 0; /* one that breaks down in the second piece when it is cold, in the third when it is not */
    for (double at = 0; !(at > 2 * piece && at < 2.5 * piece); entity++) {
        at = -log(wo_random_uniform(&w->draw, WO_PURPOSE_FAILURE, entity + 1, 0, 0));
    }
    const uint32_t dry = world_party(w, TRAILER, entity), cold = world_party(w, TRAILER, entity);
    assert_int_equal(world_enter(w, dry, TRAILER, 0, 0, 0).stands, 0);
    assert_int_equal(world_enter(w, dry, TRAILER, 1, SNOW_FROM - 1, 0).stands, 0);
    assert_int_equal(world_enter(w, cold, TRAILER, 0, SNOW_FROM, 0).stands, 0);
    assert_true(world_enter(w, cold, TRAILER, 1, SNOW_FROM, 0).stands > 0);
    assert_true(world_enter(w, dry, TRAILER, 2, DRY_FROM, 0).stands > 0);
    world_end(w);
}

/* Weather that no wheel of the scenario minds leaves the engine alone. */
static void enough_grip(void **state)
{
    (void)state;
    world *w = snow_world(true);
    w->classes[TRAILER].driven = fixed(1);
    w->states[ICE].friction = fixed(0.2);
    world_start(w);
    assert_null(w->queue->stop);
    w->classes[TRAILER].driven = fixed(0.42);
    world_start(w);
    assert_non_null(w->queue->stop);
    world_end(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_slips),
        cmocka_unit_test(chains_go_on_once),
        cmocka_unit_test(stuck_until_the_road_grips),
        cmocka_unit_test(stuck_for_ever),
        cmocka_unit_test(too_steep_for_chains),
        cmocka_unit_test(weather_by_elevation),
        cmocka_unit_test(attempts_are_bounded),
        cmocka_unit_test(cold_breaks_more),
        cmocka_unit_test(enough_grip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
