/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Setting up a run, and what happens between two windows. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "incident_state.h"
#include "wayout/memory.h"

/* A class with this jam spacing or more needs the width of the road when it meets its like. */
#define HEAVY_CM 1000u

wo_status wo_incidents_create(wo_incidents **incidents, wo_error *error)
{
    *incidents = calloc(1, sizeof **incidents);
    return *incidents != NULL ? WO_OK : wo_error_set(error, WO_ERR_MEMORY, "no memory for incidents");
}

void wo_incidents_forget(wo_incidents *incidents)
{
    free(incidents->slopes);
    free(incidents->grounds);
    free(incidents->watches);
    free(incidents->begun);
    free(incidents->ended);
    free(incidents->pairs);
    free(incidents->awake);
    free(incidents->exit_cm);
    free(incidents->pumps);
    free(incidents->in_force);
    free(incidents->tows_free);
    free(incidents->per_entry);
    *incidents = (wo_incidents){.trips = incidents->trips,
                                .room = incidents->room,
                                .wear = {.left = incidents->wear.left},
                                .left_room = incidents->left_room};
}

void wo_incidents_destroy(wo_incidents *incidents)
{
    if (incidents == NULL) {
        return;
    }
    wo_incidents_forget(incidents);
    free(incidents->trips);
    free(incidents->wear.left);
    free(incidents);
}

static double value(const wo_incidents *incidents, const wo_number *number)
{
    return wo_number_value(number, &incidents->draw);
}

static wo_status allocate(wo_incidents *incidents, wo_error *error)
{
    const wo_road *road = incidents->road;
    const wo_incident_spec *spec = &incidents->scenario->incidents;
    incidents->slopes = calloc(road->n_segments + 1, sizeof *incidents->slopes);
    incidents->watches = calloc(road->n_segments + 1, sizeof *incidents->watches);
    incidents->begun = calloc(road->n_segments + 1, sizeof *incidents->begun);
    incidents->ended = calloc(road->n_segments + 1, sizeof *incidents->ended);
    incidents->pairs = calloc(road->n_out + 1, sizeof *incidents->pairs);
    incidents->awake = calloc(road->n_out + 1, sizeof *incidents->awake);
    incidents->exit_cm = calloc(road->n_nodes + 1, sizeof *incidents->exit_cm);
    incidents->pumps = calloc(2 * incidents->scenario->n_stations + 1, sizeof *incidents->pumps);
    incidents->in_force = calloc(spec->n_planned + 1, sizeof *incidents->in_force);
    incidents->tows_free = calloc((size_t)spec->tows + 1, sizeof *incidents->tows_free);
    const bool complete = incidents->slopes != NULL && incidents->awake != NULL && incidents->watches != NULL &&
                          incidents->pairs != NULL && incidents->exit_cm != NULL && incidents->pumps != NULL &&
                          incidents->in_force != NULL && incidents->begun != NULL && incidents->ended != NULL &&
                          incidents->tows_free != NULL;
    return complete ? WO_OK : wo_error_set(error, WO_ERR_MEMORY, "no memory for the incidents of the road");
}

static void fill_kinds(wo_incidents *incidents)
{
    const wo_scenario *scenario = incidents->scenario;
    for (size_t c = 0; c < scenario->n_classes; c++) {
        const wo_class *class = &scenario->classes[c];
        incidents->kinds[c] = (wo_vehicle_kind){
            .failures = value(incidents, &class->failures),
            .blocks = value(incidents, &class->blocks),
            .driven = value(incidents, &class->driven),
            .chains = value(incidents, &class->chains),
            .range_cm = llround(value(incidents, &class->range_m) * 100.0),
            .heavy = class->animal == WO_ANIMAL_NONE && incidents->road->class_jam_cm[c] >= HEAVY_CM,
        };
    }
}

/* Uphill grade of a section for those who drive outbound (negative when it falls), in this realisation. */
static double section_grade(const wo_incidents *incidents, const wo_section *section)
{
    const double rise_m = value(incidents, &section->elevation_to_m) - value(incidents, &section->elevation_from_m);
    return rise_m / value(incidents, &section->length_m);
}

