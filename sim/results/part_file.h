/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that is complete or absent: written under another name, renamed when it is safe on disk. */
#ifndef WAYOUT_RESULTS_PART_FILE_H
#define WAYOUT_RESULTS_PART_FILE_H

#include "wayout/error.h"

/** `target`.part; free it. NULL without memory. */
char *wo_part_name(const char *target);
/** Refuses a target that could not be replaced and a part file that another run is writing. */
WO_NODISCARD wo_status wo_part_check(const char *target, const char *part, wo_error *error);
/** Seals `part`, puts it on the disk and in the place of `target`. */
WO_NODISCARD wo_status wo_part_publish(const char *target, const char *part, wo_error *error);
void wo_part_discard(const char *part);

#endif
