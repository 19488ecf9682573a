/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CF's contiguous ragged arrays: `passages` of a trip tells how many rows along `passage` are its own. */
#include "trips.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK 16384

enum { TRIP, PASSAGE, VARIANT, REPLICATION, CLASS, ROLE, ORIGIN, PEOPLE, HEADS, GOODS, RELEASE, PASSAGES, AT, SEGMENT };

#define OF_TRIP    1, {0}, 0
#define OF_PASSAGE 1, {1}, 0

/* In the order of the enum. axes[0] is 0 along trips and 1 along passages. */
static const wo_field fields[] = {
    {"trip", "1", "number in this file", WO_FROM_LAYOUT, WO_STORE_INT32, OF_TRIP},
    {"passage", "1", "number in this file", WO_FROM_LAYOUT, WO_STORE_INT32, OF_PASSAGE},
    {"variant", "1", "index of the variant", WO_FROM_LAYOUT, WO_STORE_INT32, OF_TRIP},
    {"replication", "1", "number of the realisation", WO_FROM_LAYOUT, WO_STORE_INT32, OF_TRIP},
    {"class", "1", "index of the kind of road user", WO_FROM_LAYOUT, WO_STORE_INT32, OF_TRIP},
    {"role", "1", "what it travels for", WO_FROM_LAYOUT, WO_STORE_INT32, OF_TRIP},
    {"origin", "1", "index of the origin in the scenario, -1 = none", WO_FROM_LAYOUT, WO_STORE_INT32, OF_TRIP},
    {"people", "1", "residents on board", WO_FROM_LAYOUT, WO_STORE_INT32, OF_TRIP},
    {"heads", "1", "animals on foot or on board", WO_FROM_LAYOUT, WO_STORE_INT32, OF_TRIP},
    {"goods", "1", "1 with a load of goods, else 0", WO_FROM_LAYOUT, WO_STORE_INT32, OF_TRIP},
    {"release", "", "when it wanted to enter the road", WO_FROM_LAYOUT, WO_STORE_INT64, OF_TRIP},
    {"passages", "1", "its passages: so many rows along passage, after those of the trip before", WO_FROM_LAYOUT,
     WO_STORE_INT32, OF_TRIP},
    {"at", "", "when it passed a boundary between segments", WO_FROM_LAYOUT, WO_STORE_INT64, OF_PASSAGE},
    {"segment", "1", "segment that it entered then; -1 when it left the road or went into service", WO_FROM_LAYOUT,
     WO_STORE_INT32, OF_PASSAGE},
};

static bool along_passages(int i)
{
    return fields[i].axes[0] == 1;
}

/* Names of the origins, one a line, and of the roles: a number alone says little. */
static wo_status describe(const wo_trips_group *trips, const wo_layout *layout, wo_error *error)
{
    const wo_scenario *base = layout->variants[0];
    size_t size = 1;
    for (size_t i = 0; i < base->n_origins; i++) {
        size += strlen(base->origins[i].name) + 1;
    }
    char *names = calloc(size, 1);
    if (names == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for the names of %zu origins", base->n_origins);
    }
    for (size_t i = 0; i < base->n_origins; i++) {
        strcat(strcat(names, i > 0 ? "\n" : ""), base->origins[i].name);
    }
    wo_status status = wo_hdf5_text(trips->datasets[ORIGIN], "names", names, error);
    if (status == WO_OK) {
        status = wo_hdf5_text(trips->datasets[ROLE], "names", WO_ROLE_NAMES, error);
    }
    if (status == WO_OK) {
        status = wo_hdf5_text(trips->datasets[PASSAGES], "sample_dimension", "passage", error);
    }
    free(names);
    return status;
}

wo_status wo_trips_group_open(wo_trips_group *trips, hid_t file, const wo_layout *layout, const char *units,
                              wo_error *error)
{
    const wo_plan plan = {.shape = {0}, .chunk = {CHUNK}, .endless = {true}};
    WO_TRY(wo_hdf5_group(file, "trips", &trips->group, error));
    WO_TRY(wo_hdf5_text(trips->group, "featureType", "trajectory", error));
    for (int i = 0; i < WO_N_TRIP_FIELDS; i++) {
        WO_TRY(wo_hdf5_dataset(trips->group, &fields[i], &plan, &trips->datasets[i], error));
        if (i <= PASSAGE && H5DSset_scale(trips->datasets[i], fields[i].name) < 0) {
            return wo_hdf5_failed(error, WO_ERR_LIBRARY, "cannot make a dimension of %s", fields[i].name);
        }
        if (i > PASSAGE && H5DSattach_scale(trips->datasets[i], trips->datasets[along_passages(i)], 0) < 0) {
            return wo_hdf5_failed(error, WO_ERR_LIBRARY, "cannot name the dimension of %s", fields[i].name);
        }
        if (i == RELEASE || i == AT) {
            WO_TRY(wo_hdf5_text(trips->datasets[i], "units", units, error));
            WO_TRY(wo_hdf5_text(trips->datasets[i], "calendar", "standard", error));
        }
    }
    return describe(trips, layout, error);
}

static int64_t trip_value(int field, const wo_journey *journey)
{
    switch (field) {
    case CLASS:
        return journey->class_index;
    case ROLE:
        return journey->role;
    case ORIGIN:
        return journey->origin == WO_NONE ? -1 : (int64_t)journey->origin;
    case PEOPLE:
        return journey->people;
    case HEADS:
        return journey->heads;
    case GOODS:
        return journey->goods;
    case RELEASE:
        return journey->release;
    default:
        return journey->n;
    }
}

static int64_t value_at(const wo_trips_group *trips, const wo_trips *from, int field, size_t i, int64_t variant,
                        int64_t replication)
{
    switch (field) {
    case TRIP:
        return (int64_t)(trips->n_trips + i);
    case PASSAGE:
        return (int64_t)(trips->n_passages + i);
    case VARIANT:
        return variant;
    case REPLICATION:
        return replication;
    case AT:
        return from->at[i];
    case SEGMENT:
        return from->segment[i];
    default:
        return trip_value(field, &from->list[i]);
    }
}

wo_status wo_trips_group_append(wo_trips_group *trips, const wo_trips *from, uint32_t variant, uint32_t replication,
                                wo_error *error)
{
    wo_status status = WO_OK;
    const size_t most = from->n > from->n_passages ? from->n : from->n_passages;
    int64_t *column = malloc((most + 1) * sizeof *column);
    if (column == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory to write %zu passages", most);
    }
    for (int f = 0; f < WO_N_TRIP_FIELDS && status == WO_OK; f++) {
        const hsize_t start = along_passages(f) ? trips->n_passages : trips->n_trips;
        const hsize_t count = along_passages(f) ? from->n_passages : from->n;
        for (size_t i = 0; i < count; i++) {
            column[i] = value_at(trips, from, f, i, variant, replication);
        }
        if (count > 0) {
            status = wo_hdf5_append(trips->datasets[f], 1, &start, &count, H5T_NATIVE_INT64, column, error);
        }
    }
    trips->n_trips += from->n;
    trips->n_passages += from->n_passages;
    free(column);
    return status;
}

wo_status wo_trips_group_close(wo_trips_group *trips, wo_error *error)
{
    for (int i = 0; i < WO_N_TRIP_FIELDS && trips->group > 0; i++) {
        WO_TRY(wo_hdf5_close(trips->datasets[i], fields[i].name, error));
    }
    const hid_t group = trips->group;
    trips->group = 0;
    return group > 0 ? wo_hdf5_close(group, "trips", error) : WO_OK;
}
