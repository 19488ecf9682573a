/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "longest.h"

#include <string.h>

static bool queued(const wo_segment_state *state)
{
    return state->overdue >= WO_QUEUED_OVERDUE;
}

wo_longest wo_longest_queue(const wo_road *road, const wo_segment_state *states, uint64_t *chain_cm)
{
    uint64_t longest_cm = 0;
    uint32_t head = WO_NONE;
    memset(chain_cm, 0, road->n_nodes * sizeof chain_cm[0]);
    /* Segments are numbered towards the exit, so a chain is complete at its head when the head is visited. */
    for (uint32_t i = 0; i < road->n_out; i++) {
        if (!queued(&states[i])) {
            continue;
        }
        const uint64_t length_cm = chain_cm[i] + road->length_cm[i];
        const uint32_t next = road->down[i];
        if (next < road->n_out && queued(&states[next])) {
            chain_cm[next] = length_cm > chain_cm[next] ? length_cm : chain_cm[next];
        } else if (length_cm > longest_cm) {
            longest_cm = length_cm;
            head = i;
        }
    }
    if (head == WO_NONE) {
        return (wo_longest){.length_m = 0, .head = -1, .tail_to_exit_m = -1};
    }
    const int64_t length_m = (int64_t)((longest_cm + 50) / 100);
    return (wo_longest){.length_m = length_m, .head = head, .tail_to_exit_m = road->to_exit_m[head] + length_m};
}
