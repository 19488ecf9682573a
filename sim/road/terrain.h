/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file terrain.h
 *  Shared inside the layer road: from the words of a scenario to stretches, classes and places. */
#ifndef WAYOUT_ROAD_TERRAIN_H
#define WAYOUT_ROAD_TERRAIN_H

#include "parts.h"

/** The names of the nodes, in the order in which sections mention them; they belong to the scenario. NULL at the ends
 *  of a stretch of one lane. */
typedef struct wo_node_names {
    const char **names;
    uint32_t n;
} wo_node_names;

/** Number of a node by its name, WO_NONE when no section mentions it. */
uint32_t wo_node_find(const wo_node_names *nodes, const char *name);

/** Fills `places`, whose arrays this allocates. */
WO_NODISCARD wo_status wo_places_find(const wo_scenario *scenario, const wo_parts *parts, const wo_node_names *nodes,
                                      const wo_road *road, wo_places *places, wo_error *error);

#endif