static void fill_slopes(wo_incidents *incidents)
{
    const wo_road *road = incidents->road;
    const wo_incident_spec *spec = &incidents->scenario->incidents;
    const double per_m = value(incidents, &spec->per_million_km) * 1.0e-9;
    const double per_grade = value(incidents, &spec->grade);
    for (uint32_t s = 0; s < road->n_segments; s++) {
        const wo_section *section = &incidents->scenario->sections[road->section[s]];
        const double grade = section_grade(incidents, section);
        wo_slope *slope = &incidents->slopes[s];
        slope->uphill = fmax(0.0, s < road->n_out ? grade : -grade);
        slope->per_car = per_m * road->length_cm[s] * 0.01 * (1.0 + per_grade * slope->uphill);
        slope->meeting_s = value(incidents, &section->meeting_s);
        incidents->meetings = incidents->meetings || slope->meeting_s > 0.0;
    }
}

/* The number of a piece within its section does not hang on the rest of the road. */
static void fill_pairs(wo_incidents *incidents)
{
    const wo_road *road = incidents->road;
    for (uint32_t s = 0; s < road->n_out; s++) {
        const wo_section *section = &incidents->scenario->sections[road->section[s]];
        const uint32_t next = road->down[s];
        wo_twins *pair = &incidents->pairs[s];
        pair->place = wo_hash_index(wo_hash_text(section->name), pair->number);
        pair->possible = !section->policed;
        if (next < road->n_out && road->section[next] == road->section[s]) {
            incidents->pairs[next].number = pair->number + 1;
        }
    }
    for (uint32_t node = road->n_out; node-- > 0;) {
        incidents->exit_cm[node] = incidents->exit_cm[road->down[node]] + road->length_cm[node];
    }
}

/* Where traffic goes one way at a time nobody can be met. */
static void spare_one_way(wo_incidents *incidents)
{
    const wo_places *places = incidents->places;
    for (size_t i = 0; i < incidents->scenario->n_one_lanes; i++) {
        incidents->pairs[places->one_lane[i]].possible = false;
    }
    for (size_t i = 0; i < incidents->scenario->n_alternations; i++) {
        const uint32_t end = places->alternation[2 * i + 1];
        for (uint32_t node = places->alternation[2 * i]; node < end; node = incidents->road->down[node]) {
            incidents->pairs[node].possible = false;
        }
    }
}

static void fill_faceoffs(wo_incidents *incidents)
{
    const wo_incident_spec *spec = &incidents->scenario->incidents;
    incidents->faceoff_per_m_s = value(incidents, &spec->faceoff_per_m_s);
    incidents->faceoffs = incidents->faceoff_per_m_s > 0.0;
    if (incidents->faceoffs) {
        incidents->faceoff_below_mps = value(incidents, &spec->faceoff_below_mps);
        incidents->faceoff_after = wo_ms_from_s(value(incidents, &spec->faceoff_after_s));
        wo_faceoffs_start(incidents);
        incidents->faceoff_ms = wo_ms_from_s(1.0 / value(incidents, &spec->faceoff_flow_per_s));
    }
}

/* Whether wheels of this kind can ever slip on this road. */
static bool can_slip(const wo_incidents *incidents, const wo_vehicle_kind *kind)
{
    const double grade = wo_traction_grade(wo_ground_slipperiest(incidents), kind->driven);
    bool any = false;
    for (uint32_t s = 0; kind->driven > 0.0 && s < incidents->road->n_segments; s++) {
        any = any || incidents->slopes[s].uphill > grade;
    }
    return any;
}

/* Whether a party can ever be stopped. */
static bool has_stops(const wo_incidents *incidents)
{
    const bool hazard =
        value(incidents, &incidents->scenario->incidents.per_million_km) > 0.0 || incidents->wear.per_ms > 0.0;
    bool any = incidents->meetings;
    for (size_t c = 0; c < incidents->scenario->n_classes; c++) {
        const wo_vehicle_kind *kind = &incidents->kinds[c];
        any = any || (hazard && kind->failures > 0.0) || kind->range_cm > 0 || can_slip(incidents, kind);
    }
    return any;
}

