/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which boundaries have something to do in a window. */
#include "state.h"
#include "wayout/vector.h"

WO_VECTORISED static uint32_t list_up_to(const wo_ms *wake, uint32_t n_blocks, wo_ms last, uint32_t *list)
{
    uint32_t *next = list;
    for (uint32_t b = 0; b < n_blocks; b++) {
        const wo_ms *block = &wake[(size_t)b * WO_BLOCK];
        uint32_t due = 0;
        for (uint32_t i = 0; i < WO_BLOCK; i++) {
            due |= (uint32_t)(block[i] <= last) << i;
        }
        for (; due != 0; due &= due - 1) {
            *next++ = b * WO_BLOCK + (uint32_t)__builtin_ctz(due);
        }
    }
    return (uint32_t)(next - list);
}

uint32_t wo_list_due(wo_queue *queue)
{
    return list_up_to(queue->wake, queue->n_wakes / WO_BLOCK, queue->end - 1, queue->due);
}
