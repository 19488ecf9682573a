/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper_study.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char helper_head[] = "wayout: 1\n"
                           "title: One village\n"
                           "start: 2025-10-01T06:00:00+04:00\n"
                           "end: 2025-10-05T06:00:00+04:00\n"
                           "road:\n"
                           "  exit: Town\n"
                           "  sections:\n"
                           "    - {name: valley, from: Village, to: Bridge, length: 15 km, speed: 50 km/h}\n"
                           "    - {name: climb, from: Bridge, to: Town, length: 12 km, speed: 40 km/h}\n"
                           "origins:\n"
                           "  - {name: Village, at: {section: valley, km: 0}, households: 100}\n";

char *helper_print(const wo_problems *problems, const char *name, const char *text)
{
    char *printed = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&printed, &size);
    assert_non_null(stream);
    wo_problems_print(problems, name, text, stream);
    fclose(stream);
    return printed;
}

void helper_parse(const char *text, wo_study *study)
{
    wo_problems problems = {0};
    wo_error error = {0};
    const wo_status status = wo_study_parse("test.yaml", text, strlen(text), study, &problems, &error);
    if (status != WO_OK) {
        char *printed = helper_print(&problems, "test.yaml", text);
        print_error("%s\n%s\n", error.message, printed);
        free(printed);
    }
    wo_problems_free(&problems);
    assert_int_equal(status, WO_OK);
}

static char *with_head(const char *more)
{
    const size_t head = strlen(helper_head);
    char *text = malloc(head + strlen(more) + 1);
    assert_non_null(text);
    memcpy(text, helper_head, head);
    strcpy(text + head, more);
    return text;
}

void helper_parse_more(const char *more, wo_study *study)
{
    char *text = with_head(more);
    helper_parse(text, study);
    free(text);
}

void helper_refuse(const char *text, size_t size, const char *expected)
{
    wo_study study;
    wo_problems problems = {0};
    wo_error error = {0};
    const wo_status status = wo_study_parse("test.yaml", text, size, &study, &problems, &error);
    char *printed = helper_print(&problems, "test.yaml", study.text);
    if (strstr(printed, expected) == NULL) {
        print_error("expected: %s\nprinted: %s\n", expected, printed);
    }
    assert_int_equal(status, WO_ERR_SCENARIO);
    assert_non_null(strstr(printed, expected));
    assert_int_equal(study.n_variants, 0);
    free(printed);
    wo_problems_free(&problems);
    wo_study_free(&study);
}

void helper_refuse_more(const char *more, const char *expected)
{
    char *text = with_head(more);
    helper_refuse(text, strlen(text), expected);
    free(text);
}

void helper_near(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance)) {
        print_error("%.17g differs from %.17g by more than %g\n", a, b, tolerance);
    }
    assert_true(fabs(a - b) <= tolerance);
}

char *helper_file(const char *path, size_t *size)
{
    char name[1024];
    (void)snprintf(name, sizeof name, "%s/%s", WAYOUT_SOURCE_DIR, path);
    FILE *file = fopen(name, "rb");
    assert_non_null(file);
    char *text = calloc(1, 1 << 20);
    assert_non_null(text);
    *size = fread(text, 1, (1 << 20) - 1, file);
    fclose(file);
    return text;
}

static void same(bool equal, const char *what, size_t i)
{
    if (!equal) {
        print_error("'%s' of element %zu differs\n", what, i);
    }
    assert_true(equal);
}

static bool text_same(const char *a, const char *b)
{
    return (a == NULL) == (b == NULL) && (a == NULL || strcmp(a, b) == 0);
}

static bool real_same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static bool number_same(const wo_number *a, const wo_number *b)
{
    bool equal = a->shape == b->shape && a->path == b->path && real_same(a->low, b->low) && real_same(a->high, b->high);
    for (int i = 0; i < 3; i++) {
        equal = equal && real_same(a->p[i], b->p[i]);
    }
    return equal;
}

static bool event_same(const wo_distribution *a, const wo_distribution *b)
{
    return a->shape == b->shape && real_same(a->low, b->low) && real_same(a->high, b->high) &&
           number_same(&a->p[0], &b->p[0]) && number_same(&a->p[1], &b->p[1]) && number_same(&a->p[2], &b->p[2]);
}

static bool place_same(wo_place a, wo_place b)
{
    return a.section == b.section && real_same(a.m, b.m);
}

