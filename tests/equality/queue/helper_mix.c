/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper_mix.h"

#include "helper_dice.h"

/* A die of a pure function: 0 .. n - 1. */
static uint32_t scatter(const plan *p, uint32_t what, uint32_t one, uint32_t other, uint32_t n)
{
    return wo_hash_index(wo_hash_index(wo_hash_index(p->seed, what), one), other) % n;
}

/* Instants of round plans coincide: whole 2 s. */
static bool is_round(const plan *p)
{
    return p->seed % PLAN_ROUND == 0;
}

static wo_ms to_round(const plan *p, wo_ms time)
{
    return is_round(p) ? (time + 1999) / 2000 * 2000 : time;
}

/* A time up to `longest`, small ones as likely as large ones; at least 1 ms. */
static wo_ms any_time(const plan *p, uint32_t hash, wo_ms longest)
{
    const wo_ms at_most = longest >> hash % 12;
    const wo_ms time = 1 + hash / 12 % (at_most > 0 ? at_most : 1);
    return to_round(p, time);
}

static dice mix_dice(const plan *p, uint64_t purpose)
{
    return (dice){.draw = {.seed = purpose << 32 | p->seed}};
}

void mix_spec(plan *p)
{
    dice d = mix_dice(p, 2);
    for (size_t i = 0; i < p->spec.n_stretches; i++) {
        for (int k = 0; k < 2; k++) {
            const double kind = uniform(&d, 0.0, 1.0);
            p->stretches[i].stopped_per_s[k] = kind < 0.3 ? 0.0 : kind < 0.7 ? log_uniform(&d, 0.01, 0.5) : -1.0;
        }
    }
}

static uint32_t any_factor(const plan *p, dice *d)
{
    static const uint32_t corners[] = {65536, 65535, 32768, 1000, 2, 1};
    static const uint32_t even[] = {65536, 65535, 65534, 32768, 16384, 3000};
    if (is_round(p)) {
        return even[pick(d, 6)];
    }
    const double kind = uniform(d, 0.0, 1.0);
    return kind < 0.4 ? 65536 : kind < 0.94 ? (uint32_t)log_uniform(d, 5000.0, 65536.0) : corners[pick(d, 6)];
}

static void make_weather(plan *p, dice *d)
{
    const wo_ms grid = p->options.grid_ms;
    const bool any = grid > 0 && chance(d, 0.7);
    const double dry = uniform(d, 0.0, 0.7);
    for (size_t z = 0; any && z < PLAN_ZONES; z++) {
        const uint32_t step = chance(d, 0.4) ? 1 : 1 + pick(d, 20);
        wo_ms from = 0;
        p->n_pieces[z] = 1 + pick(d, PLAN_PIECES);
        for (size_t k = 0; k < p->n_pieces[z]; k++) {
            p->weather[z][k] = (wo_weather_piece){.from = from,
                                                  .speed_q16 = any_factor(p, d),
                                                  .wave_q16 = any_factor(p, d),
                                                  .capacity_q16 = any_factor(p, d),
                                                  .sight_q16 = any_factor(p, d)};
            from += grid * (1 + pick(d, step));
        }
        /* the road thaws at last */
        p->weather[z][p->n_pieces[z] - 1].speed_q16 = chance(d, 0.9) ? 65536 : 1;
    }
    for (uint32_t s = 0; s < p->road.n_segments; s++) {
        p->zone[s] = !any || chance(d, dry) ? PLAN_ZONES : pick(d, PLAN_ZONES);
    }
}

/* Whether one end of a one-lane stretch is there. */
static bool at_lane(const plan *p, uint32_t node)
{
    for (size_t i = 0; i < p->n_lanes; i++) {
        if (p->lanes[i].segment == node || p->road.down[p->lanes[i].segment] == node) {
            return true;
        }
    }
    return false;
}

static bool may_be_lane(const plan *p, uint32_t segment)
{
    const uint32_t *first = p->road.first_branch, end = p->road.down[segment];
    return end != p->road.n_out && first[segment + 1] - first[segment] == 1 && first[end + 1] - first[end] == 1 &&
           !at_lane(p, segment) && !at_lane(p, end);
}

/* One after the other along the road, or somewhere. */
static void make_lanes(plan *p, dice *d)
{
    const size_t wanted = chance(d, 0.6) ? 1 + pick(d, PLAN_POINTS) : 0;
    uint32_t at = pick(d, p->road.n_out);
    for (uint32_t tries = 0; tries < 60 && p->n_lanes < wanted; tries++) {
        if (may_be_lane(p, at)) {
            plan_lane lane = {.segment = at, .lost = p->road.limit_all_ms};
            lane.green = (wo_ms)log_uniform(d, chance(d, 0.8) ? 10000.0 : 1.0, 300000.0);
            lane.gap = (wo_ms)log_uniform(d, chance(d, 0.8) ? 2000.0 : 20.0, 60000.0);
            lane.lost += chance(d, 0.5) ? 0 : pick(d, 60000);
            lane.green = to_round(p, lane.green);
            lane.gap = to_round(p, lane.gap);
            lane.lost = to_round(p, lane.lost);
            p->lanes[p->n_lanes++] = lane;
        }
        at = chance(d, 0.8) && p->road.down[at] < p->road.n_out ? p->road.down[at] : pick(d, p->road.n_out);
    }
}

