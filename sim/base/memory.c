/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wayout/memory.h"

#include <stdint.h>
#include <stdlib.h>

wo_status wo_list_reserve(void **list, size_t *room, size_t wanted, size_t size, const char *what, wo_error *error)
{
    if (wanted <= *room) {
        return WO_OK;
    }
    const size_t n = wanted > 2 * *room ? wanted : 2 * *room;
    void *grown = n <= SIZE_MAX / size ? realloc(*list, n * size) : NULL;
    if (grown == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu %s", n, what);
    }
    *list = grown;
    *room = n;
    return WO_OK;
}
