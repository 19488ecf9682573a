/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies between values; a value by itself is checked where it is read. Faulty values are NaN, WO_NEVER, NULL or -1
 * here and start no further complaint. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "reading.h"

#define MOST_HOUSEHOLDS 1e6
#define MOST_VEHICLES   5e6

void wo_check_fault(wo_reading *r, const char *path, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    wo_reading_fault_list(r, wo_node_locate(r->root, path), format, arguments);
    va_end(arguments);
}

void wo_check_fault_at(wo_reading *r, const char *path, size_t i, const char *key, const char *format, ...)
{
    char where[128];
    (void)snprintf(where, sizeof where, "%s/%zu/%s", path, i, key);
    va_list arguments;
    va_start(arguments, format);
    wo_reading_fault_list(r, wo_node_locate(r->root, where), format, arguments);
    va_end(arguments);
}

/* The opposing flow and the recorder live on the grid of whole minutes. */
static void check_whole_minutes(wo_reading *r, const char *path, const char *key, double seconds)
{
    const double minutes = seconds / 60.0;
    if (!isnan(minutes) && minutes != floor(minutes)) {
        wo_check_fault(r, path, "'%s' must be a whole number of minutes", key);
    }
}

static void check_times(wo_reading *r)
{
    const wo_scenario *s = r->scenario;
    if (s->end == WO_NEVER) {
        return;
    }
    if (s->end == 0) {
        wo_check_fault(r, "end", "'end' must be after the start");
        return;
    }
    if (s->order != WO_NEVER && s->order >= s->end) {
        wo_check_fault(r, "order", "'order' must be before the end");
    }
    if (s->closing != WO_NEVER && (s->closing > s->end || s->closing == 0)) {
        wo_check_fault(r, "closing", "'closing' must be after the start and not after the end");
    }
    check_whole_minutes(r, "record/every", "every", s->record_every_s);
    check_whole_minutes(r, "road/opposing_mean", "opposing_mean", s->opposing_mean_s);
    check_whole_minutes(r, "climate/step", "step", s->climate.step_s);
}

static void check_announcements(wo_reading *r)
{
    const wo_scenario *s = r->scenario;
    for (size_t i = 0; i < s->n_announcements; i++) {
        const wo_announcement *a = &s->announcements[i];
        const wo_announcement *before = i > 0 ? a - 1 : NULL;
        if (a->at == WO_NEVER || a->deadline == WO_NEVER || s->closing == WO_NEVER) {
            continue;
        }
        if (a->at >= s->closing) {
            wo_check_fault_at(r, "announcements", i, "at", "'at': the announcement comes after the closing in force");
        }
        if (a->deadline <= a->at) {
            wo_check_fault_at(r, "announcements", i, "deadline",
                              "'deadline': the deadline is over when it is announced");
        }
        if (before != NULL && before->at != WO_NEVER && a->at <= before->at) {
            wo_check_fault_at(r, "announcements", i, "at", "'at': announcements are listed in order of time");
        }
    }
}

void wo_check_place(wo_reading *r, const char *path, size_t i, const char *key, wo_place place)
{
    const wo_scenario *s = r->scenario;
    if (place.section < 0 || (size_t)place.section >= s->n_sections) {
        return;
    }
    const wo_section *section = &s->sections[place.section];
    const double length = wo_number_central(&section->length_m);
    if (place.m > length + WO_PLACE_SLACK_M) {
        char km[16];
        (void)snprintf(km, sizeof km, "%s/km", key);
        wo_check_fault_at(r, path, i, km, "'km': section '%.80s' ends at km %g",
                          section->name != NULL ? section->name : "?", length / 1000.0);
    }
}

static void check_places(wo_reading *r)
{
    const wo_scenario *s = r->scenario;
    for (size_t i = 0; i < s->n_origins; i++) {
        wo_check_place(r, "origins", i, "at", s->origins[i].at);
    }
    for (size_t i = 0; i < s->n_armies; i++) {
        wo_check_place(r, "army", i, "at", s->armies[i].at);
    }
    for (size_t i = 0; i < s->n_bottlenecks; i++) {
        wo_check_place(r, "road/bottlenecks", i, "at", s->bottlenecks[i].at);
    }
    for (size_t i = 0; i < s->n_closures; i++) {
        const wo_closure *c = &s->closures[i];
        wo_check_place(r, "road/closures", i, "at", c->at);
        if (c->from != WO_NEVER && c->to <= c->from) {
            wo_check_fault_at(r, "road/closures", i, "to", "'to' must be after 'from'");
        }
    }
    for (size_t i = 0; i < s->n_checkpoints; i++) {
        wo_check_place(r, "road/checkpoints", i, "at", s->checkpoints[i].at);
    }
    for (size_t i = 0; i < s->n_stations; i++) {
        wo_check_place(r, "road/fuel", i, "at", s->stations[i].at);
    }
    const wo_place line = s->deadline_line;
    if (!s->deadline_line_at_exit && line.section >= 0 && (size_t)line.section < s->n_sections) {
        const double length = wo_number_central(&s->sections[line.section].length_m);
        if (line.m > length + WO_PLACE_SLACK_M) {
            wo_check_fault(r, "road/deadline_line/km", "'km': section '%.80s' ends at km %g",
                           s->sections[line.section].name != NULL ? s->sections[line.section].name : "?",
                           length / 1000.0);
        }
    }
}