#define NUMBER(field) same(number_same(&x->field, &y->field), #field, i)
#define TEXT(field)   same(text_same(x->field, y->field), #field, i)
#define VALUE(field)  same(x->field == y->field, #field, i)
#define EVENT(field)  same(event_same(&x->field, &y->field), #field, i)

static void same_road(const wo_scenario *a, const wo_scenario *b)
{
    for (size_t i = 0; i < a->n_sections; i++) {
        const wo_section *x = &a->sections[i];
        const wo_section *y = &b->sections[i];
        TEXT(name), TEXT(from), TEXT(to);
        NUMBER(length_m), NUMBER(elevation_from_m), NUMBER(elevation_to_m), NUMBER(width_m), NUMBER(speed_mps);
        NUMBER(bend_radius_m), NUMBER(sight), NUMBER(lane_width_factor), NUMBER(capacity_per_s), NUMBER(drop),
            NUMBER(priority), NUMBER(meeting_s);
        VALUE(surface), VALUE(lanes), VALUE(policed), VALUE(n_path);
        same(x->n_path == 0 || memcmp(x->path, y->path, x->n_path * sizeof *x->path) == 0, "path", i);
    }
    for (size_t i = 0; i < a->n_bottlenecks; i++) {
        const wo_bottleneck *x = &a->bottlenecks[i];
        const wo_bottleneck *y = &b->bottlenecks[i];
        same(place_same(x->at, y->at), "at", i);
        NUMBER(capacity_per_s), NUMBER(drop), VALUE(side);
    }
    for (size_t i = 0; i < a->n_closures; i++) {
        const wo_closure *x = &a->closures[i];
        const wo_closure *y = &b->closures[i];
        same(place_same(x->at, y->at), "at", i);
        VALUE(from), VALUE(to), VALUE(side);
    }
    for (size_t i = 0; i < a->n_checkpoints; i++) {
        const wo_checkpoint *x = &a->checkpoints[i];
        const wo_checkpoint *y = &b->checkpoints[i];
        same(place_same(x->at, y->at), "at", i);
        VALUE(side), VALUE(servers), VALUE(n_services), VALUE(opens_s), VALUE(closes_s);
        for (size_t k = 0; k < x->n_services; k++) {
            same(strcmp(x->services[k].name, y->services[k].name) == 0, "name", k);
            same(x->services[k].class_index == y->services[k].class_index, "class_index", k);
            same(event_same(&x->services[k].time_s, &y->services[k].time_s), "time", k);
        }
    }
    for (size_t i = 0; i < a->n_classes; i++) {
        const wo_class *x = &a->classes[i];
        const wo_class *y = &b->classes[i];
        TEXT(name), VALUE(animal);
        NUMBER(jam_spacing_m), NUMBER(speed_mps), NUMBER(mass_to_power_kg_per_w), NUMBER(heads),
            NUMBER(area_per_head_m2);
        NUMBER(overtaken_per_s), NUMBER(driven), NUMBER(chains), NUMBER(failures), NUMBER(blocks), NUMBER(range_m);
    }
}

static void same_turns(const wo_scenario *a, const wo_scenario *b)
{
    for (size_t i = 0; i < a->n_one_lanes; i++) {
        const wo_one_lane *x = &a->one_lanes[i];
        const wo_one_lane *y = &b->one_lanes[i];
        same(place_same(x->at, y->at), "at", i);
        NUMBER(length_m), NUMBER(speed_mps), NUMBER(green_s), NUMBER(gap_s), NUMBER(lost_s);
    }
    for (size_t i = 0; i < a->n_convoys; i++) {
        const wo_convoy *x = &a->convoys[i];
        const wo_convoy *y = &b->convoys[i];
        same(place_same(x->at, y->at), "at", i);
        VALUE(side), VALUE(first), VALUE(every_s), VALUE(open_s), VALUE(vehicles);
    }
    for (size_t i = 0; i < a->n_alternations; i++) {
        const wo_alternation *x = &a->alternations[i];
        const wo_alternation *y = &b->alternations[i];
        same(place_same(x->at, y->at) && place_same(x->to, y->to), "at or to", i);
        VALUE(first), VALUE(outbound_s), VALUE(inbound_s), VALUE(clear_s);
    }
    for (size_t i = 0; i < a->n_stations; i++) {
        const wo_station *x = &a->stations[i];
        const wo_station *y = &b->stations[i];
        same(place_same(x->at, y->at), "at", i);
        VALUE(side), VALUE(servers);
        same(event_same(&x->time_s, &y->time_s), "service", i);
    }
}

