/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs of a plan, by the engine or by its twin, and all that they tell. */
#ifndef WAYOUT_TESTS_EQUALITY_QUEUE_HELPER_RUN_H
#define WAYOUT_TESTS_EQUALITY_QUEUE_HELPER_RUN_H

#include "helper_mix.h"
#include "reference/queue_twin.h"

typedef struct outcome {
    wo_passage *passages;
    size_t n_passages, room_passages;
    wo_event *events;
    size_t n_events, room_events;
    size_t reacted; /* events that have released their return */
    wo_segment_state *segments;
    uint32_t *waiting, *serving; /* by node and direction */
    uint32_t n_parties;
    mix_stops stops;
} outcome;

/* What a run does to its queue while it is under way. */
typedef struct run_hands {
    uint32_t (*release)(void *queue, const plan_release *release);
    bool (*hold)(void *queue, uint32_t party, wo_ms longer);
    void (*throttle)(void *queue, uint32_t segment, uint32_t ms_per_pcu);
    void (*segment)(const void *queue, uint32_t segment, wo_segment_state *state);
    uint32_t (*waiting)(const void *queue, uint32_t node, wo_direction direction);
    uint32_t (*serving)(const void *queue, uint32_t node, wo_direction direction);
} run_hands;

typedef struct run {
    const plan *plan;
    void *queue;
    const run_hands *hands;
    outcome *out;
} run;

/* All that the plan releases and throttles before the first window. */
void run_begin(const run *r);
/* At the end of every window: writes its events down and does what the plan does then. */
void run_react(const run *r, wo_ms now, const wo_event *events, size_t n);
/* All that the queue tells at the end. */
void run_end(const run *r);
void run_keep(outcome *out, const wo_passage *passages, size_t n);
/* Where the next slice ends: without a grid windows are cut at no mark, so the run goes in slices; with one in two
 * halves. */
wo_ms run_next_stop(const plan *p, wo_ms now);
void outcome_free(outcome *out);

/* `before`: the queue has run a part of that plan and was reset; NULL: it is new. */
void run_engine(const plan *p, wo_ms dt, bool reverse, bool traced, const plan *before, outcome *out);
queue_twin_counts run_twin(const plan *p, wo_ms dt, bool reverse, outcome *out);

/* Fails, naming the first difference; passages only where both have them. */
void expect_same(const char *what, const plan *p, const outcome *a, const outcome *b);

#endif
