/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file parts.h
 *  Shared inside the layer road: sections are cut where a stretch of one lane begins and ends. */
#ifndef WAYOUT_ROAD_PARTS_H
#define WAYOUT_ROAD_PARTS_H

#include "wayout/road.h"

/** Ordinary road, or a stretch of one lane. Central values: the same in every realisation. */
typedef struct wo_part {
    double from_m, length_m; /**< from the section's beginning */
    uint32_t pieces;         /**< segments; 1 for one lane */
    uint32_t one_lane;       /**< index into wo_scenario.one_lanes, WO_NONE for ordinary road */
} wo_part;

/** The parts of all sections. Zero-initialise, then wo_parts_free. */
typedef struct wo_parts {
    wo_part *list;
    uint32_t *first; /**< parts of section s: list[first[s]] .. list[first[s + 1]], the last excluded */
} wo_parts;

/** No scenario has more parts: a stretch of one lane adds itself, a segment with room for its turns on either side, and
 *  what is left of the section behind. */
size_t wo_parts_most(const wo_scenario *scenario);

/** @return WO_ERR_SCENARIO when a stretch of one lane has no road before or behind it in its section. */
WO_NODISCARD wo_status wo_parts_find(const wo_scenario *scenario, wo_parts *parts, wo_error *error);
void wo_parts_free(wo_parts *parts);

/** Which end of a segment of its section is nearest to a place, counted from the section's beginning, and how far it
 *  is off. */
uint32_t wo_parts_snap(const wo_parts *parts, wo_place place, double *shift_m);

/** Segments of a section, all parts together. */
uint32_t wo_parts_pieces(const wo_parts *parts, uint32_t section);

/** Lengths in one realisation, one for each part of the section: ordinary road gives or takes what the section and its
 *  stretches of one lane differ from their central lengths. */
void wo_parts_lengths(const wo_scenario *scenario, const wo_draw *draw, const wo_parts *parts, uint32_t section,
                      double *length_m);

#endif