static size_t without_lanes(const plan *p, plan_point *points, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (!at_lane(p, points[i].node)) {
            points[kept++] = points[i];
        }
    }
    return kept;
}

static void make_convoys(plan *p, dice *d)
{
    const size_t n = chance(d, 0.5) ? 1 + pick(d, PLAN_POINTS) : 0;
    for (size_t i = 0; i < n; i++) {
        plan_convoy c = {.node = pick(d, p->road.n_nodes), .direction = chance(d, 0.7) ? 0 : 1};
        bool fresh = !at_lane(p, c.node);
        c.first = any_time(p, pick(d, UINT32_MAX), p->until / 2);
        c.every = any_time(p, pick(d, UINT32_MAX), 600000) + 6000;
        c.open = chance(d, 0.3) ? c.every : to_round(p, 1 + pick(d, c.every));
        c.most = chance(d, 0.4) ? 1 : 1 + pick(d, 20);
        for (size_t k = 0; k < p->n_convoys; k++) {
            fresh = fresh && (p->convoys[k].node != c.node || p->convoys[k].direction != c.direction);
        }
        if (fresh) {
            p->convoys[p->n_convoys++] = c;
        }
    }
}

/* One after the other, apart or upon each other. */
static void make_desks(plan *p, dice *d)
{
    for (; p->n_checkpoints > 0 && p->n_shut < PLAN_POINTS && chance(d, 0.7); p->n_shut++) {
        plan_point *shut = &p->shut[p->n_shut];
        *shut = p->checkpoints[pick(d, (uint32_t)p->n_checkpoints)];
        shut->from = chance(d, 0.3) && p->n_shut > 0 ? shut[-1].to : to_round(p, pick(d, p->until));
        shut->to = shut->from + any_time(p, pick(d, UINT32_MAX), 900000);
    }
}

void mix_plan(plan *p)
{
    dice d = mix_dice(p, 3);
    p->options.grid_ms /= chance(&d, 0.6) ? 1 : 1 + pick(&d, 6);
    make_weather(p, &d);
    if (p->seed >= PLAN_COLUMNS && (p->line || !p->no_passes)) {
        return;
    }
    make_lanes(p, &d);
    p->n_checkpoints = without_lanes(p, p->checkpoints, p->n_checkpoints);
    make_convoys(p, &d);
    make_desks(p, &d);
    for (size_t i = 0; i < p->n_releases; i++) {
        mix_release(p, &p->releases[i]);
    }
    p->stops = chance(&d, 0.7) ? (uint32_t)log_uniform(&d, 1.0, 60.0) : 0;
    p->longest = (wo_ms)log_uniform(&d, 1000.0, 1000000.0);
    p->holds = chance(&d, 0.6) ? 1 + pick(&d, 5) : 0;
    p->throttles = chance(&d, 0.5) ? (uint32_t)log_uniform(&d, 2.0, 200.0) : 0;
    p->herds_pass = chance(&d, 0.5);
}

void mix_release(const plan *p, plan_release *r)
{
    const bool outbound = r->direction == WO_OUTBOUND;
    const uint32_t end = r->destination;
    while (at_lane(p, r->node)) {
        r->node = outbound ? p->road.branches[p->road.first_branch[r->node]] : p->road.down[r->node];
    }
    while (end != WO_NONE && at_lane(p, r->destination)) {
        r->destination =
            outbound ? p->road.down[r->destination] : p->road.branches[p->road.first_branch[r->destination]];
    }
}

wo_stop mix_stop(void *context, uint32_t party, uint32_t class_index, uint32_t segment, wo_ms entry, wo_ms late)
{
    mix_stops *stops = context;
    const plan *p = stops->plan;
    const uint32_t hash =
        scatter(p, 1 + class_index, entry ^ late * 77u, segment << 16 | party, UINT32_MAX) ^ ++stops->asked[party];
    const uint32_t again = wo_hash_index(hash, 1);
    if (p->stops == 0 || hash % p->stops != 0) {
        return (wo_stop){.stands = 0};
    }
    const wo_ms stands = again % 97 == 0 ? WO_NEVER : any_time(p, again, p->longest);
    return (wo_stop){.stands = stands, .aside = hash / p->stops % 2 == 0};
}

wo_ms mix_hold(const plan *p, uint32_t party, wo_ms entry)
{
    const uint32_t hash = scatter(p, 100, party, entry, UINT32_MAX);
    return p->holds > 0 && hash % p->holds == 0 ? any_time(p, wo_hash_index(hash, 1), p->longest) : 0;
}

bool mix_throttle(const plan *p, uint32_t segment, wo_ms now, uint32_t *ms_per_pcu)
{
    const uint32_t hash = scatter(p, 101, segment, now, UINT32_MAX), again = wo_hash_index(hash, 1);
    if (p->throttles == 0 || hash % p->throttles != 0) {
        return false;
    }
    const uint32_t some = again % 11 == 0 ? WO_NEVER : any_time(p, again, 60000); /* now and then nobody */
    *ms_per_pcu = hash / p->throttles % 3 == 0 ? 0 : some;
    return true;
}
