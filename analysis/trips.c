/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trips.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK 8192

static const char *const names[WO_N_TRIP_COLUMNS] = {"trips/variant", "trips/replication", "trips/class", "trips/role",
                                                     "trips/origin",  "trips/people",      "trips/heads", "trips/goods",
                                                     "trips/release", "trips/passages"};

wo_status wo_trip_walk_open(wo_trip_walk *walk, wo_reader *reader, wo_error *error)
{
    memset(walk, 0, sizeof *walk);
    walk->reader = reader;
    if (!wo_reader_has(reader, "trips")) {
        return wo_error_set(error, WO_ERR_RANGE,
                            "the file has no trips: make it with --trips N, for those of the first N replications");
    }
    walk->block = calloc((size_t)WO_N_TRIP_COLUMNS * BLOCK, sizeof *walk->block);
    if (walk->block == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory to read trips");
    }
    return wo_reader_length(reader, names[WO_TRIP_PASSAGES], &walk->n, error);
}

wo_status wo_trip_walk_next(wo_trip_walk *walk, wo_trip *trip, bool *more, wo_error *error)
{
    *more = walk->next < walk->n;
    if (!*more) {
        return WO_OK;
    }
    if (walk->next % BLOCK == 0) {
        const size_t rest = walk->n - walk->next, n = rest < BLOCK ? rest : BLOCK;
        walk->from = walk->next;
        for (size_t i = 0; i < WO_N_TRIP_COLUMNS; i++) {
            WO_TRY(wo_reader_part(walk->reader, names[i], walk->from, n, &walk->block[i * BLOCK], error));
        }
    }
    for (size_t i = 0; i < WO_N_TRIP_COLUMNS; i++) {
        trip->of[i] = walk->block[i * BLOCK + walk->next - walk->from];
    }
    if (trip->of[WO_TRIP_PASSAGES] < 0) {
        return wo_error_set(error, WO_ERR_FORMAT, "trip %zu has less than no passages", walk->next);
    }
    trip->number = walk->next++;
    trip->first = walk->first;
    walk->first += (size_t)trip->of[WO_TRIP_PASSAGES];
    return WO_OK;
}

void wo_trip_walk_close(wo_trip_walk *walk)
{
    free(walk->block);
}
