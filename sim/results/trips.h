/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The group /trips: who travelled in the first replications, and every passage. */
#ifndef WAYOUT_RESULTS_TRIPS_H
#define WAYOUT_RESULTS_TRIPS_H

#include "hdf5_io.h"

#define WO_N_TRIP_FIELDS 14

typedef struct wo_trips_group {
    hid_t group; /* 0 before it is open */
    hid_t datasets[WO_N_TRIP_FIELDS];
    hsize_t n_trips, n_passages; /* written */
} wo_trips_group;

/** `units` of instants in ms; the group's datasets are empty. */
WO_NODISCARD wo_status wo_trips_group_open(wo_trips_group *trips, hid_t file, const wo_layout *layout,
                                           const char *units, wo_error *error);
WO_NODISCARD wo_status wo_trips_group_append(wo_trips_group *trips, const wo_trips *from, uint32_t variant,
                                             uint32_t replication, wo_error *error);
WO_NODISCARD wo_status wo_trips_group_close(wo_trips_group *trips, wo_error *error);

#endif
