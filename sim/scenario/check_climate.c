/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Daylight and weather: names, order, and what needs what. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "reading.h"

static void check_daylight(wo_reading *r)
{
    const wo_climate_spec *c = &r->scenario->climate;
    const wo_node *climate = wo_node_get(r->root, "climate");
    const bool latitude = wo_node_get(climate, "latitude") != NULL;
    const bool longitude = wo_node_get(climate, "longitude") != NULL;
    static const char *const keys[] = {"climate/night_speed", "climate/night_capacity"};
    const wo_number *const numbers[] = {&c->night_speed, &c->night_capacity};
    if (latitude != longitude) {
        wo_check_fault(r, "climate", "'latitude' and 'longitude' go together; '%s' is missing",
                       latitude ? "longitude" : "latitude");
    }
    for (size_t i = 0; i < 2 && !latitude && !longitude; i++) {
        if (numbers[i]->shape != WO_SHAPE_FIXED || numbers[i]->p[0] < 1.0) {
            wo_check_fault(r, keys[i], "'%s' needs 'latitude' and 'longitude', from which the night follows",
                           strchr(keys[i], '/') + 1);
        }
    }
}

/** `what` is "state" or "zone". */
static void refuse_name(wo_reading *r, const char *path, const char *what, const wo_names *known, const char *name)
{
    char hint[128];
    wo_names_hint(known, name, hint);
    wo_check_fault(r, path, "there is no %s '%.60s'%s", what, name, hint);
}

static void check_shares(wo_reading *r, size_t i, const wo_names *states)
{
    const wo_zone *zone = &r->scenario->climate.zones[i];
    double sum = 0.0;
    for (size_t k = 0; k < zone->n_shares; k++) {
        const wo_share *share = &zone->shares[k];
        if (share->state < 0 && share->name != NULL) {
            char path[128];
            (void)snprintf(path, sizeof path, "climate/zones/%zu/shares/%.64s", i, share->name);
            refuse_name(r, path, "state", states, share->name);
        }
        sum += wo_number_central(&share->share);
    }
    if (zone->n_shares > 0 && sum == 0.0) {
        wo_check_fault_at(r, "climate/zones", i, "shares", "'shares': all are 0");
    }
}

static void check_zones(wo_reading *r, const wo_names *states)
{
    const wo_climate_spec *c = &r->scenario->climate;
    for (size_t i = 0; i < c->n_zones; i++) {
        check_shares(r, i, states);
        if (i > 0 && c->zones[i].above_m <= c->zones[i - 1].above_m) {
            wo_check_fault_at(r, "climate/zones", i, "above",
                              "'above': zones are listed from the lowest to the highest");
        }
    }
}

static void check_observations(wo_reading *r, const wo_names *states, const wo_names *zones)
{
    const wo_climate_spec *c = &r->scenario->climate;
    char path[64];
    if (c->n_observations > 0 && c->n_zones == 0) {
        wo_check_fault(r, "climate/observations", "'observations' need 'zones', which have the weather");
        return;
    }
    for (size_t i = 0; i < c->n_observations && !wo_found_full(r->found); i++) {
        const wo_observation *o = &c->observations[i];
        if (o->state < 0 && o->state_name != NULL) {
            (void)snprintf(path, sizeof path, "climate/observations/%zu/state", i);
            refuse_name(r, path, "state", states, o->state_name);
        }
        if (o->zone < 0 && o->zone_name != NULL) {
            (void)snprintf(path, sizeof path, "climate/observations/%zu/zone", i);
            refuse_name(r, path, "zone", zones, o->zone_name);
        }
        if (i > 0 && o->at != WO_NEVER && o[-1].at != WO_NEVER && o->at < o[-1].at) {
            wo_check_fault_at(r, "climate/observations", i, "at", "'at': observations are listed in order of time");
        }
    }
}

static void check_left(wo_reading *r, double most_m, const char *key, const char *meaning)
{
    const wo_node *written = wo_node_get(wo_node_get(wo_node_get(r->root, "climate"), "snow"), "left");
    if (wo_number_central(&r->scenario->climate.snow.left_m) >= most_m) {
        char path[32];
        (void)snprintf(path, sizeof path, "climate/snow/%s", written != NULL ? "left" : key);
        wo_check_fault(r, path, "'left' must be less than '%s', the depth at which %s", key, meaning);
    }
}

/* Else the plough would come again at once, or the road stay closed behind it. */
static void check_snow(wo_reading *r)
{
    const wo_snow_spec *snow = &r->scenario->climate.snow;
    if (snow->plough_m.high == 0.0) {
        return; /* no map, so that nothing was read */
    }
    check_left(r, wo_number_central(&snow->plough_m), "plough", "the plough is called");
    if (wo_number_central(&snow->close_m) > 0.0) {
        check_left(r, wo_number_central(&snow->close_m), "close", "the road is closed");
    }
}

void wo_check_climate(wo_reading *r)
{
    const wo_climate_spec *c = &r->scenario->climate;
    wo_names states = {0};
    wo_names zones = {0};
    if (!wo_names_build(&states, c->states, c->n_states, sizeof *c->states, offsetof(wo_weather_state, name)) ||
        !wo_names_build(&zones, c->zones, c->n_zones, sizeof *c->zones, offsetof(wo_zone, name))) {
        r->failed = true;
    } else {
        check_daylight(r);
        check_zones(r, &states);
        check_observations(r, &states, &zones);
        check_snow(r);
    }
    wo_names_free(&states);
    wo_names_free(&zones);
}
