/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an entry into a segment takes from those to whom nothing else can happen there. */
#include <math.h>
#include <stdlib.h>

#include "incident_state.h"
#include "wayout/memory.h"

/* The road has classes of its own for smaller herds. */
static void fill_classes(wo_incidents *incidents)
{
    const wo_scenario *scenario = incidents->scenario;
    for (uint32_t c = 0; c < scenario->n_classes; c++) {
        for (int quarters = 1; quarters <= 4; quarters++) {
            incidents->class_of[wo_herd_class(scenario, c, quarters, 4.0)] = c;
        }
    }
}

static double per_entry(const wo_incidents *incidents, uint32_t class_index, uint32_t segment, wo_ms at)
{
    const bool more = wo_meets(incidents, class_index, segment) || wo_slips(incidents, class_index, segment, at);
    return more ? (double)INFINITY : wo_hazard_of(incidents, class_index, segment, at);
}

static void fill(wo_incidents *incidents, uint32_t segment, wo_ms at)
{
    const uint32_t n_classes = incidents->road->n_classes;
    double *row = &incidents->per_entry[(size_t)segment * n_classes];
    for (uint32_t c = 0; c < n_classes; c++) {
        row[c] = per_entry(incidents, incidents->class_of[c], segment, at);
    }
}

/* Grounds and wear at `at`; wear_to is when to look again. At the beginning all is stale. */
static void renew(wo_incidents *incidents, wo_ms at)
{
    incidents->wear_to = WO_NEVER;
    for (uint32_t index = 0; index <= incidents->climate->n_profiles; index++) {
        wo_ground *ground = &incidents->grounds[index];
        const wo_ground before = *ground;
        if (at >= ground->to) {
            wo_ground_find(incidents, index, at);
        }
        ground->stale = at == 0 || ground->cold != before.cold || ground->friction < before.friction ||
                        ground->friction > before.friction;
        incidents->wear_to = ground->to < incidents->wear_to ? ground->to : incidents->wear_to;
    }
    for (uint32_t segment = 0; segment < incidents->road->n_segments; segment++) {
        if (incidents->grounds[incidents->slopes[segment].ground].stale) {
            fill(incidents, segment, at);
        }
    }
}

wo_status wo_wear_start(wo_incidents *incidents, wo_queue *queue, wo_error *error)
{
    const wo_road *road = incidents->road;
    incidents->per_entry = calloc((size_t)road->n_segments * road->n_classes, sizeof *incidents->per_entry);
    if (incidents->per_entry == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for the wear on %u segments", road->n_segments);
    }
    incidents->wear.per_entry = incidents->per_entry;
    fill_classes(incidents);
    renew(incidents, 0);
    wo_queue_wear(queue, &incidents->wear);
    return WO_OK;
}

/* Who cannot break down has no end of endurance. */
wo_status wo_wear_party(wo_incidents *incidents, wo_error *error)
{
    const uint32_t party = (uint32_t)incidents->n_trips - 1;
    const wo_history *trip = &incidents->trips[party];
    void *list = incidents->wear.left;
    WO_TRY(wo_list_reserve(&list, &incidents->left_room, incidents->n_trips, sizeof incidents->wear.left[0],
                           "parties that wear out", error));
    incidents->wear.left = list;
    incidents->wear.left[party] = 0.0;
    const bool lasts = incidents->kinds[trip->facts.class_index].failures <= 0.0;
    *wo_left_of(incidents, party) = lasts ? (double)INFINITY : wo_failure_threshold(incidents, trip);
    return WO_OK;
}

void wo_wear_step(wo_incidents *incidents, wo_ms now)
{
    if (now >= incidents->wear_to) {
        renew(incidents, now);
    }
}
