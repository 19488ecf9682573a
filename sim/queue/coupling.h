/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the opposing direction does to a segment (coupling.c). Private to the layer queue. */
#ifndef WO_QUEUE_COUPLING_H
#define WO_QUEUE_COUPLING_H

#include "state.h"

/* Divisors of the grid; nobody has entered yet. */
void wo_coupling_prepare(wo_queue *queue);
/* A segment without opposing flow. */
void wo_coupling_begin(wo_queue *queue, uint32_t segment);
/* Opposing milli-pc/h from which the capacity of both directions together may bind. */
int64_t wo_coupling_free_pcu(const wo_queue *queue, uint32_t segment);
/* Opposing flow of a segment, milli-veh/h and milli-pc/h. */
static inline int64_t wo_coupling_vehicles(const wo_queue *queue, uint32_t segment)
{
    return queue->wide ? queue->wide_means[segment].vehicles
                       : queue->opposing[segment / WO_ROW].vehicles[segment % WO_ROW];
}
static inline int64_t wo_coupling_pcu(const wo_queue *queue, uint32_t segment)
{
    return queue->wide ? queue->wide_means[segment].pcu : queue->opposing[segment / WO_ROW].pcu[segment % WO_ROW];
}
/* Capacity in force of a segment from the opposing mean. */
void wo_coupling_apply(wo_queue *queue, uint32_t segment);
/* At the grid instant queue->now: counts of the last grid interval go into the means. */
void wo_coupling_update(wo_queue *queue);

#endif
