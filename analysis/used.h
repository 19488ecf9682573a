/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file used.h
 *  The scenario that a results file holds, read again: for what is drawn of it and is no result. */
#ifndef WO_ANALYSIS_USED_H
#define WO_ANALYSIS_USED_H

#include "wayout/analysis.h"

typedef struct wo_used {
    wo_study study;
    const wo_scenario *scenario; /**< of the variant, in `study` */
    wo_road road;                /**< central values, as in the file */
    wo_places places;
} wo_used;

/** Free it also after a failure. */
WO_NODISCARD wo_status wo_used_read(wo_reader *reader, const char *variant, wo_used *used, wo_error *error);
void wo_used_free(wo_used *used);

/** Distance of the deadline line to the exit, km: that of the boundary between segments where it stands. */
double wo_used_line_km(const wo_used *used);

#endif
