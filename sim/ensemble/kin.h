/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which variants of an ensemble run together. */
#ifndef WAYOUT_ENSEMBLE_KIN_H
#define WAYOUT_ENSEMBLE_KIN_H

#include "wayout/ensemble.h"

/** Each has a plan of its own in memory at the same time, and when all part at once a road of its own as well. */
#define WO_MOST_KIN 8

/** Groups of variants: group g is list[first[g]] .. list[first[g + 1] - 1], numbers of variants. */
typedef struct wo_kin {
    size_t n_groups;
    size_t *first, *list;
} wo_kin;

/** Every variant alone. Safe to free whatever it returns, as below. */
WO_NODISCARD wo_status wo_kin_alone(size_t n_variants, wo_kin *kin, wo_error *error);
/** Those that differ in their deadlines alone together, at most WO_MOST_KIN; groups by their first variant. */
WO_NODISCARD wo_status wo_kin_find(const wo_layout *layout, wo_kin *kin, wo_error *error);
void wo_kin_free(wo_kin *kin);

#endif
