/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Incidents that go on where others are. */
#include <stdlib.h>
#include <string.h>

#include "incident_state.h"
#include "wayout/memory.h"

/* X(name, elements): what belongs to one realisation, and is allocated for it. */
#define COPIED(X, from)                                                                                                \
    X(slopes, (from)->road->n_segments)                                                                                \
    X(grounds, (from)->climate->n_profiles + 1)                                                                        \
    X(watches, (from)->road->n_segments)                                                                               \
    X(begun, (from)->road->n_segments)                                                                                 \
    X(ended, (from)->road->n_segments)                                                                                 \
    X(pairs, (from)->road->n_out)                                                                                      \
    X(awake, (from)->road->n_out)                                                                                      \
    X(exit_cm, (from)->road->n_nodes)                                                                                  \
    X(pumps, (from)->n_pumps)                                                                                          \
    X(in_force, (from)->scenario->incidents.n_planned)                                                                 \
    X(tows_free, (size_t)(from)->scenario->incidents.tows + 1)                                                         \
    X(per_entry, (from)->stops ? (size_t)(from)->road->n_segments *(from)->road->n_classes : 0)

/* A copy of `n` elements in new memory, with room for one at least. */
static void *duplicate(const void *from, size_t n, size_t size)
{
    void *made = malloc((n + 1) * size);
    if (made != NULL && n > 0) {
        memcpy(made, from, n * size);
    }
    return made;
}

/* The two lists whose room outlasts a run. */
static wo_status copy_trips(wo_incidents *to, const wo_incidents *from, wo_error *error)
{
    const size_t n = from->n_trips;
    void *list = to->trips;
    WO_TRY(wo_list_reserve(&list, &to->room, n, sizeof to->trips[0], "parties with incidents", error));
    to->trips = list;
    list = to->wear.left;
    WO_TRY(wo_list_reserve(&list, &to->left_room, n, sizeof to->wear.left[0], "parties that wear out", error));
    to->wear.left = list;
    if (n > 0) {
        memcpy(to->trips, from->trips, n * sizeof to->trips[0]);
        memcpy(to->wear.left, from->wear.left, n * sizeof to->wear.left[0]);
    }
    return WO_OK;
}

/* All members, which are numbers and what is borrowed, and new memory for the lists. */
static wo_status copy_members(wo_incidents *to, const wo_incidents *from, wo_error *error)
{
    const wo_incidents kept = *to;
    *to = *from;
    to->trips = kept.trips;
    to->room = kept.room;
    to->wear.left = kept.wear.left;
    to->left_room = kept.left_room;
    bool complete = true;
#define DUPLICATE(name, elements)                                                                                      \
    to->name = duplicate(from->name, (elements), sizeof *to->name);                                                    \
    complete = complete && to->name != NULL;
    COPIED(DUPLICATE, from)
#undef DUPLICATE
    to->wear.per_entry = to->per_entry;
    return complete ? WO_OK : wo_error_set(error, WO_ERR_MEMORY, "no memory for the incidents of the road");
}

/* What the queue borrows of incidents. */
static void give(wo_incidents *incidents, wo_queue *queue)
{
    for (size_t k = 0; k < incidents->n_pumps; k++) {
        wo_pump *pump = &incidents->pumps[k];
        pump->incidents = incidents;
        wo_queue_serve(queue, pump->node, pump->direction, pump);
    }
    if (incidents->stops) {
        wo_queue_stops(queue, wo_incident_stop, incidents, incidents->scenario->herding.round_stopped);
        wo_queue_wear(queue, &incidents->wear);
    }
}

wo_status wo_incidents_copy(const wo_incidents *from, wo_incidents *to, wo_queue *queue, wo_error *error)
{
    wo_incidents_forget(to);
    WO_TRY(copy_members(to, from, error));
    WO_TRY(copy_trips(to, from, error));
    give(to, queue);
    return WO_OK;
}
