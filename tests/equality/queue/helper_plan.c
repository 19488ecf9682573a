/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper_dice.h"
#include "helper_mix.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Class 0 cars, then trucks of every size, then herds. */
static void make_classes(plan *p, dice *d, double top_mps[WO_MAX_CLASSES])
{
    wo_road_spec *spec = &p->spec;
    spec->n_classes = 2 + pick(d, 4);
    spec->wave_mps = uniform(d, 3.0, 6.0);
    for (size_t c = 0; c < spec->n_classes; c++) {
        spec->herd[c] = c >= 2 && chance(d, 0.5);
        if (c == 0) {
            spec->jam_m[c] = uniform(d, 6.0, 9.0);
            top_mps[c] = 40.0;
        } else if (spec->herd[c]) {
            spec->jam_m[c] = log_uniform(d, 5.0, 300.0);
            top_mps[c] = uniform(d, 0.7, 2.0);
        } else {
            spec->jam_m[c] = uniform(d, 7.0, 25.0);
            top_mps[c] = uniform(d, 3.0, 20.0);
        }
    }
    spec->car_jam_m = chance(d, 0.8) ? spec->jam_m[0] : uniform(d, 6.0, 9.0);
}

static double passing_rate(dice *d)
{
    const double kind = uniform(d, 0.0, 1.0);
    return kind < 0.3 ? 0.0 : kind < 0.7 ? log_uniform(d, 0.01, 0.5) : -1.0;
}

/* Stretch i runs from spec node i + 1 to one of the nodes before it; at most three end in a node. */
static void make_stretches(plan *p, dice *d, const double top_mps[WO_MAX_CLASSES])
{
    uint32_t ends[PLAN_STRETCHES + 1] = {0};
    p->spec.n_stretches = 1 + pick(d, PLAN_STRETCHES);
    for (uint32_t i = 0; i < p->spec.n_stretches; i++) {
        wo_stretch *s = &p->stretches[i];
        uint32_t to = p->line || chance(d, 0.5) ? i : pick(d, i + 1);
        while (ends[to] >= 3) {
            to = (to + 1) % (i + 1);
        }
        ends[to]++;
        *s = (wo_stretch){.from = i + 1, .to = to, .length_m = log_uniform(d, 60.0, 2000.0), .section = i};
        s->lanes = chance(d, 0.7) ? 1 : 2;
        s->sight = uniform(d, 0.2, 1.0);
        s->priority = log_uniform(d, 0.2, 5.0);
        s->two_way_per_s = chance(d, 0.3) ? log_uniform(d, 0.1, 1.0) : 0.0;
        for (int k = 0; k < 2; k++) {
            const double limit_mps = uniform(d, 5.0, 25.0);
            s->capacity_per_s[k] = chance(d, 0.4) ? log_uniform(d, 0.05, 0.6) : 0.0;
            for (size_t c = 0; c < p->spec.n_classes; c++) {
                s->speed_mps[k][c] = fmin(limit_mps, top_mps[c] * (chance(d, 0.7) ? 1.0 : uniform(d, 0.3, 1.0)));
                s->overtaken_per_s[k][c] = p->no_passes ? 0.0 : passing_rate(d);
            }
        }
    }
    p->spec.stretches = p->stretches;
    p->spec.n_nodes = (uint32_t)p->spec.n_stretches + 1;
    p->spec.exit = 0;
    p->spec.segment_length_m = p->seed < PLAN_COLUMNS ? uniform(d, 100.0, 500.0) : uniform(d, 60.0, 150.0);
}

/* Every fifth plan has round numbers, so that instants coincide to the millisecond. */
static bool is_round(const plan *p)
{
    return p->seed % PLAN_ROUND == 0;
}

static size_t make_points(const plan *p, dice *d, double share, double low, double high, plan_point *points)
{
    const size_t n = chance(d, share) ? 1 + pick(d, PLAN_POINTS) : 0;
    for (size_t i = 0; i < n; i++) {
        points[i] = (plan_point){.node = pick(d, p->road.n_nodes), .direction = chance(d, 0.7) ? 0 : 1};
        points[i].from = pick(d, p->until / 2);
        points[i].to = points[i].from + 1 + pick(d, 900000);
        points[i].value = (uint32_t)log_uniform(d, low, high);
    }
    return n;
}

