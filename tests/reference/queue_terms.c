/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reference/queue_state.h"

/* The piece of weather that holds at t. */
static size_t piece_at(const segment *seg, int64_t t)
{
    size_t k = 0;
    while (k + 1 < seg->n_weather && seg->weather[k + 1].from <= t) {
        k++;
    }
    return k;
}

static int64_t factor_in(const segment *seg, factor which, size_t piece)
{
    if (seg->weather == NULL) {
        return 65536;
    }
    const wo_weather_piece *w = &seg->weather[piece];
    return which == SPEED      ? w->speed_q16
           : which == WAVE     ? w->wave_q16
           : which == CAPACITY ? w->capacity_q16
                               : w->sight_q16;
}

/* The factor in force. */
static int64_t factor_now(const queue_twin *q, int s, factor which)
{
    return factor_in(&q->segments[s], which, piece_at(&q->segments[s], q->window));
}

int64_t queue_twin_over(const segment *seg, factor which, int64_t from, int64_t dry_ms)
{
    int64_t left = dry_ms * 65536, t = from;
    for (size_t k = piece_at(seg, from); k + 1 < seg->n_weather; k++) {
        const int64_t room = (seg->weather[k + 1].from - t) * factor_in(seg, which, k);
        if (left <= room) {
            return smaller(t + rounded(left, factor_in(seg, which, k)), NEVER);
        }
        left -= room;
        t = seg->weather[k + 1].from;
    }
    return smaller(t + rounded(left, factor_in(seg, which, piece_at(seg, t))), NEVER);
}

bool queue_twin_changes(const segment *seg, factor which, int64_t from, int64_t to)
{
    return to < NEVER && factor_in(seg, which, piece_at(seg, from)) != factor_in(seg, which, piece_at(seg, to));
}

/* A time between two passes, in the sight of now. */
static int64_t seen(const queue_twin *q, int s, const wo_ms *table, uint32_t kind)
{
    const int64_t bin = q->grid == 0 ? 0 : smaller(255, rounded(q->segments[s].mean_v / 1000, 5));
    const size_t row = (size_t)q->road->pass_row[s] * q->road->n_classes + kind;
    const int64_t R = table[row * WO_PASS_BINS + (size_t)bin];
    return R == NEVER || q->segments[s].one_lane ? NEVER : smaller(rounded(R * 65536, factor_now(q, s, SIGHT)), NEVER);
}

int64_t queue_twin_pass_time(const queue_twin *q, int s, uint32_t kind)
{
    return seen(q, s, q->road->pass_ms, kind);
}

int64_t queue_twin_pass_time_of(const queue_twin *q, int s, const record *k)
{
    if (k->stands == 0) {
        return queue_twin_pass_time(q, s, k->class_index);
    }
    return k->aside && !q->segments[s].one_lane ? 0 : seen(q, s, q->road->stopped_ms, k->class_index);
}

int64_t queue_twin_capacity_pcu(const queue_twin *q, int s)
{
    const int64_t kappa = factor_now(q, s, CAPACITY), two_way = q->road->two_way_pcph[s];
    int64_t cap = smaller(rounded((int64_t)q->road->capacity_ms[s] * 65536, kappa), NEVER);
    if (two_way > 0 && q->grid > 0) {
        const int64_t left = larger(two_way - q->segments[s].mean_p / 1000, 100);
        cap = larger(cap, rounded(INT64_C(3600000) * 65536, left * kappa));
    }
    return larger(cap, q->segments[s].throttle);
}

int64_t queue_twin_capacity(const queue_twin *q, int s, uint32_t class_index)
{
    return (queue_twin_capacity_pcu(q, s) * q->road->pcu_q16[class_index] + 32768) >> 16;
}

/* pace' and tau' */
static int64_t pace_now(const queue_twin *q, int s, uint32_t class_index)
{
    const int64_t dry = q->road->pace_us[cell(q, s, class_index)];
    return smaller(rounded(dry * 65536, factor_now(q, s, SPEED)), SLOWEST);
}

static int64_t reaction_now(const queue_twin *q, int s, uint32_t class_index)
{
    const int64_t dry = q->road->reaction_ms[cell(q, s, class_index)];
    return smaller(rounded(dry * 65536, factor_now(q, s, WAVE)), SLOWEST);
}