static void check_classes(wo_reading *r)
{
    const wo_scenario *s = r->scenario;
    size_t engine_classes = s->n_classes;
    for (size_t i = 0; i < s->n_classes; i++) {
        const wo_class *c = &s->classes[i];
        char path[128];
        (void)snprintf(path, sizeof path, "classes/%.64s", c->name != NULL ? c->name : "");
        const bool herd = c->animal != WO_ANIMAL_NONE;
        engine_classes += herd ? 3 : 0; /* smaller herds travel as classes of their own */
        const double heads = wo_number_central(&c->heads);
        const double area = wo_number_central(&c->area_per_head_m2);
        if (herd && (heads == 0.0 || area == 0.0)) {
            wo_check_fault(r, path, "a herd needs 'heads' and 'area_per_head'");
        } else if (herd && (c->heads.shape != WO_SHAPE_FIXED || c->area_per_head_m2.shape != WO_SHAPE_FIXED)) {
            wo_check_fault(r, path,
                           "'heads' and 'area_per_head' must be certain: the lengths of the herds follow from them");
        } else if (isnan(c->jam_spacing_m.p[0])) {
            const wo_node *class = wo_node_locate(r->root, path);
            if (wo_node_get(class, "jam_spacing") == NULL) {
                wo_check_fault(r, path, "'jam_spacing' is missing: %s",
                               wo_object_key(&wo_object_class, "jam_spacing")->sentence);
            }
        }
    }
    if (engine_classes > WO_MAX_CLASSES) {
        wo_check_fault(r, "classes", "%zu classes are more than the limit of %d (a herd counts as four)",
                       engine_classes, WO_MAX_CLASSES);
    }
}

static bool is_herd(const wo_scenario *s, int class)
{
    return class >= 0 && (size_t) class < s->n_classes && s->classes[class].animal != WO_ANIMAL_NONE;
}

static void check_vehicle_classes(wo_reading *r)
{
    const wo_scenario *s = r->scenario;
    static const char words[] = "is a herd; a vehicle is needed here";
    for (size_t i = 0; i < s->n_origins; i++) {
        if (is_herd(s, s->origins[i].car_class)) {
            wo_check_fault_at(r, "origins", i, "car_class", "'car_class' %s", words);
        }
    }
    for (size_t i = 0; i < s->n_armies; i++) {
        if (is_herd(s, s->armies[i].vehicle_class)) {
            wo_check_fault_at(r, "army", i, "class", "'class' %s", words);
        }
    }
    for (size_t i = 0; i < s->n_flows; i++) {
        if (is_herd(s, s->flows[i].vehicle_class)) {
            wo_check_fault_at(r, "through", i, "class", "'class' %s", words);
        }
    }
    if (s->fleet.present && is_herd(s, s->fleet.vehicle_class)) {
        wo_check_fault(r, "fleet/class", "'class' %s", words);
    }
    if (s->buses.present && is_herd(s, s->buses.vehicle_class)) {
        wo_check_fault(r, "buses/class", "'class' %s", words);
    }
}

static void check_flow(wo_reading *r, const wo_names *nodes, size_t i)
{
    const wo_flow *flow = &r->scenario->flows[i];
    const char *exit = r->scenario->exit;
    const char *ends[2] = {flow->from, flow->to};
    static const char *const keys[2] = {"from", "to"};
    bool known = true;
    for (int e = 0; e < 2; e++) {
        if (ends[e] != NULL && wo_names_find(nodes, ends[e]) < 0 && strcmp(ends[e], exit) != 0) {
            char hint[128];
            wo_names_hint(nodes, ends[e], hint);
            wo_check_fault_at(r, "through", i, keys[e], "'%s': the road has no node '%.80s'%s", keys[e], ends[e], hint);
            known = false;
        }
        known = known && ends[e] != NULL;
    }
    if (known && strcmp(flow->from, flow->to) == 0) {
        wo_check_fault_at(r, "through", i, "to", "'to' is where the flow begins");
    } else if (known && strcmp(flow->from, exit) != 0 && strcmp(flow->to, exit) != 0) {
        wo_check_fault_at(r, "through", i, "to", "the flow has neither 'from' nor 'to' at the exit '%.80s'", exit);
    }
    const bool list = flow->arrivals == WO_ARRIVALS_LIST;
    if (list && flow->times == NULL) {
        wo_check_fault_at(r, "through", i, "arrivals", "'times' is missing for 'arrivals: list'");
    } else if (!list && flow->times != NULL) {
        wo_check_fault_at(r, "through", i, "times", "'times' needs 'arrivals: list'");
    } else if (!list && wo_number_central(&flow->per_s) == 0.0 && flow->per_s.shape == WO_SHAPE_FIXED) {
        wo_check_fault_at(r, "through", i, "flow", "'flow' is missing or 0/h");
    }
}

