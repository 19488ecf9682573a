/* SPDX-License-Identifier: GPL-3.0-or-later */
/* State of the engine. Private to the layer queue; the rules are in docs/engine.md.
 *
 * Who writes what: the boundary upstream of a segment owns its tail, the boundary downstream of it owns its head. */
#ifndef WO_QUEUE_STATE_H
#define WO_QUEUE_STATE_H

#include "means.h"
#include "wayout/queue.h"

/* `who` of a record: class (5 bits), mark of an exit (1 bit, never set while the party is inside), party (26 bits). */
#define WO_CLASS_SHIFT 27
#define WO_MARK        (1u << 26)
#define WO_PARTY_MASK  (WO_MARK - 1)
#define WO_NOBODY      UINT32_MAX /* class 31 does not exist */

#define WO_STEPS       128                   /* of a window at most */
#define WO_PASS_DEPTH  8                     /* records behind the head that are looked at for a pass */
#define WO_SLOWEST     (1u << 28)            /* pace and reaction time under any weather at most, us/m and ms */
#define WO_FIRST_CLOCK (-((int64_t)1 << 40)) /* pass clock of a party that was never passed */

/* One slot of a segment's ring. Inside: earliest exit. After leaving: time of exit, kept until no hole needs it. */
typedef struct wo_slot {
    wo_ms at;
    uint32_t who;
} wo_slot;

/* What the kernel needs of a class in a segment, in one half of a cache line. All but jam and ell under the weather in
 * force: the dry values are those of the road. */
typedef struct wo_pair {
    uint32_t travel, jam, own; /* ms, cm, ms */
    uint32_t cap;              /* ms, by the capacity in force; 0 = none */
    uint32_t hold;             /* max(own, cap) */
    uint32_t pace, tau, ell;   /* us/m, ms, cm */
} wo_pair;

/* Entries into a segment, or departures through a sink. */
typedef struct wo_tail {
    uint64_t cm;                 /* A: jam length entered */
    uint64_t ms;                 /* sum of entry times */
    uint64_t hole_from, hole_to; /* jam length that had left before and after the exit looked at last */
    uint32_t hole;               /* that exit, WO_NONE = no exit yet */
    uint32_t count;              /* parties entered */
    wo_ms at;                    /* T_in */
    uint32_t leader;             /* leader memory: (kind, obstacle) */
    uint32_t last;               /* who entered last */
    wo_ms latest;                /* largest earliest exit so far */
    uint32_t crossed;            /* no record at or behind this index is earlier than one before it */
    wo_ms weather_to;            /* end of the weather in force, WO_NEVER = none */
    uint64_t roomy_cm;           /* up to this A there is room whose holes came back long ago (wo_hole_long_back) */
} wo_tail;

typedef struct wo_head {
    uint64_t cm;        /* D: jam length left */
    uint64_t ms;        /* sum of exit times */
    uint64_t marked_cm; /* D of the last marked exit */
    uint64_t blocked_ms, passes;
    uint64_t obstacle_cm; /* D_obst of `obstacle`, the last leader memory that left */
    uint32_t obstacle;
    uint32_t count;  /* parties left: index of the head in the ring */
    wo_ms at;        /* T_out */
    uint32_t passer; /* who passed the present head as the last exit */
} wo_head;

typedef struct wo_segment {
    wo_slot *ring;
    uint32_t mask;
    uint16_t lanes;
    uint16_t dim;      /* 65,536 less the sight in force */
    wo_ms wave, slack; /* L/w under the weather in force, and what a hole may be early by */
    int64_t storage;
    uint32_t above, below; /* boundaries */
    uint32_t least_own;    /* smallest own headway of a class, dry: under any weather it is no smaller */
    wo_ms weather_from;    /* the holes of exits from here on come back in the weather in force, if before its end */
    const struct wo_coupled *coupled;
    const wo_pair *pairs; /* by class */
    uint64_t wanted;      /* smallest D that somebody upstream waits for */
    wo_tail tail;
    wo_head head;
} wo_segment;

enum {
    WO_AT_JUNCTION = 1, /* not one segment in and one out */
    WO_AT_GATE = 2,
    WO_AT_LIMIT = 4,
    WO_AT_STATION = 8,
    WO_AT_SINK = 16, /* some party's destination */
    WO_AT_CHECKPOINT = 32,
    WO_AT_DROP = 64,
    WO_AT_ONE_LANE = 128 /* an entry of a one-lane stretch */
};

