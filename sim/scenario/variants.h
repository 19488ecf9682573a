/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file variants.h
 *  Trees of variants: the base with changes. Private to the scenario layer. */
#ifndef WAYOUT_SCENARIO_VARIANTS_H
#define WAYOUT_SCENARIO_VARIANTS_H

#include "reading.h"

typedef struct wo_merge {
    wo_arena *arena;
    wo_found *found;
    const wo_node *announcements; /**< what the base announces when it says nothing, for `announcements+` */
    bool variant;                 /**< `key+`, changes by name; common keys refused */
} wo_merge;

/** The scenario `base` with the changes of `change`: maps merge deeply, lists and values are replaced, `key+` appends,
 * a map in the place of a list of named elements changes these. The inputs live on in the result. NULL when there is no
 *  memory. */
const wo_node *wo_merge_scenario(wo_merge *merge, const wo_node *base, const wo_node *change);

#endif
