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

static uint64_t inside_ms(const wo_segment_counts *seen, wo_ms at)
{
    return wo_time_inside(seen->entered - seen->left, seen->entered_ms, seen->left_ms, at);
}

/* Whether a queue has moved slower than the limit in the block that ends now: every entry and every exit counts as half
 * the length driven. */
static bool crawls(const wo_incidents *incidents, uint32_t segment, wo_ms now)
{
    const wo_segment_counts *before = &incidents->begun[segment], *seen = &incidents->ended[segment];
    const double ends = (double)(seen->entered - before->entered) + (double)(seen->left - before->left);
    const double driven_m = ends * 0.5 * 0.01 * incidents->road->length_cm[segment];
    const double spent_s = 1.0e-3 * (double)(inside_ms(seen, now) - inside_ms(before, now - WO_CRAWL_BLOCK_MS));
    return driven_m < incidents->faceoff_below_mps * spent_s;
}

/* Whether drivers of a crawling queue take the opposite lane now. */
static bool column_forms(const wo_incidents *incidents, const wo_queue *queue, uint32_t pair, uint32_t side, wo_ms now)
{
    wo_segment_counts seen;
    wo_queue_counts(queue, pair + side * incidents->road->n_out, 1, &seen);
    const double queued_m = 0.01 * (double)jam_cm(&seen) / incidents->road->lanes[pair];
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

/* @return whether there is a crawling queue. */
static inline bool judge_block(wo_incidents *incidents, uint32_t segment, wo_ms now)
{
    wo_watch *watch = &incidents->watches[segment];
    const bool queued = jam_cm(&incidents->ended[segment]) >= watch->queued_cm;
    if (!queued || !crawls(incidents, segment, now)) {
        start_over(watch);
        return false;
    }
    watch->crawling_ms = wo_ms_add(watch->crawling_ms, WO_CRAWL_BLOCK_MS);
    return true;
}

/* A block of both sides ends. @return whether something can happen in the next one: a lock ends, or a second column
 * forms. */
static inline bool end_block(wo_incidents *incidents, uint32_t pair, wo_ms now)
{
    if (incidents->pairs[pair].locked_until > 0) {
        return true;
    }
    const bool outbound = judge_block(incidents, pair, now);
    const bool inbound = judge_block(incidents, pair + incidents->road->n_out, now);
    return outbound || inbound;
}

static void end_blocks(wo_incidents *incidents, const wo_queue *queue, wo_ms now)
{
    wo_segment_counts *ended = incidents->ended;
    wo_queue_counts(queue, 0, incidents->road->n_segments, ended);
    incidents->n_awake = 0;
    for (uint32_t pair = 0; pair < incidents->road->n_out; pair++) {
        if (incidents->pairs[pair].possible && end_block(incidents, pair, now)) {
            incidents->awake[incidents->n_awake++] = pair;
        }
    }
    incidents->ended = incidents->begun;
    incidents->begun = ended;
}

/* One side of a pair that is not locked. @return whether both directions lock now. */
static bool watch_side(wo_incidents *incidents, const wo_queue *queue, uint32_t pair, uint32_t side, wo_ms now)
{
    const uint32_t n_out = incidents->road->n_out;
    const bool met = wo_queue_entered(queue, pair + (1 - side) * n_out);
    wo_watch *watch = &incidents->watches[pair + side * n_out];
    if (watch->column) {
        return met;
    }
    watch->column = watch->crawling_ms > 0 && watch->crawling_ms >= incidents->faceoff_after && !met &&
                    column_forms(incidents, queue, pair, side, now);
    return false;
}

/* Once locked, until when is all that changes. */
static void watch_lock(wo_incidents *incidents, wo_twins *state, wo_ms now)
{
    incidents->counts.locked_ms += WO_GRID_MS;
    state->locked_until = now < state->locked_until ? state->locked_until : 0;
}

/* @return whether the pair is locked now and was not before, or the other way round. */
static bool watch_pair(wo_incidents *incidents, const wo_queue *queue, uint32_t pair, wo_ms now)
{
    wo_twins *state = &incidents->pairs[pair];
    const bool locked = state->locked_until > 0;
    if (locked) {
        watch_lock(incidents, state, now);
    } else {
        const bool outbound = watch_side(incidents, queue, pair, WO_OUTBOUND, now);
        const bool inbound = watch_side(incidents, queue, pair, WO_INBOUND, now);
        if (outbound || inbound) {
            lock_both(incidents, pair, now);
            start_over(&incidents->watches[pair]);
            start_over(&incidents->watches[pair + incidents->road->n_out]);
        }
    }
    return locked != (state->locked_until > 0);
}

void wo_faceoffs_start(wo_incidents *incidents)
{
    for (uint32_t segment = 0; segment < incidents->road->n_segments; segment++) {
        const double queued_cm = QUEUED_SHARE * incidents->road->storage_cm[segment];
        incidents->watches[segment].queued_cm = (uint64_t)ceil(queued_cm);
    }
}

wo_status wo_faceoffs_watch(wo_incidents *incidents, wo_queue *queue, wo_ms now, wo_error *error)
{
    if (now % WO_CRAWL_BLOCK_MS == 0) {
        end_blocks(incidents, queue, now);
    }
    for (size_t i = 0; i < incidents->n_awake; i++) {
        if (watch_pair(incidents, queue, incidents->awake[i], now)) {
            WO_TRY(wo_throttle_apply(incidents, queue, incidents->awake[i], error));
        }
    }
    return WO_OK;
}