static void same_zones(const wo_climate_spec *a, const wo_climate_spec *b)
{
    for (size_t i = 0; i < a->n_zones; i++) {
        const wo_zone *x = &a->zones[i];
        const wo_zone *y = &b->zones[i];
        TEXT(name), VALUE(above_m), VALUE(n_shares), NUMBER(persistence_s), NUMBER(depth_m);
        for (size_t k = 0; k < x->n_shares; k++) {
            same(text_same(x->shares[k].name, y->shares[k].name), "state", k);
            same(x->shares[k].state == y->shares[k].state && x->shares[k].state >= 0, "index of a state", k);
            same(number_same(&x->shares[k].share, &y->shares[k].share), "share", k);
        }
    }
}

static void same_climate(const wo_climate_spec *a, const wo_climate_spec *b)
{
    for (size_t i = 0; i < a->n_states; i++) {
        const wo_weather_state *x = &a->states[i];
        const wo_weather_state *y = &b->states[i];
        TEXT(name), VALUE(cold);
        NUMBER(speed), NUMBER(capacity), NUMBER(sight), NUMBER(snowfall_m_per_s), NUMBER(friction);
    }
    same_zones(a, b);
    for (size_t i = 0; i < a->n_observations; i++) {
        const wo_observation *x = &a->observations[i];
        const wo_observation *y = &b->observations[i];
        TEXT(state_name), TEXT(zone_name), VALUE(at), VALUE(state), VALUE(zone);
    }
    for (size_t i = 0; i < a->n_smoke; i++) {
        const wo_smoke *x = &a->smoke[i];
        const wo_smoke *y = &b->smoke[i];
        VALUE(section), VALUE(from), VALUE(to), NUMBER(speed), NUMBER(capacity), NUMBER(sight);
    }
    const wo_snow_spec *x = &a->snow;
    const wo_snow_spec *y = &b->snow;
    const size_t i = 0;
    NUMBER(melt_m_per_s), NUMBER(packed_m), NUMBER(plough_m), NUMBER(plough_after_s), NUMBER(left_m), NUMBER(close_m);
}

static void same_incidents(const wo_incident_spec *x, const wo_incident_spec *y)
{
    size_t i = 0;
    NUMBER(per_million_km), NUMBER(grade), NUMBER(cold), NUMBER(queue_per_s), VALUE(tows);
    NUMBER(faceoff_per_m_s), NUMBER(faceoff_below_mps), NUMBER(faceoff_after_s), NUMBER(faceoff_flow_per_s);
    EVENT(aside_s), EVENT(blocked_s), EVENT(chain_up_s), EVENT(ice_stop_s), EVENT(dry_tank_s), EVENT(tank);
    EVENT(faceoff_s), VALUE(n_planned);
    const wo_planned *a = x->planned;
    const wo_planned *b = y->planned;
    for (; i < x->n_planned; i++) {
        same(text_same(a[i].name, b[i].name) && place_same(a[i].at, b[i].at), "name or at", i);
        same(a[i].from == b[i].from && a[i].to == b[i].to && a[i].side == b[i].side, "times or side", i);
        same(number_same(&a[i].leaves, &b[i].leaves), "leaves", i);
    }
}

static void same_observed(const wo_scenario *a, const wo_scenario *b)
{
    for (size_t i = 0; i < a->n_observed; i++) {
        const wo_observed *x = &a->observed[i];
        const wo_observed *y = &b->observed[i];
        TEXT(name), TEXT(unit), VALUE(n);
        same(memcmp(x->times, y->times, x->n * sizeof *x->times) == 0, "times", i);
        same(memcmp(x->counts, y->counts, x->n * sizeof *x->counts) == 0, "counts", i);
    }
}

static void same_buses(const wo_buses *x, const wo_buses *y)
{
    const size_t i = 0;
    VALUE(present);
    if (x->present) {
        NUMBER(buses), NUMBER(seats), VALUE(vehicle_class), VALUE(from), EVENT(boarding_s), EVENT(alighting_s);
    }
}

