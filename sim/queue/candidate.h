/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The general step of a boundary: candidates, choice, commit. Private to the layer queue. */
#ifndef WO_QUEUE_CANDIDATE_H
#define WO_QUEUE_CANDIDATE_H

#include "state.h"

/* Fills the offers of a segment, room for two: one, or a passer's and his head's when they go different ways. Returns
 * their number, 0 when nobody is inside. */
uint32_t wo_candidate_of_segment(wo_queue *queue, uint32_t boundary, uint32_t branch, wo_offer *offers);
/* The same for the origin of the boundary, where somebody waits. */
void wo_candidate_of_origin(wo_queue *queue, uint32_t boundary, wo_offer *offer);

/* Fills the offers of those who can depart from the checkpoint of a boundary, by their start: one for every way out
 * that somebody wants. Returns their number. */
uint32_t wo_candidates_of_checkpoint(wo_queue *queue, uint32_t boundary, wo_offer *offers);

/* Where a party goes from a boundary: a segment, or WO_WAY_SINK. */
uint32_t wo_way_beyond(const wo_queue *queue, uint32_t boundary, uint32_t who);

/* max(a, f) of the head of a segment, WO_NEVER when it is empty. */
wo_ms wo_head_free(const wo_queue *queue, uint32_t from);

/* The next passage of the boundary before queue->end, NULL when there is none; then *wake is when to look again. */
const wo_offer *wo_step_choose(wo_queue *queue, uint32_t boundary, wo_ms *wake);
/* The same for a one-lane stretch from one of its entries; *boundary becomes the entry of the passage (one_lane.c). */
const wo_offer *wo_one_lane_choose(wo_queue *queue, uint32_t *boundary, wo_ms *wake);
/* When a stretch lets `who` in who could enter at `at` but for it, WO_NEVER = not known yet. */
wo_ms wo_one_lane_entry(wo_queue *queue, const wo_junction *junction, uint32_t who, wo_ms at);
/* At a checkpoint: somebody takes a server, somebody leaves it (checkpoint.c). */
void wo_checkpoint_start(wo_queue *queue, uint32_t boundary, const wo_offer *offer);
void wo_checkpoint_depart(wo_queue *queue, uint32_t boundary, const wo_offer *offer);
/* Lets it happen. */
void wo_step_commit(wo_queue *queue, uint32_t boundary, const wo_offer *offer);

#endif