/* Whether the scenario has any of what this layer does. */
static bool has_incidents(const wo_incidents *incidents)
{
    return incidents->stops || incidents->faceoffs || incidents->scenario->incidents.n_planned > 0;
}

wo_status wo_incidents_start(wo_incidents *incidents, const wo_scenario *scenario, const wo_road *road,
                             const wo_places *places, const wo_climate *climate, const wo_draw *draw, wo_queue *queue,
                             wo_error *error)
{
    wo_incidents_forget(incidents);
    incidents->scenario = scenario;
    incidents->road = road;
    incidents->places = places;
    incidents->climate = climate;
    incidents->draw = *draw;
    WO_TRY(allocate(incidents, error));
    incidents->cold = value(incidents, &scenario->incidents.cold);
    incidents->wear.per_ms = value(incidents, &scenario->incidents.queue_per_s) * 1.0e-3;
    fill_kinds(incidents);
    fill_slopes(incidents);
    fill_faceoffs(incidents);
    WO_TRY(wo_ground_start(incidents, error));
    incidents->stops = has_stops(incidents);
    if (!has_incidents(incidents)) {
        return WO_OK;
    }
    fill_pairs(incidents);
    spare_one_way(incidents);
    WO_TRY(wo_fuel_start(incidents, queue, error));
    if (incidents->stops) {
        wo_queue_stops(queue, wo_incident_stop, incidents, scenario->herding.round_stopped);
        WO_TRY(wo_wear_start(incidents, queue, error));
    }
    return wo_planned_start(incidents, queue, error);
}

wo_status wo_incidents_party(wo_incidents *incidents, uint32_t party, const wo_incident_trip *trip, wo_error *error)
{
    if (!incidents->stops) {
        return WO_OK;
    }
    if (party != incidents->n_trips) {
        return wo_error_set(error, WO_ERR_INVARIANT, "party %u was told where number %zu was to come", party,
                            incidents->n_trips);
    }
    void *list = incidents->trips;
    WO_TRY(wo_list_reserve(&list, &incidents->room, incidents->n_trips + 1, sizeof incidents->trips[0],
                           "parties with incidents", error));
    incidents->trips = list;
    wo_history *told = &incidents->trips[incidents->n_trips++];
    *told = (wo_history){.facts = *trip};
    told->dry_cm = wo_fuel_dry(incidents, trip);
    return wo_wear_party(incidents, error);
}

static void look_for_meetings(wo_incidents *incidents, const wo_queue *queue)
{
    for (uint32_t segment = 0; segment < incidents->road->n_segments; segment++) {
        if (incidents->slopes[segment].meeting_s > 0.0) {
            wo_meeting_look(incidents, queue, segment);
        }
    }
}

/* What happens at a full minute. */
static wo_status look(wo_incidents *incidents, wo_queue *queue, wo_ms now, wo_error *error)
{
    if (incidents->stops) {
        wo_wear_step(incidents, now);
    }
    if (incidents->meetings) {
        look_for_meetings(incidents, queue);
    }
    const bool planned = wo_planned_step(incidents, now);
    if (incidents->faceoffs) {
        WO_TRY(wo_faceoffs_watch(incidents, queue, now, error));
    }
    for (uint32_t pair = 0; planned && pair < incidents->road->n_out; pair++) {
        WO_TRY(wo_throttle_apply(incidents, queue, pair, error));
    }
    return WO_OK;
}

wo_status wo_incidents_window(wo_incidents *incidents, wo_queue *queue, wo_ms now, const wo_event *events,
                              size_t n_events, wo_error *error)
{
    if (!has_incidents(incidents)) {
        return WO_OK;
    }
    WO_TRY(wo_tows_send(incidents, queue, events, n_events, error));
    return now % WO_GRID_MS == 0 ? look(incidents, queue, now, error) : WO_OK;
}

const wo_incident_counts *wo_incidents_counts(const wo_incidents *incidents)
{
    return &incidents->counts;
}