static void make_checkpoints(plan *p, dice *d)
{
    const size_t n = make_points(p, d, 0.6, 1.0, PLAN_SERVERS + 1.0, p->checkpoints);
    for (size_t i = 0; i < n; i++) {
        plan_point c = p->checkpoints[i];
        bool fresh = true;
        c.to = (wo_ms)log_uniform(d, 2000.0, 200000.0);
        if (is_round(p)) {
            c.to -= c.to % 2000;
        }
        for (size_t k = 0; k < p->n_checkpoints; k++) {
            fresh = fresh && (p->checkpoints[k].node != c.node || p->checkpoints[k].direction != c.direction);
        }
        if (fresh) {
            p->checkpoints[p->n_checkpoints++] = c;
        }
    }
}

/* A node upstream of (or equal to) `node`. */
static uint32_t upstream(const plan *p, dice *d, uint32_t node)
{
    uint32_t up = node;
    for (int tries = 0; tries < 20; tries++) {
        const uint32_t n = pick(d, p->road.n_nodes);
        if (p->road.tour[node] <= p->road.tour[n] && p->road.tour[n] < p->road.tour_end[node]) {
            up = n;
            break;
        }
    }
    return up;
}

static uint32_t downstream(const plan *p, dice *d, uint32_t node)
{
    for (uint32_t steps = pick(d, p->road.n_nodes); steps > 0 && node != p->road.n_out; steps--) {
        node = p->road.down[node];
    }
    return node;
}

static void make_release(const plan *p, dice *d, plan_release *r)
{
    const uint32_t deep = p->road.n_out > 1 ? p->road.n_out / 2 : 1; /* small numbers lie far from the exit */
    r->direction = chance(d, 0.7) ? WO_OUTBOUND : WO_INBOUND;
    if (r->direction == WO_OUTBOUND) {
        r->node = pick(d, chance(d, 0.7) ? deep : p->road.n_nodes);
        r->destination = chance(d, 0.6) ? WO_NONE : downstream(p, d, r->node);
    } else {
        r->node = chance(d, 0.7) ? p->road.n_out : pick(d, p->road.n_nodes);
        r->destination = upstream(p, d, r->node);
    }
    r->class_index = chance(d, 0.7) ? 0 : pick(d, (uint32_t)p->spec.n_classes);
}

static void make_releases(plan *p, dice *d)
{
    const bool columns = p->seed >= PLAN_COLUMNS;
    p->n_releases = columns ? PLAN_RELEASES : 20 + pick(d, PLAN_RELEASES - 20);
    wo_ms at = 0;
    const double gap_ms = log_uniform(d, 500.0, 15000.0), alike = columns ? 0.98 : 0.5, most = columns ? 0.9 : 0.8;
    const uint32_t common = columns ? p->seed % 2 : 0;
    const plan_release *same = NULL;
    for (size_t i = 0; i < p->n_releases; i++) {
        plan_release *r = &p->releases[i];
        if (same != NULL && chance(d, alike)) { /* columns from one place, so that queues grow */
            *r = *same;
            r->class_index = chance(d, most) ? common : pick(d, (uint32_t)p->spec.n_classes);
        } else {
            make_release(p, d, r);
            if (p->line && chance(d, 0.9)) {
                *r = (plan_release){.node = 0, .direction = WO_OUTBOUND, .destination = WO_NONE};
            }
        }
        at += chance(d, 0.3) ? 0 : (wo_ms)uniform(d, 0.0, gap_ms);
        r->at = chance(d, 0.9) ? at : pick(d, p->until);
        same = r;
    }
}

static double nearest(double x, double step)
{
    return fmax(1.0, floor(x / step + 0.5)) * step;
}

static void round_spec(plan *p)
{
    p->spec.wave_mps = 5.0;
    p->spec.segment_length_m = 200.0;
    for (size_t c = 0; c < p->spec.n_classes; c++) {
        p->spec.jam_m[c] = nearest(p->spec.jam_m[c], 8.0);
    }
    p->spec.car_jam_m = 8.0;
    for (size_t i = 0; i < p->spec.n_stretches; i++) {
        wo_stretch *s = &p->stretches[i];
        s->length_m = nearest(s->length_m, 200.0);
        for (int k = 0; k < 2; k++) {
            s->capacity_per_s[k] = s->capacity_per_s[k] > 0.0 ? 0.25 : 0.0;
            for (size_t c = 0; c < p->spec.n_classes; c++) {
                const double mps = s->speed_mps[k][c];
                s->speed_mps[k][c] = mps > 5.0 ? nearest(mps, 10.0) : mps > 2.0 ? 5.0 : 1.0;
                s->overtaken_per_s[k][c] = fmin(s->overtaken_per_s[k][c], 0.1);
            }
        }
    }
}

