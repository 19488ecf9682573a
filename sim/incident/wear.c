/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an entry into a segment takes from those to whom nothing else can happen there. */
#include <math.h>
#include <stdlib.h>

#include "incident_state.h"
#include "wayout/memory.h"

/* Kinds are the classes, and one more for those of whom something else hangs on where they are. */
uint32_t wo_wear_kind(const wo_incidents *incidents, const wo_history *trip)
{
    return trip->dry_cm == INT64_MAX ? trip->facts.class_index : incidents->wear.n_kinds - 1;
}

static double per_entry(const wo_incidents *incidents, uint32_t kind, uint32_t segment, wo_ms at)
{
    const bool more = kind + 1 == incidents->wear.n_kinds || wo_meets(incidents, kind, segment) ||
                      wo_slips(incidents, kind, segment, at);
    return more ? (double)INFINITY : wo_hazard_of(incidents, kind, segment, at);
}

static void fill(wo_incidents *incidents, uint32_t segment, wo_ms at)
{
    double *row = &incidents->per_entry[(size_t)segment * incidents->wear.n_kinds];
    for (uint32_t kind = 0; kind < incidents->wear.n_kinds; kind++) {
        row[kind] = per_entry(incidents, kind, segment, at);
    }
}

/* All segments, and until when that holds. */
static void fill_all(wo_incidents *incidents, wo_ms at)
{
    incidents->wear_to = WO_NEVER;
    for (uint32_t segment = 0; segment < incidents->road->n_segments; segment++) {
        const wo_ms to = wo_ground_at(incidents, segment, at)->to;
        incidents->wear_to = to < incidents->wear_to ? to : incidents->wear_to;
        fill(incidents, segment, at);
    }
}

wo_status wo_wear_start(wo_incidents *incidents, wo_queue *queue, wo_error *error)
{
    const size_t n_kinds = incidents->scenario->n_classes + 1;
    incidents->wear.n_kinds = (uint32_t)n_kinds;
    incidents->per_entry = calloc(incidents->road->n_segments * n_kinds, sizeof *incidents->per_entry);
    if (incidents->per_entry == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for the wear of %zu kinds of vehicles", n_kinds);
    }
    incidents->wear.per_entry = incidents->per_entry;
    fill_all(incidents, 0);
    wo_queue_wear(queue, &incidents->wear);
    return WO_OK;
}

/* Who cannot break down has no end of endurance. */
wo_status wo_wear_party(wo_incidents *incidents, wo_error *error)
{
    const size_t party = incidents->n_trips - 1;
    const wo_history *trip = &incidents->trips[party];
    void *list = incidents->wear.parties;
    WO_TRY(wo_list_reserve(&list, &incidents->endurance_room, party + 1, sizeof incidents->wear.parties[0],
                           "parties that wear out", error));
    incidents->wear.parties = list;
    const bool lasts = incidents->kinds[trip->facts.class_index].failures <= 0.0;
    incidents->wear.parties[party] =
        (wo_endurance){.left = lasts ? (double)INFINITY : wo_failure_threshold(incidents, trip),
                       .kind = wo_wear_kind(incidents, trip)};
    return WO_OK;
}

void wo_wear_step(wo_incidents *incidents, wo_ms now)
{
    if (now >= incidents->wear_to) {
        fill_all(incidents, now);
    }
}
