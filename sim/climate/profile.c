/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Profiles: the cover of a zone, the night and smoke brought together in pieces of constant factors. */
#include "weather.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ONE_Q16       65536.0
#define REFERENCE_MPS (60.0 / 3.6) /* a car on the level, for which factors of capacity are told */

typedef struct factors {
    double speed, capacity, sight;
} factors;

typedef struct dusk { /**< light or darkness from a minute on */
    uint32_t minute;
    bool dark;
} dusk;

/** What all profiles of one realisation are made of. */
typedef struct sources {
    const wo_climate_spec *spec;
    const wo_draw *draw;
    const wo_climate *climate;
    uint32_t minutes;
    dusk *dusks;
    size_t n_dusks;
    factors night;
    double wave; /**< backward wave over the reference speed */
} sources;

/** All changes of light in [0, minutes), each at the nearest minute. */
static wo_status dusks_build(sources *from, wo_error *error)
{
    const uint64_t end = (uint64_t)from->minutes * WO_MINUTE_MS;
    const size_t room = 2 * from->climate->n_days + 1;
    from->dusks = calloc(room, sizeof *from->dusks);
    if (from->dusks == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "out of memory for %zu changes of daylight", room);
    }
    from->dusks[from->n_dusks++] = (dusk){.minute = 0, .dark = wo_climate_dark(from->climate, 0)};
    for (wo_ms at = wo_climate_next_change(from->climate, 0); at < end && from->n_dusks < room;
         at = wo_climate_next_change(from->climate, at)) {
        from->dusks[from->n_dusks++] = (dusk){.minute = wo_minute_of(at), .dark = wo_climate_dark(from->climate, at)};
    }
    return WO_OK;
}

static factors times(factors a, factors b)
{
    return (factors){a.speed * b.speed, a.capacity * b.capacity, a.sight * b.sight};
}

static uint32_t q16(double factor)
{
    return (uint32_t)fmin(fmax(floor(factor * ONE_Q16 + 0.5), 1.0), ONE_Q16);
}

/** Backward wave in the weather over the dry one. With spacing kept, a reaction time tau' = 1/(capacity * Q) -
 *  ell/(speed * v) and a wave ell/tau', ell falls out (docs/model.md, "Weather and light"). */
static double wave_factor(factors f, double wave)
{
    const double slower = (1.0 + wave) / f.capacity - wave / f.speed;
    return slower > 1.0 ? 1.0 / slower : 1.0;
}

/** Smoke of a section at `minute`; `next` falls to the next change of it. */
static factors smoke_at(const sources *from, uint32_t section, uint32_t minute, uint32_t *next)
{
    factors all = {1.0, 1.0, 1.0};
    for (size_t k = 0; k < from->spec->n_smoke; k++) {
        const wo_smoke *smoke = &from->spec->smoke[k];
        if ((uint32_t)smoke->section != section) {
            continue;
        }
        const uint32_t begin = wo_minute_of(smoke->from);
        const uint32_t end = wo_minute_of(smoke->to);
        if (minute >= begin && minute < end) {
            all = times(all, (factors){wo_weather_factor(&smoke->speed, from->draw),
                                       wo_weather_factor(&smoke->capacity, from->draw),
                                       wo_weather_factor(&smoke->sight, from->draw)});
        }
        const uint32_t change = minute < begin ? begin : end;
        if (change > minute && change < *next) {
            *next = change;
        }
    }
    return all;
}

static bool same(const wo_weather_piece *a, const wo_weather_piece *b)
{
    return a->speed_q16 == b->speed_q16 && a->wave_q16 == b->wave_q16 && a->capacity_q16 == b->capacity_q16 &&
           a->sight_q16 == b->sight_q16;
}

static void piece_add(const sources *from, uint32_t minute, factors f, uint8_t state, wo_profile *profile)
{
    const wo_weather_piece piece = {.from = minute * WO_MINUTE_MS,
                                    .speed_q16 = q16(f.speed),
                                    .wave_q16 = q16(wave_factor(f, from->wave)),
                                    .capacity_q16 = q16(f.capacity),
                                    .sight_q16 = q16(f.sight)};
    const size_t n = profile->n_pieces;
    if (n == 0 || profile->states[n - 1] != state || !same(&profile->pieces[n - 1], &piece)) {
        profile->pieces[n] = piece;
        profile->states[n] = state;
        profile->n_pieces++;
    }
}

/** Walks from change to change; the room for the pieces is there. */
static void pieces_fill(const sources *from, uint32_t section, wo_profile *profile)
{
    const wo_zone_weather *zone = &from->climate->zones[profile->zone];
    size_t cover = 0;
    size_t light = 0;
    for (uint32_t minute = 0; minute < from->minutes;) {
        while (cover + 1 < zone->n_cover && zone->cover[cover + 1].from <= minute * WO_MINUTE_MS) {
            cover++;
        }
        while (light + 1 < from->n_dusks && from->dusks[light + 1].minute <= minute) {
            light++;
        }
        uint32_t next = from->minutes;
        factors f = smoke_at(from, section, minute, &next);
        const uint8_t state = zone->cover[cover].state;
        const wo_road_state *road = &from->climate->states[state];
        f = times(f, (factors){road->speed, road->capacity, road->sight});
        f = from->dusks[light].dark ? times(f, from->night) : f;
        piece_add(from, minute, f, state, profile);
        if (cover + 1 < zone->n_cover && zone->cover[cover + 1].from / WO_MINUTE_MS < next) {
            next = zone->cover[cover + 1].from / WO_MINUTE_MS;
        }
        if (light + 1 < from->n_dusks && from->dusks[light + 1].minute < next) {
            next = from->dusks[light + 1].minute;
        }
        minute = next;
    }
}