typedef struct wo_boundary {
    uint32_t in, out;  /* the only segments in and out of a plain boundary */
    uint32_t features; /* WO_AT_..., 0 = plain */
    wo_ms release;     /* of the head of its origin, WO_NEVER = none */
} wo_boundary;

/* Closures of one kind at one boundary: queue->gates[first ...], in order and apart once all are known. */
typedef struct wo_closures {
    uint32_t first, n;
} wo_closures;

/* What a boundary may have besides. */
typedef struct wo_junction {
    uint32_t first_in, n_in;   /* queue->inflow[first_in ...]: segments in */
    uint32_t first_out, n_out; /* queue->outflow[first_out ...]: segments out */
    uint32_t first_credit;     /* n_in + 1 of them, the last is the origin's */
    uint32_t limit;            /* point capacity, ms per pcu */
    uint32_t drop_q16, held;   /* capacity drop, and after how many in a row that had to wait */
    uint32_t n_held;           /* so many did */
    wo_ms released;            /* Z: when the last one had not to */
    wo_closures closed;
    uint32_t convoy;     /* queue->convoys[...], WO_NONE = none */
    uint32_t one_lane;   /* queue->one_lanes[...] that is entered here, WO_NONE = none */
    uint32_t clears;     /* where the stretch is entered that ends here, WO_NONE = none does */
    uint32_t checkpoint; /* queue->checkpoints[...], WO_NONE = none */
    uint32_t node, direction;
    wo_tail sink;
} wo_junction;

typedef struct wo_waiting {
    uint64_t *heap; /* release << 32 | party */
    uint32_t count, room;
    uint32_t departed;
    wo_ms at; /* T_out */
    uint32_t priority;
} wo_waiting;

typedef struct wo_party {
    int64_t clock; /* base: pass clock */
    uint32_t who;
    uint32_t destination;
} wo_party;

typedef struct wo_gate {
    wo_ms from, to;
    uint32_t boundary;
    uint32_t desk; /* 1: only of the start of service at its checkpoint */
} wo_gate;

/* A gate that lets `most` pass in each of its windows. */
typedef struct wo_convoy_gate {
    wo_ms first, every, open;
    uint32_t most;
    uint32_t turn, passed; /* window of the last passage, and how many passed in it */
} wo_convoy_gate;

/* One direction of a one-lane stretch: segments before, in and behind it. */
typedef struct wo_way {
    uint32_t entry; /* boundary */
    uint32_t before, inside, behind;
    wo_tail clear; /* cm: jam length behind the stretch of all that entered it; hole: among the exits there */
} wo_way;

typedef struct wo_shared_lane {
    wo_ms green, gap, lost;
    uint32_t holder; /* direction whose turn it is */
    bool open;       /* the lane is clear for it, so its start is known */
    wo_ms by;        /* when it took over */
    wo_ms start;     /* of the green */
    wo_ms last;      /* last entry of this green, its start when there is none */
    wo_way ways[2];
} wo_shared_lane;

/* A party in service. */
typedef struct wo_served {
    uint32_t who, from; /* segment that it came from, WO_NONE = the origin */
    uint32_t way;       /* segment or WO_WAY_SINK */
    uint32_t start;     /* number of its start */
    wo_ms ready;
} wo_served;

typedef struct wo_servers {
    wo_service_fn service;
    const void *context;
    uint32_t boundary;
    uint32_t first_served; /* queue->served[first_served ...]: n_served parties, room for `servers` */
    uint32_t n_served, servers;
    uint32_t n_starts, n_departed; /* so far */
    wo_ms started, departed;       /* U, V */
    wo_closures shut;
} wo_servers;

/* What a segment has to do with the other direction. */
typedef struct wo_coupled {
    const wo_ms *rates;       /* R(kind) = rates[kind * WO_PASS_BINS + bin] */
    const uint32_t *vehicles; /* mean of the opposing flow, which gives the bin */
    int64_t free_pcu;         /* opposing mean below which the rule of both directions together does not bind */
    uint64_t counted_cm;      /* of entries, at the last grid instant */
    uint32_t counted;
    uint32_t capacity; /* ms per pcu in force */
    const wo_tail *tail;
    wo_opposing *met; /* row of the twin, which meets what enters here, and its place in it */
    uint32_t place;
} wo_coupled;

