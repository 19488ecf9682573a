/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Closures of boundaries: sorted, disjoint half-open intervals. */
#include <stdlib.h>

#include "state.h"

wo_ms wo_gate_open(const wo_queue *queue, const wo_junction *junction, wo_ms at)
{
    if (junction->n_gates == 0) {
        return at;
    }
    const wo_gate *gates = &queue->gates[junction->first_gate];
    uint32_t low = 0, high = junction->n_gates; /* first closure that ends after `at` */
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (gates[middle].to <= at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < junction->n_gates && gates[low].from <= at ? gates[low].to : at;
}

static int by_boundary_and_start(const void *left, const void *right)
{
    const wo_gate *a = left, *b = right;
    if (a->boundary != b->boundary) {
        return a->boundary < b->boundary ? -1 : 1;
    }
    if (a->from != b->from) {
        return a->from < b->from ? -1 : 1;
    }
    return (a->to > b->to) - (a->to < b->to);
}

void wo_gates_prepare(wo_queue *queue)
{
    if (queue->gates_ready) {
        return;
    }
    if (queue->n_gates > 1) {
        qsort(queue->gates, queue->n_gates, sizeof *queue->gates, by_boundary_and_start);
    }
    size_t n = 0;
    for (size_t i = 0; i < queue->n_gates; i++) {
        queue->junctions[queue->gates[i].boundary].n_gates = 0;
    }
    for (size_t i = 0; i < queue->n_gates; i++) {
        const wo_gate gate = queue->gates[i];
        wo_gate *last = n > 0 ? &queue->gates[n - 1] : NULL;
        wo_junction *junction = &queue->junctions[gate.boundary];
        if (last != NULL && last->boundary == gate.boundary && gate.from <= last->to) {
            last->to = last->to > gate.to ? last->to : gate.to;
            continue;
        }
        if (junction->n_gates == 0) {
            junction->first_gate = (uint32_t)n;
        }
        junction->n_gates++;
        queue->gates[n++] = gate;
    }
    queue->n_gates = n;
    queue->gates_ready = true;
}
