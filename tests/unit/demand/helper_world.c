/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

wo_number fixed(double value)
{
    return (wo_number){.shape = WO_SHAPE_FIXED, .p = {value}, .low = 0, .high = 1e9};
}

wo_distribution always(double seconds)
{
    return (wo_distribution){.shape = WO_SHAPE_FIXED, .p = {fixed(seconds)}, .low = 0, .high = 1e9};
}

static void fill_classes(world *w)
{
    static char *names[N_CLASSES] = {"car", "truck", "cattle_herd", "flock"};
    for (int c = 0; c < N_CLASSES; c++) {
        w->classes[c].name = names[c];
    }
    w->classes[CLASS_CATTLE].animal = WO_ANIMAL_CATTLE;
    w->classes[CLASS_CATTLE].heads = fixed(100);
    w->classes[CLASS_FLOCK].animal = WO_ANIMAL_SHEEP;
    w->classes[CLASS_FLOCK].heads = fixed(400);
    w->scenario.classes = w->classes;
    w->scenario.n_classes = N_CLASSES;
}

static void build_road(world *w)
{
    wo_stretch stretches[3];
    const double length_m[3] = {30000, 30000, 20000};
    wo_road_spec spec = {.stretches = stretches,
                         .n_stretches = 3,
                         .n_nodes = 4,
                         .exit = 3,
                         .segment_length_m = 1000,
                         .wave_mps = 4.5,
                         .n_classes = N_CLASSES + 6,
                         .car_jam_m = 7.5};
    for (size_t c = 0; c < spec.n_classes; c++) {
        spec.jam_m[c] = c == CLASS_CAR ? 7.5 : 12.0;
        spec.herd[c] = c >= CLASS_CATTLE;
    }
    for (uint32_t s = 0; s < 3; s++) {
        stretches[s] = (wo_stretch){.from = s, .to = s + 1, .length_m = length_m[s], .lanes = 1, .priority = 1};
        for (size_t c = 0; c < spec.n_classes; c++) {
            stretches[s].speed_mps[0][c] = c == CLASS_CAR ? 20 : c == CLASS_TRUCK ? 10 : 1;
            stretches[s].speed_mps[1][c] = stretches[s].speed_mps[0][c];
        }
    }
    wo_error error = {0};
    const wo_status status = wo_road_build(&spec, &w->road, &error);
    assert_string_equal(error.message, "");
    assert_int_equal(status, WO_OK);
    w->far = w->road.spec_node[0];
    w->near = w->road.spec_node[1];
    w->places = (wo_places){.exit = w->road.spec_node[3],
                            .deadline_line = w->road.spec_node[2],
                            .origin = w->origin_node,
                            .army = w->army_node,
                            .flow_from = w->from_node,
                            .flow_to = w->to_node};
}

static void fill_climate(world *w)
{
    for (int64_t d = 0; d < 18; d++) {
        w->days[d] = (wo_daylight){.sunrise = d * DAY(1) + H(7), .sunset = d * DAY(1) + H(17)};
    }
    w->climate = (wo_climate){.days = w->days, .n_days = 18, .walking_ms = H(24)};
}

void world_init(world *w)
{
    memset(w, 0, sizeof *w);
    w->draw.seed = 7;
    wo_scenario *s = &w->scenario;
    s->end = DAY(16);
    s->closing = DAY(10);
    s->response = (wo_response){.base_rate_per_s = fixed(0.006 / 3600),
                                .deadline_rate_per_s = fixed(0.2 / 3600),
                                .patience_s = fixed(12 * 3600.0),
                                .night = fixed(0.4),
                                .comply = fixed(1),
                                .wait_for_truck_s = fixed(24 * 3600.0),
                                .hire = fixed(1)};
    s->scale = (wo_scale){fixed(1), fixed(1), fixed(1), fixed(1)};
    s->origins = w->origins;
    s->announcements = w->announcements;
    s->armies = w->armies;
    s->flows = w->flows;
    fill_classes(w);
    build_road(w);
    fill_climate(w);
    const uint32_t first = world_origin(w, "Far", w->far);
    w->origins[first].households = fixed(200);
    w->origins[first].people_per_household = fixed(4.5);
    w->origins[first].cars_per_household = fixed(1);
    world_announce(w, 0, s->closing);
}

