/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which boundaries have something to do in a window. */
#include <string.h>

#include "state.h"
#include "wayout/vector.h"

WO_VECTORISED static void mark_due(const wo_ms *wake, uint8_t *is_due, size_t n, wo_ms end)
{
    for (size_t i = 0; i < n; i++) {
        is_due[i] = wake[i] < end;
    }
}

uint32_t wo_list_due(wo_queue *queue)
{
    const uint8_t *is_due = queue->is_due;
    uint32_t *due = queue->due, n_due = 0;
    mark_due(queue->wake, queue->is_due, queue->n_wakes, queue->end);
    for (uint32_t first = 0; first < queue->n_wakes; first += WO_WAKE_BLOCK) {
        uint64_t any;
        memcpy(&any, &is_due[first], sizeof any);
        for (uint32_t i = 0; any != 0 && i < WO_WAKE_BLOCK; i++) {
            due[n_due] = first + i; /* taken back by the next one, if not due */
            n_due += is_due[first + i];
        }
    }
    return n_due;
}
