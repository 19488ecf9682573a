/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The weather chain. At every step the state is drawn anew with a probability that makes exp(-t / persistence) the
 * share of states that last through t undrawn; so the shares are its stationary distribution. All zones use the same
 * two uniforms a step and count the states from fair to foul: where foul weather is more frequent, it is never fairer.
 */
#include <math.h>
#include <stdlib.h>

#include "weather.h"

enum { DRAWN_ANEW, WHICH_STATE }; /* sub-entities of a step's draws */

typedef struct weather_chain {
    uint8_t order[WO_MAX_STATES];     /**< states from fair to foul */
    double cumulative[WO_MAX_STATES]; /**< of the shares in that order */
    size_t n_states;
    double redraw;         /**< probability in one step */
    uint32_t step_minutes; /**< 0 = dry for ever */
} weather_chain;

/** By central values, so that the order is the same in all realisations. */
static bool fairer(const wo_weather_state *a, const wo_weather_state *b)
{
    const double by_speed = wo_number_central(&a->speed) - wo_number_central(&b->speed);
    return by_speed > 0.0 || (!(by_speed < 0.0) && wo_number_central(&a->capacity) > wo_number_central(&b->capacity));
}

/** Insertion sort: few states, and equal ones keep their order. */
static void sort_by_severity(const wo_climate_spec *spec, weather_chain *chain)
{
    for (size_t s = 0; s < spec->n_states; s++) {
        size_t place = s;
        for (; place > 0 && fairer(&spec->states[s], &spec->states[chain->order[place - 1]]); place--) {
            chain->order[place] = chain->order[place - 1];
        }
        chain->order[place] = (uint8_t)s;
    }
    chain->n_states = spec->n_states;
}

static double share_of(const wo_zone *zone, size_t state, const wo_draw *draw)
{
    double share = 0.0;
    for (size_t k = 0; k < zone->n_shares; k++) {
        if (zone->shares[k].state == (int)state) {
            share += fmax(0.0, wo_number_value(&zone->shares[k].share, draw));
        }
    }
    return share;
}

static void chain_init(const wo_climate_spec *spec, const wo_zone *zone, const wo_draw *draw, weather_chain *chain)
{
    chain->step_minutes = 0;
    if (zone == NULL || spec->n_states == 0) {
        return;
    }
    sort_by_severity(spec, chain);
    double sum = 0.0;
    for (size_t k = 0; k < chain->n_states; k++) {
        sum += share_of(zone, chain->order[k], draw);
        chain->cumulative[k] = sum;
    }
    if (sum > 0.0) {
        chain->step_minutes = (uint32_t)fmax(1.0, floor(spec->step_s / 60.0 + 0.5));
        const double persistence_s = wo_number_value(&zone->persistence_s, draw);
        chain->redraw = persistence_s > 0.0 ? -expm1(-60.0 * chain->step_minutes / persistence_s) : 1.0;
    }
}

static uint8_t state_at(const weather_chain *chain, double u)
{
    const double sought = u * chain->cumulative[chain->n_states - 1];
    size_t k = 0;
    while (k + 1 < chain->n_states && chain->cumulative[k] <= sought) {
        k++;
    }
    return chain->order[k];
}

static void spell_add(wo_weather_spells *spells, uint32_t minute, uint8_t state)
{
    if (spells->n > 0 && spells->list[spells->n - 1].minute == minute) {
        spells->list[spells->n - 1].state = state; /* of two at one minute the later holds */
    } else if (spells->n == 0 || spells->list[spells->n - 1].state != state) {
        spells->list[spells->n++] = (wo_weather_spell){.minute = minute, .state = state};
    }
}

static void draw_spells(const weather_chain *chain, const wo_draw *draw, uint32_t minutes, wo_weather_spells *spells)
{
    const uint32_t entity = wo_hash_text("climate");
    spell_add(spells, 0, 0);
    for (uint32_t step = 0; chain->step_minutes > 0 && (uint64_t)step * chain->step_minutes < minutes; step++) {
        if (step == 0 || wo_random_uniform(draw, WO_PURPOSE_WEATHER, entity, DRAWN_ANEW, step) < chain->redraw) {
            const double u = wo_random_uniform(draw, WO_PURPOSE_WEATHER, entity, WHICH_STATE, step);
            spell_add(spells, step * chain->step_minutes, state_at(chain, u));
        }
    }
}

static bool concerns(const wo_observation *observation, int zone)
{
    return observation->zone < 0 || observation->zone == zone;
}

/** Once there is an observation, the chain has no say any more. */
static uint32_t first_observed(const wo_climate_spec *spec, int zone, uint32_t minutes)
{
    for (size_t k = 0; k < spec->n_observations; k++) {
        if (concerns(&spec->observations[k], zone)) {
            const uint32_t minute = wo_minute_of(spec->observations[k].at);
            return minute < minutes ? minute : minutes;
        }
    }
    return minutes;
}

wo_status wo_chain_run(const wo_climate_spec *spec, int zone, const wo_draw *draw, uint32_t minutes,
                       wo_weather_spells *spells, wo_error *error)
{
    weather_chain chain;
    chain_init(spec, zone < 0 ? NULL : &spec->zones[zone], draw, &chain);
    const uint32_t drawn = first_observed(spec, zone, minutes);
    const size_t n_steps = chain.step_minutes > 0 ? drawn / chain.step_minutes + 1 : 0;
    *spells = (wo_weather_spells){.list = calloc(n_steps + spec->n_observations + 1, sizeof(wo_weather_spell))};
    if (spells->list == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "out of memory for %zu steps of weather", n_steps);
    }
    draw_spells(&chain, draw, drawn, spells);
    for (size_t k = 0; k < spec->n_observations; k++) {
        const uint32_t minute = wo_minute_of(spec->observations[k].at);
        if (concerns(&spec->observations[k], zone) && minute < minutes) {
            spell_add(spells, minute, (uint8_t)spec->observations[k].state);
        }
    }
    return WO_OK;
}
