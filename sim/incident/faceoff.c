/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Face-offs: beside a queue that hardly moves drivers take the opposite lane while it looks free; the first vehicle
 * that comes towards them locks both directions (docs/model.md, "What goes wrong"). */
#include <math.h>

#include "incident_state.h"

/* Share of the room in a segment from which on those inside are a queue. */
#define QUEUED_SHARE 0.3

/* Draws of a place at a grid instant: 0 and 1 for a second column in either direction. */
enum { DRAW_DURATION = 2 };

static uint64_t jam_cm(const wo_segment_counts *seen)
{
    return seen->entered_cm - seen->left_cm;
}

/* Time spent inside up to `now`: the integral of the number inside. */
static int64_t inside_ms(const wo_segment_counts *seen, wo_ms now)
{
    const int64_t still = (int64_t)seen->entered - (int64_t)seen->left;
    return still * (int64_t)now + (int64_t)seen->left_ms - (int64_t)seen->entered_ms;
}

/* A queue that has moved slower than the limit in the block that ends now: every entry and every exit counts as half
 * the length driven. */
static bool crawls(const wo_incidents *incidents, uint32_t segment, const wo_segment_counts *seen, wo_ms now)
{
    const wo_watch *before = &incidents->watches[segment];
    const wo_road *road = incidents->road;
    if ((double)jam_cm(seen) < QUEUED_SHARE * road->storage_cm[segment]) {
        return false;
    }
    const double ends = (double)(seen->entered - before->block_entered) + (double)(seen->left - before->block_left);
    const double driven_m = ends * 0.5 * 0.01 * road->length_cm[segment];
    const double spent_s = 1.0e-3 * (double)(inside_ms(seen, now) - before->block_inside_ms);
    return driven_m < incidents->faceoff_below_mps * spent_s;
}

/* Whether drivers of a crawling queue take the opposite lane now. */
static bool column_forms(const wo_incidents *incidents, uint32_t pair, uint32_t side, const wo_segment_counts *seen,
                         wo_ms now)
{
    const double queued_m = 0.01 * (double)jam_cm(seen) / incidents->road->lanes[pair];
    const double hazard = incidents->faceoff_per_m_s * queued_m * (1.0e-3 * WO_GRID_MS);
    const double u =
        wo_random_uniform(&incidents->draw, WO_PURPOSE_FACEOFF, incidents->pairs[pair].place, now / WO_GRID_MS, side);
    return -log(u) < hazard;
}

static void lock_both(wo_incidents *incidents, uint32_t pair, wo_ms now)
{
    const wo_ms lasts = wo_incident_time(incidents, &incidents->scenario->incidents.faceoff_s, WO_PURPOSE_FACEOFF,
                                         incidents->pairs[pair].place, now / WO_GRID_MS, DRAW_DURATION);
    const uint64_t until = ((uint64_t)now + lasts + WO_GRID_MS - 1) / WO_GRID_MS;
    const uint64_t until_ms = until * WO_GRID_MS;
    incidents->pairs[pair].locked_until = until_ms < WO_NEVER ? (wo_ms)until_ms : WO_NEVER;
    incidents->counts.faceoffs++;
}

/* Nobody crawls, no second column. */
static void start_over(wo_watch *watch)
{
    watch->crawling_ms = 0;
    watch->column = false;
}

static bool block_ends(wo_ms now)
{
    return now % WO_CRAWL_BLOCK_MS == 0;
}

static void judge_block(wo_incidents *incidents, uint32_t segment, const wo_segment_counts *seen, wo_ms now)
{
    wo_watch *watch = &incidents->watches[segment];
    if (crawls(incidents, segment, seen, now)) {
        watch->crawling_ms = wo_ms_add(watch->crawling_ms, WO_CRAWL_BLOCK_MS);
    } else {
        start_over(watch);
    }
}

/* One side of a pair that is not locked. @return whether both directions lock now. */
static bool watch_side(wo_incidents *incidents, uint32_t pair, uint32_t side, const wo_segment_counts seen[2],
                       wo_ms now)
{
    const uint32_t n_out = incidents->road->n_out, segment = pair + side * n_out, twin = pair + (1 - side) * n_out;
    const uint32_t met = seen[1 - side].entered - incidents->watches[twin].entered;
    wo_watch *watch = &incidents->watches[segment];
    if (block_ends(now)) {
        judge_block(incidents, segment, &seen[side], now);
    }
    if (watch->column) {
        return met > 0;
    }
    watch->column = watch->crawling_ms > 0 && watch->crawling_ms >= incidents->faceoff_after && met == 0 &&
                    column_forms(incidents, pair, side, &seen[side], now);
    return false;
}

static void remember(wo_incidents *incidents, uint32_t segment, const wo_segment_counts *seen, wo_ms now)
{
    wo_watch *watch = &incidents->watches[segment];
    watch->entered = seen->entered;
    if (block_ends(now)) {
        watch->block_entered = seen->entered;
        watch->block_left = seen->left;
        watch->block_inside_ms = inside_ms(seen, now);
    }
}

/* Once locked, until when is all that changes. */
static void watch_lock(wo_incidents *incidents, wo_twins *state, wo_ms now)
{
    incidents->counts.locked_ms += WO_GRID_MS;
    state->locked_until = now < state->locked_until ? state->locked_until : 0;
}

static bool anybody(const wo_segment_counts *seen)
{
    return seen->entered != seen->left;
}

bool wo_faceoff_step(wo_incidents *incidents, const wo_queue *queue, uint32_t pair, wo_ms now)
{
    const uint32_t twin = pair + incidents->road->n_out;
    const wo_segment_counts seen[2] = {wo_queue_counts(queue, pair), wo_queue_counts(queue, twin)};
    wo_twins *state = &incidents->pairs[pair];
    const bool locked = state->locked_until > 0;
    if (locked) {
        watch_lock(incidents, state, now);
    } else {
        const bool outbound = watch_side(incidents, pair, WO_OUTBOUND, seen, now);
        const bool inbound = watch_side(incidents, pair, WO_INBOUND, seen, now);
        if (outbound || inbound) {
            lock_both(incidents, pair, now);
            start_over(&incidents->watches[pair]);
            start_over(&incidents->watches[twin]);
        }
    }
    remember(incidents, pair, &seen[WO_OUTBOUND], now);
    remember(incidents, twin, &seen[WO_INBOUND], now);
    /* Looked at until the block is over: then nothing has changed since it ended when somebody comes at last. */
    state->busy = !block_ends(now) || anybody(&seen[WO_OUTBOUND]) || anybody(&seen[WO_INBOUND]);
    return locked != (state->locked_until > 0);
}