static void round_times(plan *p)
{
    for (size_t i = 0; i < p->n_releases; i++) {
        p->releases[i].at -= p->releases[i].at % 2000;
    }
    for (size_t i = 0; i < p->n_limits; i++) {
        p->limits[i].value = 4000;
    }
    for (size_t i = 0; i < p->n_closures; i++) { /* one after the other at one node, without a gap */
        plan_point *c = &p->closures[i];
        c->node = p->closures[0].node;
        c->direction = p->closures[0].direction;
        c->from = i == 0 ? c->from - c->from % 60000 : p->closures[i - 1].to;
        c->to = c->from + 60000 * (1 + c->to % 5);
    }
}

void plan_make(plan *p, uint32_t seed)
{
    dice d = {.draw = {.seed = seed}};
    double top_mps[WO_MAX_CLASSES];
    wo_error error = {0};
    memset(p, 0, sizeof *p);
    p->seed = seed;
    p->no_passes = seed >= PLAN_COLUMNS && seed / 2 % 2 == 1;
    p->line = p->no_passes && seed / 4 % 2 == 1;
    make_classes(p, &d, top_mps);
    make_stretches(p, &d, top_mps);
    if (is_round(p)) {
        round_spec(p);
    }
    if (seed >= PLAN_MIXED) {
        mix_spec(p);
    }
    if (wo_road_build(&p->spec, &p->road, &error) != WO_OK) {
        fail_msg("seed %u: %s", seed, error.message);
    }
    p->until = PLAN_SLICE_MS * (30 + pick(&d, 60));
    p->options.grid_ms = chance(&d, 0.8) ? PLAN_SLICE_MS : 0;
    p->options.mean_ms = PLAN_SLICE_MS * (chance(&d, 0.5) ? 1 : 1 + pick(&d, 15));
    p->n_closures = make_points(p, &d, 0.7, 1.0, 2.0, p->closures);
    p->n_limits = make_points(p, &d, 0.4, 500.0, 30000.0, p->limits);
    p->n_stations = make_points(p, &d, 0.7, 1.0, 2.0, p->stations);
    p->n_priorities = make_points(p, &d, 0.4, 100.0, 10000.0, p->priorities);
    p->returns = chance(&d, 0.6) ? 1 + pick(&d, 3) : 0;
    make_releases(p, &d);
    if (is_round(p)) {
        round_times(p);
    }
    if (seed % 2 == 1 || seed >= PLAN_MIXED) { /* with dice of their own: the plans before them stay what they are */
        dice more = {.draw = {.seed = UINT64_C(1) << 32 | seed}};
        if (!p->line) {
            make_checkpoints(p, &more);
        }
        p->n_drops = make_points(p, &more, 0.6, 1000.0, 40000.0, p->drops);
    }
    if (seed >= PLAN_MIXED) {
        mix_plan(p);
    }
}

void plan_free(plan *p)
{
    wo_road_free(&p->road);
}

wo_ms plan_service(const void *context, uint32_t class_index, uint32_t party)
{
    const plan_point *c = context;
    const wo_ms step = c->to % 2000 == 0 ? 1000 : 1; /* round plans have round services, some of them none */
    const wo_ms times = party % 9 * (2 + class_index) % 13;
    return c->to / 26 * times / step * step;
}

bool plan_return(const plan *p, const wo_event *event, wo_ms now, plan_release *release)
{
    if (event->kind != WO_EVENT_LEFT || p->returns == 0 || event->party % p->returns != 0) {
        return false;
    }
    release->at = now + event->party % 7 * 3001u;
    release->node = event->node;
    release->class_index = event->party % p->road.n_classes;
    release->direction = event->direction == WO_OUTBOUND ? WO_INBOUND : WO_OUTBOUND;
    release->destination = release->direction == WO_OUTBOUND ? WO_NONE : 0;
    if (release->direction == WO_INBOUND) { /* straight up the first branches */
        uint32_t node = event->node;
        for (uint32_t steps = 1 + event->party % 4; steps > 0; steps--) {
            const uint32_t first = p->road.first_branch[node];
            node = first < p->road.first_branch[node + 1] ? p->road.branches[first] : node;
        }
        release->destination = node;
    }
    mix_release(p, release);
    return true;
}
