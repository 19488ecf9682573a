/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tanks and fuel stations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "helper_recorder.h"

/* Two stations, 2.5 and 7.5 km from node 0; a truck has a full tank at the start when `tank` is 1. */
static world *fuel_world(double range_m, double tank)
{
    world *w = world_begin();
    w->classes[TRUCK].range_m = fixed(range_m);
    w->scenario.incidents.tank = fixed_time(tank);
    w->scenario.incidents.dry_tank_s = lognormal(3600, 0.5);
    w->scenario.stations = w->stations;
    w->scenario.n_stations = 2;
    for (size_t i = 0; i < 2; i++) {
        w->stations[i] = (wo_station){.at = {.section = (int)i, .m = 2500},
                                      .side = i == 0 ? WO_SIDE_BOTH : WO_SIDE_OUTBOUND,
                                      .servers = 2 + (int)i,
                                      .time_s = lognormal(300, 0.4)};
        w->station_at[i] = i == 0 ? 10 : 30;
    }
    return w;
}

/* Service of a party at the station of node and direction. */
static wo_ms service(const world *w, uint32_t node, wo_direction direction, uint32_t party)
{
    for (size_t i = 0; i < w->queue->n_desks; i++) {
        if (w->queue->desks[i].node == node && w->queue->desks[i].direction == direction) {
            return w->queue->desks[i].service(w->queue->desks[i].context, TRUCK, party);
        }
    }
    fail();
    return 0;
}

/* The segment in which an outbound party runs dry, N_PIECES when it does not. */
static uint32_t runs_dry(world *w, uint32_t party, uint32_t from, wo_stop *stop)
{
    uint32_t where = N_PIECES;
    for (uint32_t segment = from; segment < N_PIECES; segment++) {
        const wo_stop at = world_enter(w, party, TRUCK, segment, 1000, 0);
        if (at.stands > 0) {
            assert_int_equal(where, N_PIECES);
            where = segment;
            *stop = at;
        }
    }
    return where;
}

static void stations_are_put_up(void **state)
{
    (void)state;
    world *w = fuel_world(20000, 1);
    world_start(w);
    assert_int_equal(w->queue->n_desks, 3);
    unsigned servers = 0;
    for (size_t i = 0; i < 3; i++) {
        servers += w->queue->desks[i].servers * (w->queue->desks[i].node == 30 ? 100 : 1);
    }
    assert_int_equal(servers, 304);
    w->classes[TRUCK].range_m = fixed(0);
    world_start(w);
    assert_int_equal(w->queue->n_calls, 0);
    world_end(w);
}

/* 8 km in the tank: at 2.5 km it has 5.5 km left for 7.5 km and fills up; with 10 km it does not. */
static void fills_up_when_it_must(void **state)
{
    (void)state;
    static const struct {
        double range_m, tank;
        bool first, second;
        uint32_t dry;
    } rows[] = {
        {8000, 1.0, true, false, N_PIECES},    {10000, 1.0, false, false, N_PIECES},
        {9999, 1.0, true, false, N_PIECES},    {12000, 0.5, true, false, N_PIECES},
        {6000, 0.9, true, true, N_PIECES},     {6000, 0.4, false, false, 9}, /* dry at 2.4 km, then brought enough */
        {6000, 2.5 / 6, true, true, N_PIECES}, {4000, 1.0, true, false, 26}, /* full at 2.5 km, dry at 6.5 km */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        world *w = fuel_world(rows[i].range_m, rows[i].tank);
        world_start(w);
        const uint32_t car = world_party(w, CAR, 3), party = world_party(w, TRUCK, 4);
        wo_stop stop = {0};
        for (int again = 0; again < 2; again++) { /* a pure function: before, between and after */
            assert_int_equal(service(w, 10, WO_OUTBOUND, car), 0);
            assert_int_equal(service(w, 10, WO_OUTBOUND, party) > 0, rows[i].first);
            assert_int_equal(service(w, 30, WO_OUTBOUND, party) > 0, rows[i].second);
            assert_int_equal(service(w, 10, WO_INBOUND, party), 0); /* not on its way */
            if (again == 0) {
                assert_int_equal(runs_dry(w, party, 0, &stop), rows[i].dry);
            }
        }
        assert_int_equal(world_counts(w)->dry_tanks, rows[i].dry < N_PIECES);
        world_end(w);
    }
}

