/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "helper_recorder.h"

wo_queue *engine_create(const wo_road *road)
{
    (void)road;
    wo_queue *queue = calloc(1, sizeof *queue);
    assert_non_null(queue);
    return queue;
}

void engine_reset(wo_queue *queue, const wo_road *road)
{
    (void)road;
    memset(queue, 0, sizeof *queue);
}

void engine_destroy(wo_queue *queue)
{
    free(queue);
}

void engine_window(wo_queue *queue, wo_ms now)
{
    if (now % WO_MINUTE_MS == 0) {
        queue->minute = now;
        for (uint32_t s = 0; s < 2 * N_PIECES; s++) {
            queue->told[s] = queue->seen[s].entered;
        }
    }
}

void wo_queue_stops(wo_queue *queue, wo_stop_fn stop, void *context, bool herds_pass)
{
    queue->stop = stop;
    queue->context = context;
    queue->herds_pass = herds_pass;
    queue->n_calls++;
}

void wo_queue_wear(wo_queue *queue, const wo_wear *wear)
{
    queue->wear = wear;
}

wo_status wo_queue_hold(wo_queue *queue, uint32_t party, wo_ms longer, wo_error *error)
{
    (void)error;
    assert_true(queue->n_holds < MOST_HOLDS);
    queue->holds[queue->n_holds].party = party;
    queue->holds[queue->n_holds++].longer = longer;
    queue->n_calls++;
    return WO_OK;
}

wo_status wo_queue_throttle(wo_queue *queue, uint32_t segment, uint32_t ms_per_pcu, wo_error *error)
{
    (void)error;
    assert_true(segment < 2 * N_PIECES);
    assert_int_not_equal(queue->throttle[segment], ms_per_pcu); /* told only when it changes */
    queue->throttle[segment] = ms_per_pcu;
    queue->n_calls++;
    return WO_OK;
}

wo_status wo_queue_close(wo_queue *queue, uint32_t node, wo_direction direction, wo_ms from, wo_ms to, wo_error *error)
{
    (void)error;
    const size_t n = queue->n_closures++;
    queue->closures[n].node = node;
    queue->closures[n].direction = direction;
    queue->closures[n].from = from;
    queue->closures[n].to = to;
    queue->n_calls++;
    return WO_OK;
}

wo_status wo_queue_checkpoint(wo_queue *queue, uint32_t node, wo_direction direction, uint32_t servers,
                              wo_service_fn service, const void *context, wo_error *error)
{
    (void)error;
    const size_t n = queue->n_desks++;
    queue->desks[n].node = node;
    queue->desks[n].direction = direction;
    queue->desks[n].servers = servers;
    queue->desks[n].service = service;
    queue->desks[n].context = context;
    queue->n_calls++;
    return WO_OK;
}

void wo_queue_counts(const wo_queue *queue, uint32_t first, uint32_t n, wo_segment_counts *counts)
{
    for (uint32_t i = 0; i < n; i++) {
        const wo_segment_state *seen = &queue->seen[first + i];
        counts[i] = (wo_segment_counts){.entered = seen->entered,
                                        .left = seen->left,
                                        .entered_ms = seen->entered_ms,
                                        .left_ms = seen->left_ms,
                                        .entered_cm = seen->entered_cm,
                                        .left_cm = seen->left_cm};
    }
}

void wo_queue_opposing(const wo_queue *queue, uint32_t segment, uint32_t *vph, uint32_t *pcph)
{
    *vph = queue->seen[segment].opposing_vph;
    *pcph = queue->seen[segment].opposing_pcph;
}

bool wo_queue_entered(const wo_queue *queue, uint32_t segment)
{
    return queue->seen[segment].entered != queue->told[segment];
}

wo_stop world_enter(world *w, uint32_t party, uint32_t class_index, uint32_t segment, wo_ms entry, wo_ms late)
{
    const wo_ms minute = entry - entry % WO_MINUTE_MS;
    assert_non_null(w->queue->stop);
    if (minute > w->queue->minute) {
        world_window(w, minute, NULL, 0);
    }
    if (w->queue->wear != NULL && wo_wear_bears(w->queue->wear, party, segment * N_CLASSES + class_index, late)) {
        return (wo_stop){0};
    }
    return w->queue->stop(w->queue->context, party, class_index, segment, entry, late);
}
