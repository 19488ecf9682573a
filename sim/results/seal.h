/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line behind the end of a finished file with the checksum of all its bytes. HDF5 protects packed data, but not its
 * own lists of where they lie, and does not survive damage there. Readers of HDF5 ignore what follows the file's end;
 * a program that changes the file cuts it off. */
#ifndef WAYOUT_RESULTS_SEAL_H
#define WAYOUT_RESULTS_SEAL_H

#include "wayout/error.h"

typedef enum wo_seal { WO_SEAL_UNREADABLE, WO_SEAL_ABSENT, WO_SEAL_WRONG, WO_SEAL_RIGHT } wo_seal;

/** 0, or -1 with errno. `file` is open for reading and writing. */
int wo_seal_append(int file);
wo_seal wo_seal_check(const char *path);

#endif
