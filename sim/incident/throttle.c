/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Planned incidents, and the throttles by which these and face-offs act on the queue. */
#include <math.h>

#include "incident_state.h"

/* Capacity of a segment in ms per pcu; where none is given, that of the cars' own headways. */
static double capacity_ms(const wo_road *road, uint32_t segment)
{
    const size_t car = (size_t)segment * road->n_classes;
    const double own = road->reaction_ms[car] + road->class_jam_cm[0] * 1.0e-5 * road->pace_us[car];
    return road->capacity_ms[segment] > 0 ? road->capacity_ms[segment] : own / road->lanes[segment];
}

/* Whether a planned incident at `node` acts on a pair: on the piece that begins there, at the exit on all that end
 * there. */
static bool concerns(const wo_road *road, uint32_t node, uint32_t pair)
{
    return node < road->n_out ? pair == node : road->down[pair] == node;
}

/* The throttle of all planned incidents that are in force on a segment. */
static uint32_t planned_ms(const wo_incidents *incidents, uint32_t pair, uint32_t direction)
{
    const wo_incident_spec *spec = &incidents->scenario->incidents;
    const double full_ms = capacity_ms(incidents->road, pair + direction * incidents->road->n_out);
    uint32_t most = 0;
    for (size_t i = 0; i < spec->n_planned; i++) {
        if (incidents->in_force[i] && wo_side_has(spec->planned[i].side, (wo_direction)direction) &&
            concerns(incidents->road, incidents->places->planned[i], pair)) {
            const double leaves = wo_number_value(&spec->planned[i].leaves, &incidents->draw);
            const wo_ms ms = wo_ms_from_s(1.0e-3 * full_ms / leaves);
            most = ms > most ? ms : most;
        }
    }
    return most;
}

static bool closes(const wo_incidents *incidents, const wo_planned *planned)
{
    return wo_number_value(&planned->leaves, &incidents->draw) <= 0.0;
}

bool wo_planned_step(wo_incidents *incidents, wo_ms now)
{
    const wo_incident_spec *spec = &incidents->scenario->incidents;
    bool changed = false;
    for (size_t i = 0; i < spec->n_planned; i++) {
        const wo_planned *planned = &spec->planned[i];
        const bool on = planned->from <= now && now < planned->to && !closes(incidents, planned);
        changed = changed || on != incidents->in_force[i];
        incidents->in_force[i] = on;
    }
    for (uint32_t pair = 0; changed && pair < incidents->road->n_out; pair++) {
        for (uint32_t d = 0; d < 2; d++) {
            incidents->pairs[pair].planned_ms[d] = planned_ms(incidents, pair, d);
        }
    }
    return changed;
}

wo_status wo_planned_start(wo_incidents *incidents, wo_queue *queue, wo_error *error)
{
    const wo_incident_spec *spec = &incidents->scenario->incidents;
    for (size_t i = 0; i < spec->n_planned; i++) {
        const wo_planned *planned = &spec->planned[i];
        const uint32_t node = incidents->places->planned[i];
        for (uint32_t d = 0; d < 2 && closes(incidents, planned); d++) {
            const wo_direction direction = d == 0 ? WO_OUTBOUND : WO_INBOUND;
            if (wo_side_has(planned->side, direction)) {
                WO_TRY(wo_queue_close(queue, node, direction, planned->from, planned->to, error));
            }
        }
    }
    (void)wo_planned_step(incidents, 0);
    for (uint32_t pair = 0; pair < incidents->road->n_out; pair++) {
        WO_TRY(wo_throttle_apply(incidents, queue, pair, error));
    }
    return WO_OK;
}

wo_status wo_throttle_apply(wo_incidents *incidents, wo_queue *queue, uint32_t pair, wo_error *error)
{
    wo_twins *state = &incidents->pairs[pair];
    const uint32_t locked_ms = state->locked_until > 0 ? incidents->faceoff_ms : 0;
    for (uint32_t d = 0; d < 2; d++) {
        const uint32_t ms = locked_ms > state->planned_ms[d] ? locked_ms : state->planned_ms[d];
        if (ms != state->applied_ms[d]) {
            WO_TRY(wo_queue_throttle(queue, pair + d * incidents->road->n_out, ms, error));
            state->applied_ms[d] = ms;
        }
    }
    return WO_OK;
}
