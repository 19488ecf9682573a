/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The departure hazard, integrated exactly: between announcements, night switches and the last moment it is a constant
 * plus one exponential, whose integral is closed. A time is then found by bisection over whole milliseconds. */
#include "demand_private.h"

#include <math.h>
#include <stdlib.h>

void wo_hazard_init(wo_hazard *hazard, const wo_scenario *scenario, const wo_climate *climate, const wo_draw *draw)
{
    const wo_response *response = &scenario->response;
    *hazard = (wo_hazard){
        .climate = climate,
        .from = scenario->order,
        .to = scenario->end,
        .base_per_s = wo_number_value(&response->base_rate_per_s, draw),
        .rush_per_s = wo_number_value(&response->deadline_rate_per_s, draw),
        .patience_s = wo_number_value(&response->patience_s, draw),
        .night = wo_number_value(&response->night, draw),
    };
}

wo_ms wo_hazard_last(const wo_hazard *hazard, size_t k)
{
    const wo_news *news = &hazard->news[k];
    return hazard->last != NULL ? hazard->last[news->number] : wo_demand_last_moment(news->deadline, hazard->travel_ms);
}

/* The news in force; 0 before the first one too. */
static size_t in_force(const wo_hazard *hazard, wo_ms at)
{
    size_t k = 0;
    while (k + 1 < hazard->n_news && hazard->news[k + 1].at <= at) {
        k++;
    }
    return k;
}

/* The next 06:00 or 22:00 local time after `at`. */
static wo_ms next_night_switch(const wo_climate *climate, wo_ms at)
{
    int64_t phase = ((int64_t)at - climate->first_midnight) % WO_DAY_MS;
    phase += phase < 0 ? (int64_t)WO_DAY_MS : 0;
    const int64_t morning = 6 * (int64_t)WO_HOUR_MS, evening = 22 * (int64_t)WO_HOUR_MS;
    const int64_t next = phase < morning ? morning : phase < evening ? evening : morning + (int64_t)WO_DAY_MS;
    return wo_ms_add(at, (wo_ms)(next - phase));
}

/* The piece that begins at `from` (before the end of the curve). Before the first news nobody knows of a deadline:
 * there is no rush. */
static wo_hazard_piece piece_at(const wo_hazard *hazard, wo_ms from)
{
    const bool told = hazard->n_news > 0 && from >= hazard->news[0].at;
    const size_t k = in_force(hazard, from);
    const size_t next = told ? k + 1 : 0;
    const wo_ms last = told ? wo_hazard_last(hazard, k) : WO_NEVER;
    const double factor = wo_climate_night_hours(hazard->climate, from) ? hazard->night : 1.0;
    wo_ms to = next_night_switch(hazard->climate, from);
    to = to < hazard->to ? to : hazard->to;
    if (next < hazard->n_news && hazard->news[next].at < to) {
        to = hazard->news[next].at;
    }
    if (last > from && last < to) {
        to = last;
    }
    return (wo_hazard_piece){
        .from = from,
        .to = to,
        .base_per_s = factor * hazard->base_per_s,
        .rush_per_s = told ? factor * hazard->rush_per_s : 0.0,
        .slack_s = last > from ? (last - from) / 1000.0 : 0.0,
        .patience_s = hazard->patience_s,
    };
}

static double piece_integral(const wo_hazard_piece *piece, wo_ms at)
{
    const double x = (at - piece->from) / 1000.0;
    if (piece->slack_s <= 0) {
        return (piece->base_per_s + piece->rush_per_s) * x;
    }
    const double theta = piece->patience_s;
    const double rush = theta > 0 ? theta * (exp(-(piece->slack_s - x) / theta) - exp(-piece->slack_s / theta)) : 0.0;
    return piece->base_per_s * x + piece->rush_per_s * rush;
}

/* First ms in the piece at which its integral reaches `amount`; it does by the end of the piece. */
static wo_ms piece_time(const wo_hazard_piece *piece, double amount)
{
    wo_ms low = piece->from, high = piece->to;
    while (low < high) {
        const wo_ms middle = low + (high - low) / 2;
        if (piece_integral(piece, middle) >= amount) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

wo_status wo_hazard_curve_build(wo_hazard_curve *curve, const wo_hazard *hazard, wo_error *error)
{
    double before = 0;
    curve->n = 0;
    for (wo_ms at = hazard->from; at < hazard->to;) {
        void *list = curve->pieces;
        WO_TRY(wo_demand_grow(&list, curve->n, sizeof curve->pieces[0], error));
        curve->pieces = list;
        wo_hazard_piece *piece = &curve->pieces[curve->n++];
        *piece = piece_at(hazard, at);
        piece->before = before;
        before += piece_integral(piece, piece->to);
        at = piece->to;
    }
    return WO_OK;
}

void wo_hazard_curve_free(wo_hazard_curve *curve)
{
    free(curve->pieces);
    *curve = (wo_hazard_curve){0};
}

double wo_hazard_curve_integral(const wo_hazard_curve *curve, wo_ms at)
{
    if (curve->n == 0 || at <= curve->pieces[0].from) {
        return 0;
    }
    size_t low = 0, high = curve->n;
    while (high - low > 1) { /* the piece that holds `at` */
        const size_t middle = low + (high - low) / 2;
        if (curve->pieces[middle].from <= at) {
            low = middle;
        } else {
            high = middle;
        }
    }
    const wo_hazard_piece *piece = &curve->pieces[low];
    return piece->before + piece_integral(piece, at < piece->to ? at : piece->to);
}

wo_ms wo_hazard_curve_time(const wo_hazard_curve *curve, double amount)
{
    size_t low = 0, high = curve->n;
    while (low < high) { /* the first piece at whose end the amount is reached */
        const size_t middle = low + (high - low) / 2;
        const wo_hazard_piece *piece = &curve->pieces[middle];
        if (piece->before + piece_integral(piece, piece->to) >= amount) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low < curve->n ? piece_time(&curve->pieces[low], amount - curve->pieces[low].before) : WO_NEVER;
}
