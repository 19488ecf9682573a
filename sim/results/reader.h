/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WAYOUT_RESULTS_READER_H
#define WAYOUT_RESULTS_READER_H

#include "hdf5_io.h"

struct wo_reader {
    hid_t file;
    char *path;
};

/** A text attribute; free it. */
WO_NODISCARD wo_status wo_reader_text(wo_reader *reader, hid_t object, const char *name, char **text, wo_error *error);
/** A variable's shape and values alone: its names and dimensions take longer than its numbers. */
WO_NODISCARD wo_status wo_reader_numbers(wo_reader *reader, const char *name, wo_variable *variable, wo_error *error);

#endif
