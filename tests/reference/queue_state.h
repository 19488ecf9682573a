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

enum { SINK = -1, OWN = -2, SERVERS = -3, ORIGIN = -1 };

typedef struct record {
    uint32_t party, class_index;
    int64_t in, ready; /* e and a */
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
    int servers; /* 0: no checkpoint */
    wo_service_fn service_time;
    const void *context;
    service busy[MAX_SERVERS]; /* in the order of their starts */
    int n_busy;
    int64_t last_start, last_departure; /* U, V */
} boundary;

struct queue_twin {
    const wo_road *road;
    int64_t dt, grid, mean, now, window;
    bool reverse;
    uint32_t n_parties, max_parties;
    party *parties;
    segment *segments;
    boundary *boundaries;
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

/* queue_terms.c: R, cap and own of the contract; h behind the last party that entered, `tables` being the segment
 * whose tables hold; s, UNSET when there is room and NEVER while unknown, with whether one of the exits that make the
 * room, jam cm up to need, has a mark; the gate. */
int64_t queue_twin_pass_time(const queue_twin *q, int s, uint32_t kind);
int64_t queue_twin_capacity(const queue_twin *q, int s, uint32_t class_index);
int64_t queue_twin_own(const queue_twin *q, int s, uint32_t class_index);
int64_t queue_twin_headway(const queue_twin *q, const entrance *in, int tables, uint32_t class_index, bool chain_on,
                           bool *slower);
int64_t queue_twin_hole(const queue_twin *q, int s, int64_t need, int64_t jam, bool *mark);
/* The headway x of a capacity at a boundary where parties may have waited. */
int64_t queue_twin_dropped(const boundary *b, int64_t x);
int64_t queue_twin_gate(const boundary *b, int64_t t);

#endif