/* Service and dry-tank times are the drawn ones; the share of the class blocks the lane. */
static void times_are_drawn(void **state)
{
    (void)state;
    world *w = fuel_world(6000, 0.5);
    w->classes[TRUCK].blocks = fixed(0.2);
    world_start(w);
    const uint32_t place = wo_hash_index(wo_hash_text("valley"), 2500000);
    unsigned blocking = 0;
    for (uint32_t entity = 0; entity < 40; entity++) {
        wo_stop stop = {0};
        const uint32_t party = world_party(w, TRUCK, entity);
        const double served =
            wo_distribution_value(&w->stations[0].time_s, &w->draw, WO_PURPOSE_FUEL, entity, place, 3);
        assert_int_equal(service(w, 10, WO_OUTBOUND, party), wo_ms_from_s(served));
        const uint32_t late = world_trip(w, (wo_incident_trip){
                                                .class_index = TRUCK,
                                                .entity = entity,
                                                .start = 11,
                                                .destination = WO_NONE,
                                            });
        assert_int_equal(runs_dry(w, late, 11, &stop), 23); /* 2.75 km from the start, at 3 km */
        const double dry_s =
            wo_distribution_value(&w->scenario.incidents.dry_tank_s, &w->draw, WO_PURPOSE_FUEL, entity, 0, 2);
        assert_int_equal(stop.stands, wo_ms_from_s(dry_s));
        blocking += !stop.aside;
    }
    assert_true(blocking > 2 && blocking < 16);
    world_end(w);
}

/* Inbound it fills up at 7.5 km from the exit when the tank does not last for the way in and back out. */
static void inbound_thinks_of_the_way_back(void **state)
{
    (void)state;
    static const struct {
        double range_m;
        uint32_t destination;
        bool wants;
    } rows[] = {{19999, 0, true}, {20000, 0, false}, {17499, 5, true}, {17500, 5, false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        world *w = fuel_world(rows[i].range_m, 1);
        world_start(w);
        const uint32_t party = world_trip(w, (wo_incident_trip){.class_index = TRUCK,
                                                                .entity = 1,
                                                                .start = N_PIECES,
                                                                .destination = rows[i].destination,
                                                                .direction = WO_INBOUND});
        const uint32_t near_by = world_trip(
            w, (wo_incident_trip){
                   .class_index = TRUCK, .entity = 1, .start = N_PIECES, .destination = 12, .direction = WO_INBOUND});
        assert_int_equal(service(w, 10, WO_INBOUND, party) > 0, rows[i].wants);
        assert_int_equal(service(w, 10, WO_INBOUND, near_by), 0);
        assert_int_equal(service(w, 30, WO_OUTBOUND, party), 0);
        for (uint32_t piece = N_PIECES; piece-- > rows[i].destination;) {
            assert_int_equal(world_enter(w, party, TRUCK, N_PIECES + piece, 0, 0).stands, 0);
        }
        world_end(w);
    }
}

/* Dry on the way in, 3 km from the exit: in the twelfth piece that ends there, or the next one. */
static void dry_inbound(void **state)
{
    (void)state;
    static const double tanks[] = {2999, 3000, 3249};
    static const uint32_t pieces[] = {28, 27, 27};
    for (size_t i = 0; i < 3; i++) {
        world *w = fuel_world(tanks[i], 1);
        world_start(w);
        const wo_incident_trip trip = {
            .class_index = TRUCK, .start = N_PIECES, .destination = 15, .direction = WO_INBOUND};
        const uint32_t party = world_trip(w, trip);
        for (uint32_t piece = N_PIECES; piece-- > 15;) {
            const wo_stop stop = world_enter(w, party, TRUCK, N_PIECES + piece, 0, 0);
            assert_int_equal(stop.stands > 0, piece == pieces[i]);
        }
        world_end(w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stations_are_put_up), cmocka_unit_test(fills_up_when_it_must),
        cmocka_unit_test(times_are_drawn),     cmocka_unit_test(inbound_thinks_of_the_way_back),
        cmocka_unit_test(dry_inbound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
