/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the weather makes of the road under a segment. */
#include <math.h>
#include <stdlib.h>

#include "incident_state.h"

wo_status wo_ground_start(wo_incidents *incidents, wo_error *error)
{
    const wo_road *road = incidents->road;
    const uint32_t n = (uint32_t)incidents->climate->n_profiles;
    incidents->grounds = calloc(n + (size_t)1, sizeof *incidents->grounds);
    if (incidents->grounds == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for the ground under %u profiles", n);
    }
    incidents->grounds[n] = (wo_ground){.to = WO_NEVER, .friction = (double)INFINITY};
    for (uint32_t s = 0; s < road->n_segments; s++) {
        const uint32_t profile = wo_climate_profile(incidents->climate, road->section[s], road->elevation_m[s]);
        incidents->slopes[s].profile = profile;
        incidents->slopes[s].ground = profile == WO_NO_PROFILE ? n : profile;
    }
    return WO_OK;
}

/* Entries come nearly in order, so the piece is the one found last or next to it. */
void wo_ground_find(const wo_incidents *incidents, uint32_t index, wo_ms at)
{
    wo_ground *ground = &incidents->grounds[index];
    if (index == incidents->climate->n_profiles) {
        return;
    }
    const wo_profile *profile = &incidents->climate->profiles[index];
    size_t k = ground->piece;
    while (k > 0 && profile->pieces[k].from > at) {
        k--;
    }
    while (k + 1 < profile->n_pieces && profile->pieces[k + 1].from <= at) {
        k++;
    }
    const wo_road_state *state = &incidents->climate->states[profile->states[k]];
    *ground = (wo_ground){.from = profile->pieces[k].from,
                          .to = k + 1 < profile->n_pieces ? profile->pieces[k + 1].from : WO_NEVER,
                          .piece = k,
                          .friction = state->friction,
                          .cold = state->cold};
}

double wo_ground_slipperiest(const wo_incidents *incidents)
{
    const wo_climate *climate = incidents->climate;
    double least = INFINITY;
    for (size_t p = 0; p < climate->n_profiles; p++) {
        for (size_t k = 0; k < climate->profiles[p].n_pieces; k++) {
            least = fmin(least, climate->states[climate->profiles[p].states[k]].friction);
        }
    }
    return least;
}

wo_ms wo_ground_grip(const wo_incidents *incidents, uint32_t segment, wo_ms at, double friction)
{
    return wo_climate_grip(incidents->climate, incidents->slopes[segment].profile, at, friction);
}
