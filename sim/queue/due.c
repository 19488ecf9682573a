/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of what is marked; which boundaries have something to do in a window. */
#include <string.h>

#include "state.h"
#include "wayout/vector.h"

/* False when nobody is. */
WO_VECTORISED static bool mark_due(const wo_ms *wake, uint8_t *is_due, size_t n, wo_ms end)
{
    uint8_t any = 0;
    for (size_t i = 0; i < n; i++) {
        is_due[i] = wake[i] < end;
        any |= is_due[i];
    }
    return any != 0;
}

uint32_t wo_list_marked(const uint8_t *marks, uint32_t n, uint32_t *list)
{
    uint32_t n_marked = 0;
    for (uint32_t first = 0; first < n; first += WO_MARKS) {
        uint64_t any;
        memcpy(&any, &marks[first], sizeof any);
        for (uint32_t i = 0; any != 0 && i < WO_MARKS; i++) {
            list[n_marked] = first + i; /* taken back by the next one, if not marked */
            n_marked += marks[first + i];
        }
    }
    return n_marked;
}

uint32_t wo_list_due(wo_queue *queue)
{
    const bool any = mark_due(queue->wake, queue->is_due, queue->n_wakes, queue->end);
    return any ? wo_list_marked(queue->is_due, queue->n_wakes, queue->due) : 0;
}
