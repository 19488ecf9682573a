/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file whole_file.h
 *  A picture or page that is complete or absent: written beside its target as NAME.part, then renamed. */
#ifndef WO_ANALYSIS_WHOLE_FILE_H
#define WO_ANALYSIS_WHOLE_FILE_H

#include "wayout/error.h"

typedef struct wo_whole_file {
    int descriptor; /**< open for reading and writing, empty */
    char *part;
    const char *target; /**< borrowed */
} wo_whole_file;

/** Opens `target`.part. A target that exists and is no regular file is refused. */
WO_NODISCARD wo_status wo_whole_file_open(wo_whole_file *file, const char *target, wo_error *error);
/** Puts the file on the disk and in the place of its target; on failure the part is removed. Ends `file`. */
WO_NODISCARD wo_status wo_whole_file_publish(wo_whole_file *file, wo_error *error);
/** Removes the part. Ends `file`. */
void wo_whole_file_discard(wo_whole_file *file);

#endif
