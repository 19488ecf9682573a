/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the weather makes of the road under a segment. */
#include <math.h>

#include "incident_state.h"

void wo_ground_start(wo_incidents *incidents)
{
    const wo_road *road = incidents->road;
    for (uint32_t s = 0; s < road->n_segments; s++) {
        incidents->slopes[s].profile = wo_climate_profile(incidents->climate, road->section[s], road->elevation_m[s]);
    }
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

bool wo_ground_cold(const wo_incidents *incidents, uint32_t segment, wo_ms at)
{
    return wo_climate_cold(incidents->climate, incidents->slopes[segment].profile, at);
}

double wo_ground_friction(const wo_incidents *incidents, uint32_t segment, wo_ms at)
{
    return wo_climate_friction(incidents->climate, incidents->slopes[segment].profile, at);
}

wo_ms wo_ground_grip(const wo_incidents *incidents, uint32_t segment, wo_ms at, double friction)
{
    return wo_climate_grip(incidents->climate, incidents->slopes[segment].profile, at, friction);
}