int64_t queue_twin_own(const queue_twin *q, int s, uint32_t class_index)
{
    const int64_t pace = pace_now(q, s, class_index);
    const int64_t length_time = rounded((int64_t)q->road->class_jam_cm[class_index] * pace, 100000);
    return rounded(reaction_now(q, s, class_index) + length_time, q->road->lanes[s]);
}

int64_t queue_twin_headway(const queue_twin *q, const entrance *in, int tables, uint32_t class_index, bool chain_on,
                           bool *slower)
{
    const wo_road *road = q->road;
    const int64_t lanes = road->lanes[tables], tau = reaction_now(q, tables, class_index);
    const int64_t H = rounded((int64_t)road->class_jam_cm[class_index] * pace_now(q, tables, in->kind), 100000);
    const int64_t own = queue_twin_own(q, tables, class_index), R = queue_twin_pass_time(q, tables, in->kind);
    *slower = pace_now(q, tables, in->kind) > pace_now(q, tables, class_index);
    if (!*slower) {
        return rounded(tau + H, lanes);
    }
    if (!chain_on) {
        return own;
    }
    return larger(own, R == NEVER ? rounded(tau + H, lanes) : rounded((tau + H) * R, lanes * R + H));
}

int64_t queue_twin_hole(const queue_twin *q, int s, int64_t need, int64_t jam, bool *mark, bool *slow)
{
    const segment *seg = &q->segments[s];
    const int64_t wave = q->road->wave_ms[s], limit = q->road->limit_ms[s];
    *mark = false;
    *slow = false;
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
        const int64_t hole = queue_twin_over(seg, WAVE, d->at - back, wave);
        *slow = queue_twin_changes(seg, WAVE, d->at - back, hole);
        return hole;
    }
    return NEVER;
}

int64_t queue_twin_keep_clear(const queue_twin *q, const stretch *x, int d, uint32_t class_index)
{
    const int j = x->behind[d];
    const segment *seg = &q->segments[j];
    const int64_t need = x->behind_cm[d] + q->road->jam_cm[cell(q, j, class_index)] - q->road->storage_cm[j];
    if (need <= 0) {
        return UNSET;
    }
    for (size_t k = 0; k < seg->n_exits; k++) {
        if (seg->exits[k].left_cm >= need) {
            return queue_twin_over(seg, WAVE, seg->exits[k].at, q->road->wave_ms[j]);
        }
    }
    return NEVER;
}

int64_t queue_twin_dropped(const boundary *b, int64_t x)
{
    return b->drop_q16 > 0 && b->n_held >= b->held ? rounded(x * 65536, 65536 - b->drop_q16) : x;
}

static bool in_window(const boundary *b, int64_t t)
{
    return t >= b->first && (t - b->first) % b->every < b->open;
}

/* Is t in a window that as many have passed as may? */
bool queue_twin_quota_full(const boundary *b, int64_t t)
{
    int64_t n = 0;
    if (b->most == 0 || !in_window(b, t)) {
        return false;
    }
    for (size_t i = 0; i < b->n_passed; i++) {
        const int64_t at = b->passed_at[i];
        n += in_window(b, at) && (at - b->first) / b->every == (t - b->first) / b->every;
    }
    return n >= b->most;
}

/* The first t' >= t outside of all intervals. */
static int64_t outside(const int64_t *from, const int64_t *to, int n, int64_t t)
{
    for (bool moved = true; moved;) {
        moved = false;
        for (int i = 0; i < n; i++) {
            if (from[i] <= t && t < to[i]) {
                t = to[i];
                moved = true;
            }
        }
    }
    return t;
}

int64_t queue_twin_gate(const boundary *b, int64_t t)
{
    for (;;) {
        t = outside(b->closed_from, b->closed_to, b->n_closures, t);
        if (t >= NEVER) {
            return NEVER;
        }
        if (b->most == 0 || (in_window(b, t) && !queue_twin_quota_full(b, t))) {
            return t;
        }
        t = t < b->first ? b->first : b->first + ((t - b->first) / b->every + 1) * b->every;
    }
}

int64_t queue_twin_desk(const boundary *b, int64_t t)
{
    return outside(b->shut_from, b->shut_to, b->n_shut, t);
}
