/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file network.h
 *  Shared inside the layer road: the steps of wo_road_build. */
#ifndef WAYOUT_ROAD_NETWORK_H
#define WAYOUT_ROAD_NETWORK_H

#include "wayout/road.h"

/** Nearest whole number, half up, of a value that was checked to fit. */
uint32_t wo_road_half_up(double value);

/** Refuses everything in a spec that the tables could not hold; WO_ERR_RANGE names the value. */
WO_NODISCARD wo_status wo_road_check(const wo_road_spec *spec, wo_error *error);

/** Fills the per-class tables and those per segment that need no tree; `stretch_of[i]` belongs to outbound segment i,
 *  whose length_cm, lanes and down are filled. */
WO_NODISCARD wo_status wo_road_fill_tables(const wo_road_spec *spec, const uint32_t *stretch_of, wo_road *road,
                                           wo_error *error);

#endif
