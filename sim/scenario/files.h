/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file files.h
 *  CSV files that a scenario names. Private to the scenario layer. */
#ifndef WAYOUT_SCENARIO_FILES_H
#define WAYOUT_SCENARIO_FILES_H

#include "tree.h"

typedef struct wo_files {
    wo_arena *arena;
    wo_found *found;
    const char *folder; /**< that names are relative to; "" = the current one */
    size_t n_rows;      /**< of all files so far */
} wo_files;

/** Puts what the files say into the tree, as if it stood there: `series` becomes `observations`, `file` becomes
 *  `counts`, in the base and in the variants. */
void wo_files_expand(wo_files *files, const wo_node *root);

#endif
