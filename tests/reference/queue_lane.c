/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reference/queue_state.h"

static const segment *before(const queue_twin *q, const boundary *b)
{
    return &q->segments[b->branch[0]];
}

/* Whether it is known when the turn of the holder begins. */
static bool begun(const queue_twin *q, stretch *x)
{
    const segment *other = &q->segments[x->lane[1 - x->holder]];
    if (x->start == UNSET && other->entered_cm == other->left_cm) {
        x->start = other->last_out == UNSET ? x->by : larger(x->by, other->last_out + x->lost);
    }
    return x->start != UNSET;
}

void queue_twin_take_turns(queue_twin *q, stretch *x, int64_t te, commit_fn commit)
{
    while (begun(q, x)) {
        boundary *b = x->entry[x->holder];
        const segment *opposite = before(q, x->entry[1 - x->holder]);
        offer o[2];
        queue_twin_candidate(q, b, b->branch[0], o);
        const offer *next = o[1].present ? &o[1] : &o[0];
        const int64_t T = next->present ? next->at : NEVER;
        const int64_t req = opposite->n_inside > 0 ? opposite->inside[0].ready : NEVER;
        const int64_t calm = larger(x->last, x->start) + x->gap;
        const int64_t by = larger(req, smaller(x->start + x->green, calm));
        if (T < te && (T < req || (T < x->start + x->green && T <= calm))) {
            x->last = T;
            x->behind_cm[x->holder] += q->road->jam_cm[cell(q, x->behind[x->holder], next->class_index)];
            commit(q, b, b->branch[0], -1, next);
        } else if (by < te) {
            q->counts.ended += T < te;
            q->counts.turns++;
            x->holder = 1 - x->holder;
            x->by = by;
            x->start = UNSET;
            x->last = UNSET;
        } else {
            return;
        }
    }
}
