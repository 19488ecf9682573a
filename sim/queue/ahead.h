/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window of several steps on a road that is one line: nobody merges, passes or is served. Then the head of every
 * boundary goes as soon as its hole is known, whatever comes behind it, and a boundary may work ahead of the others.
 * Swept with the traffic, free stretches go through the window in one visit; swept against it, queues do. Part of
 * kernel_body.h. */

/* The i-th boundary in the order of the traffic, which goes to larger node numbers outbound and to smaller ones
 * inbound. */
static inline uint32_t with_traffic(const wo_queue *queue, uint32_t i)
{
    const uint32_t n_nodes = queue->road->n_nodes;
    return i < n_nodes ? i : 3 * n_nodes - 1 - i;
}

/* Sweeps by turns with the traffic and against it until nobody has anything to do. */
static void sweep_ahead(wo_queue *queue)
{
    const uint32_t n = queue->n_boundaries;
    bool moves = wo_list_due(queue) > 0;
    for (uint32_t sweep = queue->options.reverse_order; moves; sweep++) {
        moves = false;
        for (uint32_t i = 0; i < n; i++) {
            const uint32_t boundary = with_traffic(queue, sweep % 2 == 0 ? i : n - 1 - i);
            if (queue->wake[boundary] < queue->end) {
                visit(queue, boundary);
                moves = true;
            }
        }
    }
}
