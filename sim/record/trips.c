/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wayout/trips.h"

#include <stdlib.h>
#include <string.h>

#include "wayout/memory.h"

void wo_trips_free(wo_trips *trips)
{
    free(trips->list);
    free(trips->at);
    free(trips->segment);
    free(trips->raw);
    *trips = (wo_trips){0};
}

void wo_trips_reset(wo_trips *trips)
{
    trips->n = trips->n_passages = trips->n_raw = 0;
}

wo_status wo_trips_add(wo_trips *trips, const wo_journey *journey, wo_error *error)
{
    void *list = trips->list;
    WO_TRY(wo_list_reserve(&list, &trips->room, trips->n + 1, sizeof trips->list[0], "trips", error));
    trips->list = list;
    trips->list[trips->n] = *journey;
    trips->list[trips->n++].n = 0;
    return WO_OK;
}

wo_status wo_trips_pass(wo_trips *trips, const wo_passage *passages, size_t n, wo_error *error)
{
    void *list = trips->raw;
    WO_TRY(wo_list_reserve(&list, &trips->raw_room, trips->n_raw + n, sizeof trips->raw[0], "passages", error));
    trips->raw = list;
    if (n > 0) {
        memcpy(&trips->raw[trips->n_raw], passages, n * sizeof passages[0]);
    }
    trips->n_raw += n;
    return WO_OK;
}

static wo_status make_room(wo_trips *trips, wo_error *error)
{
    if (trips->n_raw <= trips->passage_room) {
        return WO_OK;
    }
    free(trips->at);
    free(trips->segment);
    trips->passage_room = 0;
    trips->at = malloc(trips->n_raw * sizeof trips->at[0]);
    trips->segment = malloc(trips->n_raw * sizeof trips->segment[0]);
    if (trips->at == NULL || trips->segment == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu passages", trips->n_raw);
    }
    trips->passage_room = trips->n_raw;
    return WO_OK;
}

/* The inbound segment that leaves `node` for `destination`, or -1 when there is none. */
static int32_t inbound_segment(const wo_road *road, uint32_t node, uint32_t destination)
{
    for (uint32_t k = road->first_branch[node]; k < road->first_branch[node + 1]; k++) {
        const uint32_t branch = road->branches[k];
        if (road->tour[branch] <= road->tour[destination] && road->tour[destination] < road->tour_end[branch]) {
            return (int32_t)(branch + road->n_out);
        }
    }
    return -1;
}

static int32_t entered(const wo_road *road, const wo_journey *journey, uint32_t node)
{
    const uint32_t destination = journey->destination == WO_NONE ? road->n_out : journey->destination;
    if (node == destination) {
        return -1;
    }
    return journey->direction == WO_OUTBOUND ? (int32_t)node : inbound_segment(road, node, destination);
}

/* Who starts and ends service at a boundary passes it twice; the first time nothing is entered. */
static void mark_services(wo_trips *trips, const size_t *end)
{
    for (size_t j = 0; j < trips->n; j++) {
        const size_t first = end[j] - trips->list[j].n;
        for (size_t k = first; k + 1 < end[j]; k++) {
            if (trips->segment[k] == trips->segment[k + 1]) {
                trips->segment[k] = -1;
            }
        }
    }
}

wo_status wo_trips_finish(wo_trips *trips, const wo_road *road, wo_error *error)
{
    size_t *next = calloc(trips->n + 1, sizeof *next);
    if (next == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu trips", trips->n);
    }
    wo_status status = make_room(trips, error);
    if (status != WO_OK) {
        goto out;
    }
    for (size_t i = 0; i < trips->n_raw; i++) {
        trips->list[trips->raw[i].party].n++;
    }
    for (size_t j = 0; j < trips->n; j++) {
        next[j + 1] = next[j] + trips->list[j].n;
    }
    for (size_t i = 0; i < trips->n_raw; i++) {
        const wo_passage *passage = &trips->raw[i];
        const size_t k = next[passage->party]++;
        trips->at[k] = passage->at;
        trips->segment[k] = entered(road, &trips->list[passage->party], passage->node);
    }
    trips->n_passages = trips->n_raw;
    mark_services(trips, next);
out:
    free(next);
    return status;
}
