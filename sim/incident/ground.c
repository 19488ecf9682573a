/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the weather makes of the road under a segment. */
#include "incident_state.h"

/* Traction coefficient of a dry road. */
#define DRY_FRICTION 0.7

bool wo_ground_changes(const wo_incidents *incidents)
{
    (void)incidents;
    return false;
}

bool wo_ground_cold(const wo_incidents *incidents, uint32_t segment, wo_ms at)
{
    (void)incidents;
    (void)segment;
    (void)at;
    return false;
}

double wo_ground_friction(const wo_incidents *incidents, uint32_t segment, wo_ms at)
{
    (void)incidents;
    (void)segment;
    (void)at;
    return DRY_FRICTION;
}

wo_ms wo_ground_grip(const wo_incidents *incidents, uint32_t segment, wo_ms at, double friction)
{
    (void)incidents;
    (void)segment;
    return friction <= DRY_FRICTION ? at : WO_NEVER;
}
