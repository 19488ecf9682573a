/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file memory.h
 *  Lists that grow. Layer: base. */
#ifndef WAYOUT_MEMORY_H
#define WAYOUT_MEMORY_H

#include "wayout/error.h"

/** Makes room in `*list` for `wanted` items of `size` bytes, at least doubling it; `*room` is the number that it holds,
 *  `what` names them in the error. On failure both are left as they were. @return WO_ERR_MEMORY. */
WO_NODISCARD wo_status wo_list_reserve(void **list, size_t *room, size_t wanted, size_t size, const char *what,
                                       wo_error *error);

#endif