void world_free(world *w)
{
    wo_road_free(&w->road);
}

uint32_t world_origin(world *w, const char *name, uint32_t node)
{
    static char names[WORLD_SIZE][32];
    const uint32_t index = (uint32_t)w->scenario.n_origins++;
    assert_true(index < WORLD_SIZE && strlen(name) < sizeof names[0]);
    strcpy(names[index], name);
    w->origin_node[index] = node;
    w->origins[index].name = names[index];
    w->origins[index].car_class = CLASS_CAR;
    return index;
}

void world_announce(world *w, wo_ms at, wo_ms deadline)
{
    assert_true(w->scenario.n_announcements < WORLD_SIZE);
    w->announcements[w->scenario.n_announcements++] =
        (wo_announcement){.at = at, .deadline = deadline, .reach = fixed(1)};
    w->scenario.closing = deadline > w->scenario.closing ? deadline : w->scenario.closing;
}

void world_fleet(world *w, double trucks, double loading_s, double unloading_s)
{
    w->scenario.fleet = (wo_fleet){.present = true,
                                   .trucks = fixed(trucks),
                                   .vehicle_class = CLASS_TRUCK,
                                   .base = "exit",
                                   .loading_s = always(loading_s),
                                   .unloading_s = always(unloading_s),
                                   .cattle_per_load = fixed(10),
                                   .sheep_per_load = fixed(50)};
}

void world_buses(world *w, double buses, double seats, double boarding_s, double alighting_s)
{
    w->scenario.buses = (wo_buses){.present = true,
                                   .buses = fixed(buses),
                                   .seats = fixed(seats),
                                   .vehicle_class = CLASS_TRUCK,
                                   .boarding_s = always(boarding_s),
                                   .alighting_s = always(alighting_s)};
}

void world_army(world *w, double vehicles, double column, double headway_s, double ahead_s)
{
    const size_t index = w->scenario.n_armies++;
    assert_true(index < WORLD_SIZE);
    w->army_node[index] = w->far;
    w->armies[index] = (wo_army){.name = "brigade",
                                 .vehicle_class = CLASS_TRUCK,
                                 .vehicles = fixed(vehicles),
                                 .column = fixed(column),
                                 .headway_s = fixed(headway_s),
                                 .told = WO_NEVER,
                                 .ahead_s = always(ahead_s)};
}

void world_flow(world *w, double per_s, wo_arrivals arrivals, bool inbound)
{
    const size_t index = w->scenario.n_flows++;
    assert_true(index < WORLD_SIZE);
    w->from_node[index] = inbound ? w->places.exit : w->near;
    w->to_node[index] = inbound ? w->near : w->places.exit;
    w->flows[index] = (wo_flow){.name = inbound ? "in" : "out",
                                .vehicle_class = CLASS_CAR,
                                .per_s = fixed(per_s),
                                .night = fixed(1),
                                .end = w->scenario.end,
                                .arrivals = arrivals};
}

void world_draw(const world *w, wo_demand *demand)
{
    wo_error error = {0};
    const wo_status status = wo_demand_draw(&w->scenario, &w->road, &w->places, &w->climate, &w->draw, demand, &error);
    assert_string_equal(error.message, "");
    assert_int_equal(status, WO_OK);
}

wo_dispatch *world_dispatch(const wo_demand *demand)
{
    wo_error error = {0};
    wo_dispatch *dispatch = NULL;
    const wo_status status = wo_dispatch_create(demand, &dispatch, &error);
    assert_string_equal(error.message, "");
    assert_int_equal(status, WO_OK);
    return dispatch;
}
