/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Windows: coupling, kernel, events. */
#include <stdlib.h>

#include "state.h"

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

/* Sets the window that starts at the clock. */
static void open_window(wo_queue *queue, wo_ms until)
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
    queue->end = wo_sooner(wo_sooner(wo_ms_add(queue->now, queue->dt), queue->next_grid), until);
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
    while (queue->now < until) {
        open_window(queue, until);
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
