/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a window has to tell. */
#include "state.h"

void wo_tell(wo_queue *queue, wo_event event)
{
    if (wo_reserve((void **)&queue->events, &queue->room.events, queue->n_events + 1, sizeof *queue->events,
                   &queue->shortage) == WO_OK) {
        queue->events[queue->n_events++] = event;
    }
}

void wo_trace(wo_queue *queue, wo_passage passage)
{
    if (wo_reserve((void **)&queue->passages, &queue->room.passages, queue->n_passages + 1, sizeof *queue->passages,
                   &queue->shortage) == WO_OK) {
        queue->passages[queue->n_passages++] = passage;
    }
}
