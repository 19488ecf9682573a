/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What mixed plans have besides: weather, stops and holds, throttles, convoys, desk hours, one-lane stretches. */
#ifndef WAYOUT_TESTS_EQUALITY_QUEUE_HELPER_MIX_H
#define WAYOUT_TESTS_EQUALITY_QUEUE_HELPER_MIX_H

#include "helper_plan.h"

/* Before the road is built; when all else of the plan is made. */
void mix_spec(plan *p);
void mix_plan(plan *p);
/* Moves begin and end of a journey away from one-lane stretches. */
void mix_release(const plan *p, plan_release *r);
/* A wo_stop_fn, context a mix_stops: what it tells hangs on how often it was asked of the same party. */
typedef struct mix_stops {
    const plan *plan;
    uint32_t asked[PLAN_PARTIES];
} mix_stops;
wo_stop mix_stop(void *context, uint32_t party, uint32_t class_index, uint32_t segment, wo_ms entry, wo_ms late);
/* How much longer who stopped at `entry` is held; 0 = not at all. */
wo_ms mix_hold(const plan *p, uint32_t party, wo_ms entry);
/* Whether the throttle of the segment is set at `now`, to `ms_per_pcu`. */
bool mix_throttle(const plan *p, uint32_t segment, wo_ms now, uint32_t *ms_per_pcu);

#endif
