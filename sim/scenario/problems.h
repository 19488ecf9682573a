/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file problems.h
 *  Collecting the faults of a scenario. Private to the scenario layer. */
#ifndef WAYOUT_SCENARIO_PROBLEMS_H
#define WAYOUT_SCENARIO_PROBLEMS_H

#include <stdarg.h>

#include "wayout/scenario.h"

/** No more are listed. */
#define WO_PROBLEMS_MAX 200

/** Faults on their way into a wo_problems. */
typedef struct wo_found {
    wo_problems *problems;
    bool failed;         /**< an allocation failed */
    size_t n_errors;     /**< without the warnings */
    int first_line;      /**< lines first_line .. last_line are the variant's own ... */
    int last_line;       /**< ... */
    const char *variant; /**< ... and what is found elsewhere says so; NULL while the base is read */
} wo_found;

/** Adds a fault unless it is known. Line 0 becomes the first line. */
void wo_found_add(wo_found *found, int line, int column, const char *format, ...) WO_PRINTF(4, 5);
void wo_found_add_list(wo_found *found, int line, int column, const char *format, va_list arguments) WO_PRINTF(4, 0);
/** The same for what may be meant so. */
void wo_found_warn(wo_found *found, int line, int column, const char *format, ...) WO_PRINTF(4, 5);
/** No room for more: looking on is useless. */
bool wo_found_full(const wo_found *found);
/** By position. */
void wo_found_sort(wo_found *found);

#endif
