/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the twin remembers; names in comments are those of docs/engine.md. */
#ifndef WAYOUT_TESTS_REFERENCE_QUEUE_STATE_H
#define WAYOUT_TESTS_REFERENCE_QUEUE_STATE_H

#include "reference/queue_twin.h"

#define UNSET        (-((int64_t)1 << 60)) /* minus infinity of the contract */
#define NEVER        ((int64_t)WO_NEVER)
#define LOOK_AHEAD   8
#define MAX_BRANCHES 16
#define MAX_CLOSURES 16

#define MAX_SERVERS 8
#define SLOWEST     ((int64_t)1 << 28) /* pace' and tau' at most */

enum { SINK = -1, OWN = -2, SERVERS = -3, ORIGIN = -1 };

typedef struct record {
    uint32_t party, class_index;
    int64_t in, ready, stands; /* e, a, d */
    bool aside;
} record;

typedef struct departure {
    int64_t left_cm, at, jam_cm;
    bool mark;
} departure;

/* Upstream side of a segment, or of a sink: T_in, who entered last, the leader memory. */
typedef struct entrance {
    int64_t at;
    uint32_t last, kind, obstacle;
    int64_t obstacle_cm; /* D_obst; UNSET while the obstacle is inside */
} entrance;

typedef struct segment {
    entrance in;
    int64_t entered_cm, left_cm, last_out, mean_v, mean_p;
    uint32_t passer;
    uint64_t passes, blocked;
    record *inside;
    departure *exits;
    int64_t *entry_at, *entry_cm;
    size_t n_inside, n_exits, n_entries;
    const wo_weather_piece *weather; /* NULL: dry */
    size_t n_weather;
    int64_t throttle;
    bool one_lane;
} segment;

typedef struct party {
    uint32_t class_index, destination;
    int64_t at, base;
} party;

/* A party in service, between its start and its departure. */
typedef struct service {
    uint32_t party;
    int from; /* segment, or ORIGIN */
    int64_t ready;
} service;

struct stretch;

typedef struct boundary {
    uint32_t node, direction, limit;
    int64_t drop_q16, held, n_held, reset; /* capacity drop; reset: Z */
    bool station;
    int branch[MAX_BRANCHES]; /* segments, the last one is ORIGIN */
    int64_t priority[MAX_BRANCHES], credit[MAX_BRANCHES];
    int n_branches;
    entrance sink;
    uint32_t *waiting; /* parties of the origin, by (release, number) */
    size_t n_waiting;
    int64_t origin_out;
    int64_t closed_from[MAX_CLOSURES], closed_to[MAX_CLOSURES];
    int n_closures;
    int64_t first, every, open, most; /* convoy; most = 0: none */
    int64_t *passed_at;               /* T of all that passed for it */
    size_t n_passed;
    struct stretch *stretch; /* one lane; NULL: none */
    int servers;             /* 0: no checkpoint */
    wo_service_fn service_time;
    const void *context;
    service busy[MAX_SERVERS]; /* in the order of their starts */
    int n_busy;
    int64_t last_start, last_departure; /* U, V */
    int64_t shut_from[MAX_CLOSURES], shut_to[MAX_CLOSURES];
    int n_shut;
} boundary;

/* A one-lane stretch; what is indexed by direction: B_d, i_d, j_d, E_d. */
typedef struct stretch {
    boundary *entry[2];
    int lane[2], behind[2];
    int64_t behind_cm[2];
    int64_t green, gap, lost;
    int64_t by, start, last; /* start: UNSET while not known */
    int holder;
} stretch;

/* What a branch would send next. */
typedef struct offer {
    bool present, keep, mark, by_hole, by_gate, followed, chain_off, passed_by;
    bool slow_hole, throttled, by_quota, by_desk, kept_clear;
    uint32_t party, class_index;
    size_t place; /* index of the record in its segment, > 0 for a pass */
    int way;
    int64_t ready, at, compete, free;                                   /* free: max(a, f) */
    int64_t k[LOOK_AHEAD], t[LOOK_AHEAD], g[LOOK_AHEAD], r[LOOK_AHEAD]; /* of the records passed */
} offer;