static void same_demand(const wo_scenario *a, const wo_scenario *b)
{
    for (size_t i = 0; i < a->n_origins; i++) {
        const wo_origin *x = &a->origins[i];
        const wo_origin *y = &b->origins[i];
        TEXT(name), VALUE(car_class);
        same(place_same(x->at, y->at), "at", i);
        NUMBER(households), NUMBER(people_per_household), NUMBER(cars_per_household), NUMBER(loads_per_household);
        NUMBER(cattle), NUMBER(sheep), NUMBER(walked);
    }
    for (size_t i = 0; i < a->n_armies; i++) {
        const wo_army *x = &a->armies[i];
        const wo_army *y = &b->armies[i];
        same(x->told == y->told, "told", i);
        TEXT(name), VALUE(vehicle_class);
        same(place_same(x->at, y->at), "at", i);
        NUMBER(vehicles), NUMBER(column), NUMBER(headway_s);
        same(event_same(&x->ahead_s, &y->ahead_s), "ahead", i);
    }
    for (size_t i = 0; i < a->n_flows; i++) {
        const wo_flow *x = &a->flows[i];
        const wo_flow *y = &b->flows[i];
        TEXT(name), TEXT(from), TEXT(to);
        VALUE(vehicle_class), VALUE(start), VALUE(end), VALUE(arrivals), VALUE(n_times);
        NUMBER(per_s), NUMBER(night);
        same(x->n_times == 0 || memcmp(x->times, y->times, x->n_times * sizeof *x->times) == 0, "times", i);
    }
    for (size_t i = 0; i < a->n_announcements; i++) {
        const wo_announcement *x = &a->announcements[i];
        const wo_announcement *y = &b->announcements[i];
        VALUE(at), VALUE(deadline), NUMBER(reach), NUMBER(spread_s);
    }
}

static void same_fleet(const wo_fleet *x, const wo_fleet *y)
{
    const size_t i = 0;
    VALUE(present);
    if (x->present) {
        NUMBER(trucks), NUMBER(cattle_per_load), NUMBER(sheep_per_load);
        VALUE(vehicle_class), VALUE(from);
        TEXT(base);
        same(event_same(&x->loading_s, &y->loading_s), "loading", 0);
        same(event_same(&x->unloading_s, &y->unloading_s), "unloading", 0);
    }
}

void helper_same_scenario(const wo_scenario *x, const wo_scenario *y)
{
    const size_t i = 0;
    TEXT(title), TEXT(variant), TEXT(exit);
    VALUE(start.unix_ms), VALUE(start.offset_minutes), VALUE(end), VALUE(order), VALUE(closing);
    VALUE(n_sections), VALUE(n_bottlenecks), VALUE(n_closures), VALUE(n_checkpoints), VALUE(n_classes),
        VALUE(n_origins), VALUE(n_armies);
    VALUE(n_flows), VALUE(n_announcements), VALUE(deadline_line_at_exit), VALUE(deadline_only);
    same(place_same(x->deadline_line, y->deadline_line), "deadline_line", 0);
    same(real_same(x->segment_length_m, y->segment_length_m), "segment_length", 0);
    same(real_same(x->opposing_mean_s, y->opposing_mean_s), "opposing_mean", 0);
    same(real_same(x->record_every_s, y->record_every_s), "every", 0);
    same(real_same(x->climate.latitude_deg, y->climate.latitude_deg), "latitude", 0);
    same(real_same(x->climate.longitude_deg, y->climate.longitude_deg), "longitude", 0);
    NUMBER(wave_mps), NUMBER(two_way_per_s), NUMBER(climate.walking_s), NUMBER(climate.daylight_margin_s);
    NUMBER(scale.households), NUMBER(scale.cattle), NUMBER(scale.sheep), NUMBER(scale.loads);
    NUMBER(response.base_rate_per_s), NUMBER(response.deadline_rate_per_s), NUMBER(response.patience_s);
    NUMBER(response.night), NUMBER(response.comply), NUMBER(response.wait_for_truck_s);
    NUMBER(response.refuse), NUMBER(response.queue_belief), NUMBER(response.hire);
    EVENT(response.margin_s);
    NUMBER(herding.yield_every_s), NUMBER(herding.yield_for_s), NUMBER(herding.night_march);
    VALUE(herding.round_stopped), VALUE(climate.step_s), VALUE(climate.n_states), VALUE(climate.n_zones);
    VALUE(climate.n_observations), VALUE(climate.n_smoke), VALUE(n_one_lanes), VALUE(n_convoys), VALUE(n_alternations);
    VALUE(n_stations), VALUE(n_observed), NUMBER(climate.night_speed), NUMBER(climate.night_capacity);
    same_buses(&x->buses, &y->buses);
    same_climate(&x->climate, &y->climate);
    same_incidents(&x->incidents, &y->incidents);
    same_observed(x, y);
    same_turns(x, y);
    same_fleet(&x->fleet, &y->fleet);
    same_road(x, y);
    same_demand(x, y);
}
