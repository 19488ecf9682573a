/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared inside the layer: departure curves, walking, and how lists grow while a plan is drawn. */
#ifndef WAYOUT_DEMAND_PRIVATE_H
#define WAYOUT_DEMAND_PRIVATE_H

#include "wayout/demand.h"

/* No list of the plan may be longer: what a scenario asks for by mistake must not eat the machine. */
#define WO_DEMAND_LIMIT (1u << 24)

/* Makes room in the list `*items` for at least one more behind the n it holds. The room follows from n, so that no
 * list needs a capacity beside it. On failure the list is left as it was. */
WO_NODISCARD wo_status wo_demand_grow(void **items, size_t n, size_t item_size, wo_error *error);

/* A value rounded half up, 0 .. WO_DEMAND_LIMIT; `what` names it in the error. */
WO_NODISCARD wo_status wo_demand_count(double value, const char *what, uint32_t *count, wo_error *error);

/* Hash of "<group>/<name>/<what>": the stable path of everything that is drawn. */
uint32_t wo_demand_path(const char *group, const char *name, const char *what);

/* Is `node` at `below` or upstream of it? */
bool wo_demand_upstream(const wo_road *road, uint32_t node, uint32_t below);

/* Last instant from which a journey of `travel_ms` is over the line before the deadline; 0 when there is none. */
wo_ms wo_demand_last_moment(wo_ms deadline, wo_ms travel_ms);

/* `at` moved to `margin` earlier, at least 0. */
wo_ms wo_demand_before(wo_ms at, wo_ms margin);

/* Median of a distribution under the realisation's parameters. */
wo_ms wo_demand_median(const wo_distribution *distribution, const wo_draw *draw);

/* --- hearsay.c ------------------------------------------------------------------------------------------------ */

/* What somebody has heard: from `at` on the deadline is believed. */
typedef struct wo_news {
    wo_ms at, deadline;
    uint32_t number; /* of the announcement */
} wo_news;

/* Draws reach and spread of the announcements. */
WO_NODISCARD wo_status wo_hearsay_init(wo_demand *demand, wo_error *error);
/* All announcements when they are made; `news` has room for them. Returns their number. */
size_t wo_hearsay_all(const wo_scenario *scenario, wo_news *news);
/* What the household `entity` hears and believes, by time of hearing; `news` has room for all announcements. */
size_t wo_hearsay_of(const wo_demand *demand, uint32_t entity, wo_news *news);
/* What the household believes at `at`, WO_NEVER when it has not heard of a deadline, and when it hears the next news.
 */
wo_ms wo_hearsay_belief(const wo_demand *demand, uint32_t entity, wo_news *room, wo_ms at, wo_ms *next);

/* --- hazard.c ------------------------------------------------------------------------------------------------- */

/* Hazard of departure of all who share a last moment (model: h0 + h1 exp(-slack / theta), times night). */
typedef struct wo_hazard {
    const wo_climate *climate;
    double base_per_s, rush_per_s, patience_s, night;
    wo_ms from, to;      /* the stretch of time of its curve */
    const wo_news *news; /* what is believed, borrowed */
    size_t n_news;
    wo_ms travel_ms;   /* journey, when `last` is NULL */
    const wo_ms *last; /* last moment per announcement, borrowed */
} wo_hazard;

/* A stretch of time in which the hazard is base + rush exp(-(slack_s - x) / patience), x = seconds since `from`. */
typedef struct wo_hazard_piece {
    wo_ms from, to;
    double base_per_s, rush_per_s;
    double slack_s, patience_s; /* slack at `from`; 0 = the last moment has come and the rush is constant */
    double before;              /* integral up to `from` */
} wo_hazard_piece;

/* All pieces of a stretch of time, usually from the order to the end of the scenario. */
typedef struct wo_hazard_curve {
    wo_hazard_piece *pieces;
    size_t n;
} wo_hazard_curve;