static void closed_fill(const wo_zone_weather *zone, wo_profile *profile)
{
    for (size_t k = 0; k < zone->n_cover; k++) {
        const bool before = k > 0 && zone->cover[k - 1].closed;
        if (zone->cover[k].closed && !before) {
            profile->closed[profile->n_closed++] = (wo_interval){.from = zone->cover[k].from, .to = WO_NEVER};
        } else if (!zone->cover[k].closed && before) {
            profile->closed[profile->n_closed - 1].to = zone->cover[k].from;
        }
    }
}

static wo_status profile_build(const sources *from, uint32_t section, uint32_t zone, wo_profile *profile,
                               wo_error *error)
{
    const size_t n_cover = from->climate->zones[zone].n_cover;
    const size_t room = n_cover + from->n_dusks + 2 * from->spec->n_smoke + 1;
    profile->zone = zone;
    profile->pieces = calloc(room, sizeof *profile->pieces);
    profile->states = calloc(room, sizeof *profile->states);
    profile->closed = calloc(n_cover, sizeof *profile->closed);
    if (profile->pieces == NULL || profile->states == NULL || profile->closed == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "out of memory for %zu pieces of weather", room);
    }
    pieces_fill(from, section, profile);
    closed_fill(&from->climate->zones[zone], profile);
    return WO_OK;
}

wo_status wo_profiles_build(const wo_scenario *scenario, const wo_draw *draw, uint32_t minutes, wo_climate *climate,
                            wo_error *error)
{
    const wo_climate_spec *spec = &scenario->climate;
    sources from = {
        .spec = spec,
        .draw = draw,
        .climate = climate,
        .minutes = minutes,
        .night = {wo_weather_factor(&spec->night_speed, draw), wo_weather_factor(&spec->night_capacity, draw), 1.0},
        .wave = wo_number_value(&scenario->wave_mps, draw) / REFERENCE_MPS};
    const size_t n = climate->n_zones * (1 + climate->n_smoky);
    climate->profiles = calloc(n, sizeof *climate->profiles);
    wo_status status = climate->profiles != NULL
                           ? dusks_build(&from, error)
                           : wo_error_set(error, WO_ERR_MEMORY, "out of memory for %zu profiles", n);
    for (size_t p = 0; p < n && status == WO_OK; p++) {
        const size_t smoke = p / climate->n_zones;
        const uint32_t section = smoke > 0 ? climate->smoky[smoke - 1] : UINT32_MAX;
        climate->n_profiles = p + 1;
        status = profile_build(&from, section, (uint32_t)(p % climate->n_zones), &climate->profiles[p], error);
    }
    free(from.dusks);
    return status;
}

/** Index of the last of `n` records, each `size` bytes and beginning with its wo_ms from, that begins by `at`. */
static size_t last_from(const void *list, size_t size, size_t n, wo_ms at)
{
    size_t low = 0;
    size_t high = n;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        wo_ms from;
        memcpy(&from, (const char *)list + middle * size, sizeof from);
        if (from <= at) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

static size_t piece_at(const wo_profile *profile, wo_ms at)
{
    return last_from(profile->pieces, sizeof *profile->pieces, profile->n_pieces, at);
}

uint32_t wo_climate_state(const wo_climate *climate, uint32_t profile, wo_ms at)
{
    if (profile == WO_NO_PROFILE) {
        return 0;
    }
    return climate->profiles[profile].states[piece_at(&climate->profiles[profile], at)];
}

double wo_climate_friction(const wo_climate *climate, uint32_t profile, wo_ms at)
{
    return profile == WO_NO_PROFILE ? (double)INFINITY
                                    : climate->states[wo_climate_state(climate, profile, at)].friction;
}

bool wo_climate_cold(const wo_climate *climate, uint32_t profile, wo_ms at)
{
    return profile != WO_NO_PROFILE && climate->states[wo_climate_state(climate, profile, at)].cold;
}

double wo_climate_snow_m(const wo_climate *climate, uint32_t profile, wo_ms at)
{
    if (profile == WO_NO_PROFILE) {
        return 0.0;
    }
    const wo_zone_weather *zone = &climate->zones[climate->profiles[profile].zone];
    const wo_cover *cover = &zone->cover[last_from(zone->cover, sizeof *zone->cover, zone->n_cover, at)];
    const double minutes = (double)(at - cover->from) / WO_MINUTE_MS;
    return fmax(0.0, (double)cover->depth_nm + (double)cover->rate_nm * minutes) * 1e-9;
}

wo_ms wo_climate_grip(const wo_climate *climate, uint32_t profile, wo_ms at, double friction)
{
    if (profile == WO_NO_PROFILE) {
        return at;
    }
    const wo_profile *p = &climate->profiles[profile];
    for (size_t k = piece_at(p, at); k < p->n_pieces; k++) {
        if (climate->states[p->states[k]].friction >= friction) {
            return p->pieces[k].from > at ? p->pieces[k].from : at;
        }
    }
    return WO_NEVER;
}
