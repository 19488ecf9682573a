/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reference/queue_state.h"

int64_t queue_twin_pass_time(const queue_twin *q, int s, uint32_t kind)
{
    const int64_t bin = q->grid == 0 ? 0 : smaller(255, rounded(q->segments[s].mean_v / 1000, 5));
    return q->road->pass_ms[((size_t)q->road->pass_row[s] * q->road->n_classes + kind) * WO_PASS_BINS + (size_t)bin];
}

int64_t queue_twin_capacity(const queue_twin *q, int s, uint32_t class_index)
{
    int64_t cap = q->road->capacity_ms[s];
    const int64_t two_way = q->road->two_way_pcph[s];
    if (two_way > 0 && q->grid > 0) {
        cap = larger(cap, rounded(3600000, larger(two_way - q->segments[s].mean_p / 1000, 100)));
    }
    return (cap * q->road->pcu_q16[class_index] + 32768) >> 16;
}

int64_t queue_twin_own(const queue_twin *q, int s, uint32_t class_index)
{
    const size_t i = cell(q, s, class_index);
    const int64_t length_time = rounded((int64_t)q->road->class_jam_cm[class_index] * q->road->pace_us[i], 100000);
    return rounded(q->road->reaction_ms[i] + length_time, q->road->lanes[s]);
}

int64_t queue_twin_headway(const queue_twin *q, const entrance *in, int tables, uint32_t class_index, bool chain_on,
                           bool *slower)
{
    const wo_road *road = q->road;
    const int64_t lanes = road->lanes[tables], tau = road->reaction_ms[cell(q, tables, class_index)];
    const int64_t pace = road->pace_us[cell(q, tables, in->kind)];
    const int64_t H = rounded((int64_t)road->class_jam_cm[class_index] * pace, 100000);
    const int64_t own = queue_twin_own(q, tables, class_index), R = queue_twin_pass_time(q, tables, in->kind);
    *slower = pace > road->pace_us[cell(q, tables, class_index)];
    if (!*slower) {
        return rounded(tau + H, lanes);
    }
    if (!chain_on) {
        return own;
    }
    return larger(own, R == NEVER ? rounded(tau + H, lanes) : rounded((tau + H) * R, lanes * R + H));
}

int64_t queue_twin_hole(const queue_twin *q, int s, int64_t need, int64_t jam, bool *mark)
{
    const segment *seg = &q->segments[s];
    const int64_t wave = q->road->wave_ms[s], limit = q->road->limit_ms[s];
    *mark = false;
    if (need <= 0) {
        return UNSET;
    }
    for (size_t k = 0; k < seg->n_exits; k++) {
        const departure *d = &seg->exits[k];
        *mark = *mark || (d->mark && d->left_cm > need - jam);
        if (d->left_cm < need) {
            continue;
        }
        int64_t back = 0;
        if (!d->mark && k > 0) {
            back = rounded((d->left_cm - need) * (d->at - seg->exits[k - 1].at), d->jam_cm);
            back = smaller(back, larger(wave - limit, 0));
        }
        return d->at - back + wave;
    }
    return NEVER;
}

int64_t queue_twin_dropped(const boundary *b, int64_t x)
{
    return b->drop_q16 > 0 && b->n_held >= b->held ? rounded(x * 65536, 65536 - b->drop_q16) : x;
}

int64_t queue_twin_gate(const boundary *b, int64_t t)
{
    for (bool moved = true; moved;) {
        moved = false;
        for (int i = 0; i < b->n_closures; i++) {
            if (b->closed_from[i] <= t && t < b->closed_to[i]) {
                t = b->closed_to[i];
                moved = true;
            }
        }
    }
    return t;
}