/* Mean of an opposing flow, and the flow of the last grid interval, where such flows are too large for a row. */
typedef struct wo_wide_mean {
    int64_t vehicles, pcu, seen_vehicles, seen_pcu;
} wo_wide_mean;

/* A factor of the weather over time, from 0 to `from` summed up in ms / 65,536. */
typedef struct wo_spell {
    uint64_t sum;
    wo_ms from;
    uint32_t factor;
} wo_spell;

/* Weather that segments share. */
typedef struct wo_sky {
    const wo_weather_piece *pieces;
    uint32_t n_pieces, present;
    size_t first_spell; /* queue->spells[first_spell ...]: n_pieces of speed, then n_pieces of the wave */
} wo_sky;

/* What alters a segment from outside. */
typedef struct wo_condition {
    uint32_t sky;      /* queue->skies[...], WO_NONE = always dry */
    uint32_t throttle; /* ms per pcu, 0 = none */
    wo_ms slowest;     /* no hole takes longer through the segment, whatever the weather */
} wo_condition;

/* The last stop of a party. */
typedef struct wo_standing {
    wo_ms entry, stands;
    uint32_t segment; /* WO_NONE = none yet */
    bool aside;
} wo_standing;

typedef struct wo_stops {
    wo_stop_fn ask; /* NULL = nobody ever stops */
    void *context;
    const wo_wear *wear; /* NULL = asked for every entry */
    bool herds_pass;
} wo_stops;

/* A fixed divisor: a multiplication does for numbers below 2^31. */
typedef struct wo_divisor {
    uint64_t by, times;
    uint32_t shift;
} wo_divisor;

/* From what entered in a grid interval to the means. */
typedef struct wo_rate {
    uint64_t hour, memory; /* in the unit of the divisors; grid intervals in a mean */
    wo_divisor vehicles, pcu, drift;
} wo_rate;

/* Of a segment: somebody has entered since the last grid instant. */
enum { WO_ENTERED = 1 };

/* One obstacle that is being passed. */
typedef struct wo_overtaken {
    uint32_t party;
    int64_t clock; /* K */
    int64_t at, arrival, gain;
    int64_t rate; /* R */
} wo_overtaken;

/* What a branch offers for the next passage. */
typedef struct wo_offer {
    uint32_t branch, from; /* position among the branches; segment or WO_NONE for the origin */
    uint32_t who, place;   /* place 0 is the head */
    uint32_t way;          /* segment, WO_WAY_SINK, WO_WAY_AT_ONCE or WO_WAY_SERVERS */
    uint32_t served;       /* departure from a checkpoint: place among those in service, else WO_NONE */
    bool keep, mark;       /* leader memory stays; exit gets the mark */
    uint32_t n_overtaken;
    wo_ms due;             /* a */
    wo_ms ready, free, at; /* competition time; max(a, f); T */
    wo_ms floor;           /* no coupling can make it pass before; T, unless that is behind the next grid instant */
    wo_overtaken overtaken[WO_PASS_DEPTH];
} wo_offer;

#define WO_WAY_SINK    (WO_NONE - 1)
#define WO_WAY_AT_ONCE (WO_NONE - 2)
#define WO_WAY_SERVERS (WO_NONE - 3)

#define WO_BLOCK 32 /* marks or wake times that are looked at together */

/* Elements for which there is memory. */
typedef struct wo_rooms {
    size_t segments, pairs, opposing, coupled, wide_means, flowed, slots, conditions, skies, spells;
    size_t boundaries, junctions, origins, wake, due, inflow, outflow, credits, offers;
    size_t gates, convoys, one_lanes, no_pass, checkpoints, served, parties, standing, events, passages;
} wo_rooms;