typedef enum factor { SPEED, WAVE, CAPACITY, SIGHT } factor;

struct queue_twin {
    const wo_road *road;
    int64_t dt, grid, mean, now, window, opened; /* opened: begin of the window in work */
    bool reverse;
    uint32_t n_parties, max_parties;
    party *parties;
    segment *segments;
    boundary *boundaries;
    stretch *stretches;
    size_t n_stretches;
    wo_stop_fn stop;
    void *stop_context;
    bool herds_pass;
    wo_event *events;
    wo_passage *passages;
    size_t n_events, n_passages;
    queue_twin_counts counts;
};

static inline int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static inline int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static inline int64_t rounded(int64_t a, int64_t b)
{
    return (2 * a + b) / (2 * b);
}

static inline size_t cell(const queue_twin *q, int s, uint32_t class_index)
{
    return (size_t)s * q->road->n_classes + class_index;
}

/* queue_terms.c */

/* over of the contract, and whether the weather changed on the way. */
int64_t queue_twin_over(const segment *seg, factor which, int64_t from, int64_t dry_ms);
bool queue_twin_changes(const segment *seg, factor which, int64_t from, int64_t to);
/* R in a headway, and in a pass over record k. */
int64_t queue_twin_pass_time(const queue_twin *q, int s, uint32_t kind);
int64_t queue_twin_pass_time_of(const queue_twin *q, int s, const record *k);
/* cap in force, per pcu, and that of a class. */
int64_t queue_twin_capacity_pcu(const queue_twin *q, int s);
int64_t queue_twin_capacity(const queue_twin *q, int s, uint32_t class_index);
int64_t queue_twin_own(const queue_twin *q, int s, uint32_t class_index);
/* h behind the last party that entered, `tables` being the segment whose tables hold. */
int64_t queue_twin_headway(const queue_twin *q, const entrance *in, int tables, uint32_t class_index, bool chain_on,
                           bool *slower);
/* s, UNSET when there is room and NEVER while unknown; whether one of the exits that make the room, jam cm up to need,
 * has a mark; whether the hole met a change of weather. */
int64_t queue_twin_hole(const queue_twin *q, int s, int64_t need, int64_t jam, bool *mark, bool *slow);
/* s_kc, UNSET and NEVER as above. */
int64_t queue_twin_keep_clear(const queue_twin *q, const stretch *x, int d, uint32_t class_index);
/* The headway x of a capacity at a boundary where parties may have waited. */
int64_t queue_twin_dropped(const boundary *b, int64_t x);
int64_t queue_twin_gate(const boundary *b, int64_t t);
bool queue_twin_quota_full(const boundary *b, int64_t t);
int64_t queue_twin_desk(const boundary *b, int64_t t);

/* queue_offer.c: the way out that a party takes; an offer of a given party; the offers of a branch, its candidate and,
 * when that is a pass, its head if it takes another way out. */
int queue_twin_way(const queue_twin *q, const boundary *b, uint32_t number, bool from_origin);
void queue_twin_weigh(const queue_twin *q, const boundary *b, int from, bool served, offer *o);
void queue_twin_offer(const queue_twin *q, const boundary *b, int from, uint32_t number, size_t place, int64_t ready,
                      offer *o);
void queue_twin_candidate(queue_twin *q, const boundary *b, int from, offer o[2]);

/* queue_lane.c: all that the stretch lets in before te; `commit` puts an offer into force. */
typedef void (*commit_fn)(queue_twin *q, boundary *b, int from, int served, const offer *o);
void queue_twin_take_turns(queue_twin *q, stretch *x, int64_t te, commit_fn commit);

#endif
