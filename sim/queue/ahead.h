/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window of several steps: every boundary has a clock of its own and works ahead as far as what it needs is known
 * (conservative parallel simulation; Chandy and Misra 1979, Bryant 1977). Part of kernel_body.h.
 *
 * Where nobody competes and nobody passes, the head goes when its hole is known, whatever comes behind it: swept with
 * the traffic, free stretches go through the window in one visit, and swept against it, queues do. Any other boundary
 * works up to its horizon, before which all entries and all holes around it are known. */

/* Whether a boundary serves one line of parties in their order. */
static inline bool is_serial(const wo_queue *queue, uint32_t boundary, wo_ms end)
{
    return queue->serial[boundary] &&
           (queue->junctions[boundary].n_in == 0 || queue->boundaries[boundary].release >= end);
}

/* No party comes out of a segment, and no hole, sooner than its limit after what it comes of. */
static inline wo_ms after_limit(const wo_queue *queue, uint32_t boundary, uint32_t segment)
{
    return wo_ms_add(queue->clocks[boundary], queue->road->limit_ms[segment]);
}

/* Before it all arrivals and all holes at a boundary are known. */
static wo_ms horizon_of(const wo_queue *queue, uint32_t boundary, wo_ms end)
{
    const wo_junction *junction = &queue->junctions[boundary];
    wo_ms horizon = end;
    for (uint32_t i = 0; i < junction->n_in; i++) {
        const uint32_t in = queue->inflow[junction->first_in + i];
        horizon = wo_sooner(horizon, after_limit(queue, queue->segments[in].above, in));
    }
    for (uint32_t i = 0; i < junction->n_out; i++) {
        const uint32_t out = queue->outflow[junction->first_out + i];
        horizon = wo_sooner(horizon, after_limit(queue, queue->segments[out].below, out));
    }
    return horizon;
}

/* Before it nobody passes any more at a serial boundary that has just been visited, or need not be. */
static wo_ms serial_clock(const wo_queue *queue, uint32_t boundary)
{
    const wo_junction *junction = &queue->junctions[boundary];
    if (junction->n_in == 1) {
        const uint32_t i = queue->inflow[junction->first_in];
        const wo_segment *in = &queue->segments[i];
        if (in->head.count == in->tail.count) {
            return after_limit(queue, in->above, i);
        }
    }
    if (junction->n_out == 1) {
        const uint32_t i = queue->outflow[junction->first_out];
        const wo_segment *out = &queue->segments[i];
        if (out->wanted != UINT64_MAX) {
            return after_limit(queue, out->below, i);
        }
    }
    return queue->wake[boundary];
}

/* Lets a boundary work as far as it can before `end`. Returns whether it has come there. */
static bool work_ahead(wo_queue *queue, uint32_t boundary, wo_ms end)
{
    const bool serial = is_serial(queue, boundary, end);
    queue->end = serial ? end : horizon_of(queue, boundary, end);
    if (queue->wake[boundary] < queue->end) {
        visit(queue, boundary);
    }
    const wo_ms clock = serial ? wo_sooner(end, serial_clock(queue, boundary)) : queue->end;
    queue->clocks[boundary] = wo_later(queue->clocks[boundary], clock);
    return queue->clocks[boundary] == end;
}

/* The i-th boundary in the order of the traffic, which goes to larger node numbers outbound and to smaller ones
 * inbound. */
static inline uint32_t with_traffic(const wo_queue *queue, uint32_t i)
{
    const uint32_t n_nodes = queue->road->n_nodes;
    return i < n_nodes ? i : 3 * n_nodes - 1 - i;
}

/* Sweeps by turns with the traffic and against it until all clocks are at the end of the window. The earliest of them
 * moves on by the smallest limit in every sweep at least. */
static void sweep_ahead(wo_queue *queue)
{
    const wo_ms end = queue->end;
    const uint32_t n = queue->n_boundaries;
    bool complete = wo_list_due(queue) == 0;
    for (uint32_t b = 0; b < n; b++) {
        queue->clocks[b] = queue->now;
    }
    for (uint32_t sweep = queue->options.reverse_order; !complete; sweep++) {
        complete = true;
        for (uint32_t i = 0; i < n; i++) {
            const uint32_t boundary = with_traffic(queue, sweep % 2 == 0 ? i : n - 1 - i);
            complete &= queue->clocks[boundary] == end || work_ahead(queue, boundary, end);
        }
    }
    queue->end = end;
}