struct wo_queue {
    const wo_road *road;
    wo_queue_options options;
    wo_ms dt, now;
    wo_ms began; /* the last window */
    /* the window under way */
    wo_ms end, grid_at, next_grid; /* te, t_window, the grid instant after that */
    wo_ms coupled_at;              /* last grid instant whose counts are in the means */
    /* per segment */
    uint32_t n_segments, n_classes;
    wo_segment *segments;
    wo_pair *pairs;        /* [segment * n_classes + class] */
    wo_opposing *opposing; /* [segment / WO_ROW], the last row filled up */
    wo_coupled *coupled;
    wo_wide_mean *wide_means; /* once `wide` is true */
    bool wide;                /* a flow was too large for rows */
    uint8_t *flowed;          /* WO_ENTERED or 0, filled up to whole blocks */
    wo_rate rate;
    wo_slot *slots;
    wo_condition *conditions;
    bool altered; /* some segment has weather or a throttle */
    wo_sky *skies;
    wo_spell *spells;
    uint32_t n_skies;
    size_t n_spells;
    wo_ms weather_change; /* the next one anywhere */
    /* per boundary: node + direction * n_nodes */
    uint32_t n_boundaries, n_wakes; /* the latter filled up to whole blocks, with WO_NEVER */
    wo_boundary *boundaries;
    wo_junction *junctions;
    wo_waiting *origins;
    wo_ms *wake;
    uint32_t *due; /* scratch of one window: the boundaries to visit */
    bool one_line; /* the road is: see is_one_line */
    uint32_t *inflow, *outflow;
    int64_t *credits;
    wo_offer *offers; /* scratch of one step: one for every way out, two for every branch, one for the origin */
    wo_gate *gates;
    size_t n_gates;
    bool gates_ready;
    wo_convoy_gate *convoys;
    wo_shared_lane *one_lanes;
    wo_ms *no_pass; /* passing table of one lane: NEVER */
    uint32_t n_convoys, n_one_lanes;
    wo_servers *checkpoints;
    wo_served *served;
    uint32_t n_checkpoints, n_servers;
    /* parties */
    wo_party *parties;
    uint32_t n_parties;
    wo_stops stops;
    wo_standing *standing; /* of parties, when there is a function of stops */
    uint32_t n_standing;
    uint64_t left;
    uint64_t moves, visits;
    /* told */
    wo_event *events;
    size_t n_events;
    wo_passage *passages;
    size_t n_passages;
    wo_error shortage; /* of room for one of them; once there was none, every window fails */
    /* room, in elements */
    wo_rooms room;
};

/* Integer division rounded half up; the 32-bit instruction where it will do is several times faster. */
static inline uint64_t wo_div(uint64_t a, uint64_t b)
{
    const uint64_t top = 2 * a + b, bottom = 2 * b;
    return ((top | bottom) >> 32) == 0 ? (uint32_t)top / (uint32_t)bottom : top / bottom;
}

static inline uint64_t wo_divide(const wo_divisor *divisor, uint64_t n)
{
    return n >> 31 == 0 ? n * divisor->times >> divisor->shift : n / divisor->by;
}

