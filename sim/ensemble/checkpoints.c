/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "checkpoints.h"

#include <math.h>
#include <stdlib.h>

/* The entry of a class, else `other`; NULL when it is waved through. */
static const wo_service *service_of(const wo_checkpoint *checkpoint, int class_index)
{
    const wo_service *other = NULL;
    for (size_t i = 0; i < checkpoint->n_services; i++) {
        const wo_service *service = &checkpoint->services[i];
        if (service->class_index == class_index) {
            return service;
        }
        other = service->class_index < 0 ? service : other;
    }
    return other;
}

/* A wo_service_fn. The engine's classes hold several sizes of herd, the party's own class is that of the scenario. */
static wo_ms service_time(const void *context, uint32_t class_index, uint32_t party)
{
    const wo_desk *desk = context;
    const wo_service *service = service_of(desk->checkpoint, desk->traffic->parties[party].class_index);
    (void)class_index;
    return service == NULL ? 0
                           : wo_ms_from_s(wo_distribution_value(&service->time_s, &desk->draw, WO_PURPOSE_SERVICE,
                                                                desk->entity, party, 0));
}

/* Stable under changes of the list: where the checkpoint is. */
static uint32_t entity_of(const wo_scenario *scenario, const wo_checkpoint *checkpoint)
{
    return wo_hash_index(wo_hash_text(scenario->sections[checkpoint->at.section].name),
                         (uint32_t)llround(checkpoint->at.m * 1000.0));
}

wo_status wo_checkpoints_start(wo_checkpoints *checkpoints, const wo_scenario *scenario, const wo_places *places,
                               const wo_traffic *traffic, const wo_draw *draw, wo_queue *queue, wo_error *error)
{
    if (scenario->n_checkpoints > checkpoints->capacity) {
        wo_desk *desks = realloc(checkpoints->desks, scenario->n_checkpoints * sizeof *desks);
        if (desks == NULL) {
            return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu checkpoints", scenario->n_checkpoints);
        }
        checkpoints->desks = desks;
        checkpoints->capacity = scenario->n_checkpoints;
    }
    for (size_t i = 0; i < scenario->n_checkpoints; i++) {
        const wo_checkpoint *checkpoint = &scenario->checkpoints[i];
        const uint32_t node = places->checkpoint[i], servers = (uint32_t)checkpoint->servers;
        wo_desk *desk = &checkpoints->desks[i];
        *desk = (wo_desk){checkpoint, traffic, *draw, entity_of(scenario, checkpoint)};
        if ((checkpoint->side & WO_SIDE_OUTBOUND) != 0) {
            WO_TRY(wo_queue_checkpoint(queue, node, WO_OUTBOUND, servers, service_time, desk, error));
        }
        if ((checkpoint->side & WO_SIDE_INBOUND) != 0) {
            WO_TRY(wo_queue_checkpoint(queue, node, WO_INBOUND, servers, service_time, desk, error));
        }
    }
    return WO_OK;
}

void wo_checkpoints_free(wo_checkpoints *checkpoints)
{
    free(checkpoints->desks);
    checkpoints->desks = NULL;
    checkpoints->capacity = 0;
}
