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

/* --- hazard.c ------------------------------------------------------------------------------------------------- */

/* Hazard of departure of all who share a last moment (model: h0 + h1 exp(-slack / theta), times night). */
typedef struct wo_hazard {
    const wo_scenario *scenario;
    const wo_climate *climate;
    double base_per_s, rush_per_s, patience_s, night;
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

/* All pieces from the order to the end of the scenario. */
typedef struct wo_hazard_curve {
    wo_hazard_piece *pieces;
    size_t n;
} wo_hazard_curve;

void wo_hazard_init(wo_hazard *hazard, const wo_scenario *scenario, const wo_climate *climate, const wo_draw *draw);
/* Last moment under announcement k. */
wo_ms wo_hazard_last(const wo_hazard *hazard, size_t k);
WO_NODISCARD wo_status wo_hazard_curve_init(wo_hazard_curve *curve, const wo_hazard *hazard, wo_error *error);
void wo_hazard_curve_free(wo_hazard_curve *curve);
/* Integral from the order to `at`. */
double wo_hazard_curve_integral(const wo_hazard_curve *curve, wo_ms at);
/* First ms at which the integral reaches `amount`, WO_NEVER when it does not. */
wo_ms wo_hazard_curve_time(const wo_hazard_curve *curve, double amount);

/* --- departure.c ---------------------------------------------------------------------------------------------- */

/* When those who share a hazard leave. */
typedef struct wo_departure {
    wo_hazard hazard;
    wo_hazard_curve curve;
    double comply;
    wo_draw draw;
} wo_departure;

typedef struct wo_decision {
    wo_ms leave;
    bool refuses;
} wo_decision;

/* `last`: see wo_hazard; borrowed until free. Free is safe after a failed init. */
WO_NODISCARD wo_status wo_departure_init(wo_departure *departure, const wo_demand *demand, wo_ms travel_ms,
                                         const wo_ms *last, wo_error *error);
void wo_departure_free(wo_departure *departure);
/* What the household `entity` decides when its last moment is `margin` before that of the hazard. */
wo_decision wo_departure_decide(const wo_departure *departure, uint32_t entity, wo_ms margin);

/* --- walk.c --------------------------------------------------------------------------------------------------- */

/* A herd of one engine class on the way out. It sets out on a segment only when it can finish it before the walking
 * window closes, but at the opening of a window it walks at least one. It does not rest on the line but one segment
 * behind it. */
typedef struct wo_walk {
    const wo_road *road;
    const wo_climate *climate;
    uint32_t class_index, line, exit;
} wo_walk;

/* First instant from `at` on at which the herd sets out from `node`; WO_NEVER when there is none. */
wo_ms wo_walk_start(const wo_walk *walk, uint32_t node, wo_ms at);
/* Furthest node that it reaches by free walking before the window closes, when it sets out at `start`. */
uint32_t wo_walk_reach(const wo_walk *walk, uint32_t node, wo_ms start);
/* Last instant at which it may be ready and still arrive before `deadline`; 0 when there is none. */
wo_ms wo_walk_last_moment(const wo_walk *walk, uint32_t node, uint32_t to, wo_ms deadline);

/* --- parts of the plan ---------------------------------------------------------------------------------------- */

WO_NODISCARD wo_status wo_demand_draw_animals(wo_demand *demand, uint32_t origin, size_t first_household,
                                              wo_error *error);
WO_NODISCARD wo_status wo_demand_draw_army(wo_demand *demand, uint32_t army, wo_error *error);
WO_NODISCARD wo_status wo_demand_draw_flow(wo_demand *demand, uint32_t flow, wo_error *error);

#endif