static inline uint32_t wo_later(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

static inline uint32_t wo_sooner(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* x * pcu of a class, 0 stays 0. */
static inline uint32_t wo_per_class(uint32_t ms_per_pcu, uint32_t pcu_q16)
{
    const uint64_t ms = ((uint64_t)ms_per_pcu * pcu_q16 + 32768) >> 16;
    return ms < WO_NEVER ? (uint32_t)ms : WO_NEVER;
}

static inline void wo_wake(wo_queue *queue, uint32_t boundary, wo_ms at)
{
    queue->wake[boundary] = wo_sooner(queue->wake[boundary], at);
}

static inline uint32_t wo_boundary_of(const wo_queue *queue, uint32_t node, wo_direction direction)
{
    return node + (direction == WO_INBOUND ? queue->road->n_nodes : 0);
}

/* The other direction of the same piece. */
static inline uint32_t wo_twin(const wo_queue *queue, uint32_t segment)
{
    const uint32_t n_out = queue->road->n_out;
    return segment < n_out ? segment + n_out : segment - n_out;
}

/* First time >= at when the boundary is open (gates.c). */
wo_ms wo_gate_open(const wo_queue *queue, const wo_junction *junction, wo_ms at);
/* One more closure. */
WO_NODISCARD wo_status wo_gate_add(wo_queue *queue, wo_gate gate, wo_error *error);
/* Somebody passes a boundary with a convoy gate. */
void wo_gate_count(wo_queue *queue, const wo_junction *junction, wo_ms at);
/* First time >= at when the desk of a checkpoint is open. */
wo_ms wo_desk_open(const wo_queue *queue, const wo_servers *checkpoint, wo_ms at);
/* Sorts and merges the closures once all are known. */
void wo_gates_prepare(wo_queue *queue);

/* Sets what points from a segment into its queue, but for its ring (create.c). */
void wo_segment_point(wo_queue *queue, uint32_t segment);

/* Refuses what a caller fixes too late, or at no node. */
WO_NODISCARD wo_status wo_queue_check_place(const wo_queue *queue, uint32_t node, wo_error *error);

/* Makes room for `count` elements of `size`, keeping what is there. *data may be NULL. */
wo_status wo_reserve(void **data, size_t *room, size_t count, size_t size, wo_error *error);

/* Whether a one-lane stretch ends at a node (one_lane.c). */
bool wo_one_lane_at(const wo_queue *queue, uint32_t node);

/* An event or a passage of the window under way. Without room for it the window goes on, and fails at its end
 * (tell.c). */
void wo_tell(wo_queue *queue, wo_event event);
void wo_trace(wo_queue *queue, wo_passage passage);

/* Removes the head of an origin. */
void wo_origin_pop(wo_queue *queue, uint32_t boundary);

/* Tables of a segment under the weather in force, but for its capacity (tables.c). */
void wo_tables_fill(wo_queue *queue, uint32_t segment);
/* Own headway of a class on a segment under factors of speed and wave. */
uint32_t wo_own_headway(const wo_road *road, uint32_t segment, uint32_t class_index, uint32_t speed_q16,
                        uint32_t wave_q16);
/* A table's value in force under a factor. */
uint32_t wo_under(uint32_t dry, uint32_t factor_q16);

/* The piece of weather of a segment in force (weather.c). */
const wo_weather_piece *wo_weather_now(const wo_queue *queue, uint32_t segment);
/* When it ends, WO_NEVER = never. */
wo_ms wo_weather_until(const wo_queue *queue, uint32_t segment);
/* At the grid instant queue->now: tables of the segments whose weather changes. */
void wo_weather_update(wo_queue *queue);
/* The piece at any instant. */
const wo_weather_piece *wo_weather_at(const wo_queue *queue, uint32_t segment, wo_ms at);
/* The integral of the speed factor from 0 to `at`, ms / 65,536. */
uint64_t wo_weather_odometer(const wo_queue *queue, uint32_t segment, wo_ms at);
/* When a party has driven through that entered at `at`, and when a hole has come back that left then. */
wo_ms wo_weather_travel(const wo_queue *queue, uint32_t segment, uint32_t class_index, wo_ms at);
wo_ms wo_weather_wave(const wo_queue *queue, uint32_t segment, wo_ms at);

/* Room for the stops of all parties (stops.c). */
wo_status wo_stops_prepare(wo_queue *queue, wo_error *error);
/* `who`, who enters `segment` at `at` and would reach its end at `arrival`, may stop there: his earliest exit. */
wo_ms wo_stops_make(wo_queue *queue, uint32_t boundary, uint32_t segment, uint32_t who, wo_ms at, wo_ms late,
                    wo_ms arrival);
/* The same of the segment and class of queue->pairs[pair], but for those who certainly do not. */
static inline wo_ms wo_stops_ask(wo_queue *queue, uint32_t boundary, size_t pair, uint32_t who, wo_ms at, wo_ms late,
                                 wo_ms arrival)
{
    const wo_wear *wear = queue->stops.wear;
    const bool drives = wear != NULL && wo_wear_bears(wear, who & WO_PARTY_MASK, pair, late);
    return drives ? arrival
                  : wo_stops_make(queue, boundary, (uint32_t)(pair / queue->n_classes), who, at, late, arrival);
}
/* How long a party stands in a segment that it is in. */
static inline wo_ms wo_stops_in(const wo_queue *queue, uint32_t segment, uint32_t party)
{
    const bool here = queue->stops.ask != NULL && queue->standing[party].segment == segment;
    return here ? queue->standing[party].stands : 0;
}

static inline uint32_t wo_n_rows(const wo_queue *queue)
{
    return (queue->n_segments + WO_ROW - 1) / WO_ROW;
}

static inline uint32_t wo_n_blocks(uint32_t n)
{
    return (n + WO_BLOCK - 1) / WO_BLOCK;
}
/* Lists the boundaries with something to do before the end of the window in queue->due (due.c). In a window of one step
 * no visit makes another one due: through any segment a party needs at least its length. */
uint32_t wo_list_due(wo_queue *queue);

/* One window [.., queue->end): the kernel and its twin that writes every passage down. */
wo_status wo_kernel_plain(wo_queue *queue, wo_error *error);
wo_status wo_kernel_traced(wo_queue *queue, wo_error *error);

#endif