static void check_flows(wo_reading *r)
{
    const wo_scenario *s = r->scenario;
    wo_names nodes = {0};
    /* Every node but the exit begins a section. */
    if (!wo_names_build(&nodes, s->sections, s->n_sections, sizeof *s->sections, offsetof(wo_section, from))) {
        r->failed = true;
        return;
    }
    for (size_t i = 0; i < s->n_flows; i++) {
        check_flow(r, &nodes, i);
    }
    wo_names_free(&nodes);
}

static void check_fleet(wo_reading *r)
{
    const wo_scenario *s = r->scenario;
    if (s->fleet.present && s->fleet.base != NULL && r->exit_known && strcmp(s->fleet.base, s->exit) != 0) {
        wo_check_fault(r, "fleet/base", "'base': the base of the trucks must be the exit '%.80s'", s->exit);
    }
}

static void check_buses(wo_reading *r)
{
    const wo_scenario *s = r->scenario;
    if (s->buses.present && s->n_origins == 0) {
        wo_check_fault(r, "buses", "buses need an origin where they fetch people");
    } else if (s->buses.present && s->response.hire.shape == WO_SHAPE_FIXED && s->response.hire.p[0] == 1.0) {
        const wo_node *node = wo_node_locate(r->root, "buses");
        const wo_node *place = node != NULL && node->line > 0 ? node : r->root;
        wo_found_warn(r->found, place->line, place->column,
                      "'buses' carry nobody: everybody finds a car because 'response.hire' is 1");
    }
}

static double zero_if_nan(double x)
{
    return isnan(x) ? 0.0 : x;
}

/** Sizes by central values. */
static void check_sizes(wo_reading *r)
{
    const wo_scenario *s = r->scenario;
    double households = 0.0;
    double vehicles = s->fleet.present ? zero_if_nan(wo_number_central(&s->fleet.trucks)) : 0.0;
    vehicles += s->buses.present ? zero_if_nan(wo_number_central(&s->buses.buses)) : 0.0;
    for (size_t i = 0; i < s->n_origins; i++) {
        const wo_origin *o = &s->origins[i];
        const double here = zero_if_nan(wo_number_central(&o->households) * wo_number_central(&s->scale.households));
        const double loads = wo_number_central(&o->loads_per_household) * wo_number_central(&s->scale.loads);
        households += here;
        vehicles += here * zero_if_nan(wo_number_central(&o->cars_per_household) + loads);
    }
    for (size_t i = 0; i < s->n_armies; i++) {
        vehicles += zero_if_nan(wo_number_central(&s->armies[i].vehicles));
    }
    for (size_t i = 0; i < s->n_flows; i++) {
        const wo_flow *flow = &s->flows[i];
        const double seconds = flow->end > flow->start ? (flow->end - flow->start) / 1000.0 : 0.0;
        vehicles += flow->arrivals == WO_ARRIVALS_LIST ? (double)flow->n_times
                                                       : zero_if_nan(wo_number_central(&flow->per_s)) * seconds;
    }
    if (households > MOST_HOUSEHOLDS) {
        wo_check_fault(r, "origins", "%.0f households are more than the limit of %.0f", households, MOST_HOUSEHOLDS);
    } else if (vehicles > MOST_VEHICLES) {
        wo_check_fault(r, "origins", "%.0f vehicles, loads and travellers are more than the limit of %.0f", vehicles,
                       MOST_VEHICLES);
    }
}

void wo_check_scenario(wo_reading *r)
{
    r->here = r->root;
    check_times(r);
    check_announcements(r);
    wo_check_road(r);
    wo_check_checkpoints(r);
    check_places(r);
    check_classes(r);
    check_vehicle_classes(r);
    if (r->exit_known) {
        check_flows(r);
    }
    check_fleet(r);
    check_buses(r);
    wo_check_turns(r);
    wo_check_climate(r);
    wo_check_incidents(r);
    wo_check_observed(r);
    check_sizes(r);
}