/* Rates of the realisation, from the order to the end of the scenario, and no news. */
void wo_hazard_init(wo_hazard *hazard, const wo_scenario *scenario, const wo_climate *climate, const wo_draw *draw);
/* Last moment under news k. */
wo_ms wo_hazard_last(const wo_hazard *hazard, size_t k);
/* `curve` is empty or holds another one, whose memory serves again. */
WO_NODISCARD wo_status wo_hazard_curve_build(wo_hazard_curve *curve, const wo_hazard *hazard, wo_error *error);
void wo_hazard_curve_free(wo_hazard_curve *curve);
/* Integral from the beginning of the curve to `at`. */
double wo_hazard_curve_integral(const wo_hazard_curve *curve, wo_ms at);
/* First ms at which the integral reaches `amount`, WO_NEVER when it does not. */
wo_ms wo_hazard_curve_time(const wo_hazard_curve *curve, double amount);

/* --- departure.c ---------------------------------------------------------------------------------------------- */

/* When those who share a hazard leave. */
typedef struct wo_departure {
    const wo_demand *demand;
    wo_hazard hazard;
    wo_hazard_curve curve;
    wo_news *news;
    double comply, refuse;
    wo_ms until; /* what comes later decides nothing */
} wo_departure;

/* What a household has decided so far. */
typedef struct wo_mind {
    double left;      /* of its threshold */
    wo_ms leave;      /* WO_NEVER = undecided or refuses */
    uint32_t refused; /* the announcement whose last moment it let pass, WO_NONE = open */
    bool never;       /* leaves */
} wo_mind;

/* `last`: see wo_hazard; borrowed until free. Free is safe after a failed init. */
WO_NODISCARD wo_status wo_departure_init(wo_departure *departure, const wo_demand *demand, const wo_ms *last,
                                         wo_error *error);
void wo_departure_free(wo_departure *departure);
/* Decisions from the order to the closing, for a journey of `travel_ms`. */
WO_NODISCARD wo_status wo_departure_whole(wo_departure *departure, wo_ms travel_ms, wo_error *error);
/* Decisions in [from, to]. */
WO_NODISCARD wo_status wo_departure_step(wo_departure *departure, wo_ms from, wo_ms to, wo_ms travel_ms,
                                         wo_error *error);
/* Threshold of the household `entity`, and whether it will ever leave. */
wo_mind wo_departure_mind(const wo_departure *departure, uint32_t entity);
/* Its decision within the stretch set before, when its last moment is `margin` before that of the hazard. */
WO_NODISCARD wo_status wo_departure_decide(wo_departure *departure, uint32_t entity, wo_ms margin, wo_mind *mind,
                                           wo_error *error);
bool wo_mind_refuses(const wo_mind *mind);

/* --- walk.c --------------------------------------------------------------------------------------------------- */

/* A herd of one engine class on the way out. It sets out on a segment only when it can finish it before the walking
 * window closes, but at the opening of a window it walks at least one. It leaves the road for a while at the first node
 * at which it has walked for `yield_every`. It does not rest on the line or at the ends of a one-lane stretch but one
 * segment behind them. One that marches knows no night when the deadline is at most 24 h behind its sunset. */
typedef struct wo_walk {
    const wo_demand *demand;
    uint32_t class_index;
    bool marches;
    wo_ms deadline; /* believed, when it marches */
} wo_walk;

/* First instant from `at` on at which the herd sets out from `node`; WO_NEVER when there is none. */
wo_ms wo_walk_start(const wo_walk *walk, uint32_t node, wo_ms at);
/* Furthest node that it reaches by free walking before it rests or yields, when it sets out at `start`. */
uint32_t wo_walk_reach(const wo_walk *walk, uint32_t node, wo_ms start);
/* How long it stays off the road at least. */
wo_ms wo_walk_rest(const wo_walk *walk);
/* Last instant at which it may be ready and still arrive before `deadline`; 0 when there is none. With yields somebody
 * who is ready later may rarely arrive too, because the places to yield depend on the start. */
wo_ms wo_walk_last_moment(const wo_walk *walk, uint32_t node, uint32_t to, wo_ms deadline);

/* --- parts of the plan ---------------------------------------------------------------------------------------- */

WO_NODISCARD wo_status wo_demand_draw_animals(wo_demand *demand, uint32_t origin, size_t first_household,
                                              wo_error *error);
WO_NODISCARD wo_status wo_demand_draw_army(wo_demand *demand, uint32_t army, wo_error *error);
WO_NODISCARD wo_status wo_demand_draw_flow(wo_demand *demand, uint32_t flow, wo_error *error);

#endif
