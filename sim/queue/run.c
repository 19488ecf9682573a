/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Windows: coupling, kernel, events. */
#include <stdlib.h>

#include "coupling.h"

typedef wo_status (*kernel_fn)(wo_queue *queue, wo_error *error);

static int event_order(const void *left, const void *right)
{
    const wo_event *a = left, *b = right;
    if (a->at != b->at) {
        return a->at < b->at ? -1 : 1;
    }
    if (a->party != b->party) {
        return a->party < b->party ? -1 : 1;
    }
    return (a->kind > b->kind) - (a->kind < b->kind);
}

static int passage_order(const void *left, const void *right)
{
    const wo_passage *a = left, *b = right;
    if (a->at != b->at) {
        return a->at < b->at ? -1 : 1;
    }
    if (a->direction != b->direction) {
        return a->direction < b->direction ? -1 : 1;
    }
    if (a->node != b->node) {
        return a->node < b->node ? -1 : 1;
    }
    return (a->party > b->party) - (a->party < b->party);
}

/* Whether somebody who has been released before `end` must find his place among those who pass by. */
static bool joins_before(const wo_queue *queue, wo_ms end)
{
    bool any = false;
    for (uint32_t b = 0; !any && b < queue->n_boundaries; b++) {
        any = queue->boundaries[b].release < end && queue->junctions[b].n_in > 0;
    }
    return any;
}

/* Sets the window that starts at the clock; of several steps (ahead.h) when it may be. */
static void open_window(wo_queue *queue, wo_ms until, bool ahead)
{
    const wo_ms grid = queue->options.grid_ms;
    queue->began = queue->now;
    if (grid > 0) {
        queue->grid_at = queue->now - queue->now % grid;
        queue->next_grid = wo_ms_add(queue->grid_at, grid);
        if (queue->coupled_at != queue->grid_at) {
            queue->coupled_at = queue->grid_at;
            wo_coupling_update(queue);
            wo_weather_update(queue);
        }
    }
    const wo_ms last = wo_sooner(queue->next_grid, until);
    queue->end = wo_sooner(wo_ms_add(queue->now, queue->dt), last);
    if (ahead && queue->end < last) {
        const uint64_t most = queue->now + (uint64_t)queue->dt * WO_STEPS;
        const wo_ms far = most < last ? (wo_ms)most : last;
        queue->end = joins_before(queue, far) ? queue->end : far;
    }
}

static wo_status close_window(wo_queue *queue, wo_window_fn on_window, void *context, wo_error *error)
{
    const size_t n = queue->n_events;
    queue->now = queue->end;
    queue->n_events = 0;
    if (on_window == NULL) {
        return WO_OK;
    }
    if (n > 1) {
        qsort(queue->events, n, sizeof *queue->events, event_order);
    }
    return on_window(context, queue, queue->now, queue->events, n, error);
}

/* Whether somebody may ever pass another on a segment. */
static bool has_passes(const wo_queue *queue, uint32_t segment)
{
    const wo_ms *rates = queue->coupled[segment].rates;
    bool any = false;
    for (uint32_t i = 0; queue->n_classes > 1 && !any && i < queue->n_classes * WO_PASS_BINS; i++) {
        any = rates[i] != WO_NEVER;
    }
    return any;
}

/* Whether the road is one line, on which nobody acts but those who drive: no stops, turns or service. */
static bool is_one_line(const wo_queue *queue)
{
    bool line = queue->stops.ask == NULL && queue->n_one_lanes == 0 && queue->n_checkpoints == 0;
    for (uint32_t b = 0; line && b < queue->n_boundaries; b++) {
        const wo_junction *junction = &queue->junctions[b];
        line = junction->n_in <= 1 && junction->n_out <= 1 &&
               (junction->n_in == 0 || !has_passes(queue, queue->inflow[junction->first_in]));
    }
    return line;
}

/* Whether windows may take several steps: no length is given, and who listens releases parties at grid instants only.
 */
static bool works_ahead(const wo_queue *queue, bool listens)
{
    return queue->one_line && queue->options.dt_ms == 0 && (queue->options.grid_ms > 0 || !listens);
}

static wo_status advance(wo_queue *queue, wo_ms until, wo_window_fn on_window, void *context, kernel_fn kernel,
                         wo_error *error)
{
    const wo_ms grid = queue->options.grid_ms;
    if (until < queue->now) {
        return wo_error_set(error, WO_ERR_RANGE, "%u ms is before the clock, %u ms", until, queue->now);
    }
    if (grid > 0 && until % grid != 0) {
        return wo_error_set(error, WO_ERR_RANGE, "%u ms is no multiple of the grid, %u ms", until, grid);
    }
    wo_gates_prepare(queue);
    if (queue->now == 0) { /* what it hangs on stands fixed from then on */
        queue->one_line = is_one_line(queue);
    }
    const bool ahead = works_ahead(queue, on_window != NULL);
    while (queue->now < until) {
        open_window(queue, until, ahead);
        WO_TRY(wo_stops_prepare(queue, error));
        WO_TRY(kernel(queue, error));
        WO_TRY(close_window(queue, on_window, context, error));
    }
    return WO_OK;
}

wo_status wo_queue_run(wo_queue *queue, wo_ms until, wo_window_fn on_window, void *context, wo_error *error)
{
    return advance(queue, until, on_window, context, wo_kernel_plain, error);
}

wo_status wo_queue_run_traced(wo_queue *queue, wo_ms until, wo_window_fn on_window, void *context,
                              const wo_passage **passages, size_t *n_passages, wo_error *error)
{
    *passages = NULL;
    *n_passages = 0;
    queue->n_passages = 0;
    WO_TRY(advance(queue, until, on_window, context, wo_kernel_traced, error));
    if (queue->n_passages > 1) {
        qsort(queue->passages, queue->n_passages, sizeof *queue->passages, passage_order);
    }
    *passages = queue->passages;
    *n_passages = queue->n_passages;
    return WO_OK;
}
