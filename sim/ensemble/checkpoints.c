/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "checkpoints.h"

#include <stdlib.h>

#include "wayout/memory.h"

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

/* Hours of a day that may be none, or lie before the start or beyond the clock. */
static wo_status shut(wo_queue *queue, uint32_t node, wo_direction direction, int64_t from, int64_t to, wo_error *error)
{
    const wo_ms begin = wo_ms_clamp(from), end = wo_ms_clamp(to);
    return begin < end ? wo_queue_shut(queue, node, direction, begin, end, error) : WO_OK;
}

/* Every local night from closing time to opening time. */
static wo_status shut_desk(const wo_scenario *scenario, const wo_checkpoint *checkpoint, const wo_climate *climate,
                           wo_queue *queue, uint32_t node, wo_direction direction, wo_error *error)
{
    const int64_t opens = wo_ms_from_s(checkpoint->opens_s), closes = wo_ms_from_s(checkpoint->closes_s);
    for (int64_t day = climate->first_midnight; day < (int64_t)scenario->end; day += WO_DAY_MS) {
        WO_TRY(shut(queue, node, direction, day, day + opens, error));
        WO_TRY(shut(queue, node, direction, day + closes, day + WO_DAY_MS, error));
    }
    return WO_OK;
}

static wo_status make_room(wo_checkpoints *checkpoints, size_t n, wo_error *error)
{
    void *list = checkpoints->desks;
    WO_TRY(wo_list_reserve(&list, &checkpoints->capacity, n, sizeof checkpoints->desks[0], "checkpoints", error));
    checkpoints->desks = list;
    checkpoints->n = n;
    return WO_OK;
}

wo_status wo_checkpoints_start(wo_checkpoints *checkpoints, const wo_scenario *scenario, const wo_places *places,
                               const wo_climate *climate, const wo_traffic *traffic, const wo_draw *draw,
                               wo_queue *queue, wo_error *error)
{
    WO_TRY(make_room(checkpoints, scenario->n_checkpoints, error));
    for (size_t i = 0; i < scenario->n_checkpoints; i++) {
        const wo_checkpoint *checkpoint = &scenario->checkpoints[i];
        const uint32_t node = places->checkpoint[i], servers = (uint32_t)checkpoint->servers;
        wo_desk *desk = &checkpoints->desks[i];
        *desk = (wo_desk){checkpoint, traffic, *draw, wo_place_hash(scenario, checkpoint->at), node};
        for (int d = 0; d < 2; d++) {
            const wo_direction direction = d == 0 ? WO_OUTBOUND : WO_INBOUND;
            if (wo_side_has(checkpoint->side, direction)) {
                WO_TRY(wo_queue_checkpoint(queue, node, direction, servers, service_time, desk, error));
                WO_TRY(shut_desk(scenario, checkpoint, climate, queue, node, direction, error));
            }
        }
    }
    return WO_OK;
}

wo_status wo_checkpoints_copy(const wo_checkpoints *from, wo_checkpoints *to, const wo_traffic *traffic,
                              wo_queue *queue, wo_error *error)
{
    WO_TRY(make_room(to, from->n, error));
    for (size_t i = 0; i < from->n; i++) {
        wo_desk *desk = &to->desks[i];
        *desk = from->desks[i];
        desk->traffic = traffic;
        for (int d = 0; d < 2; d++) {
            const wo_direction direction = d == 0 ? WO_OUTBOUND : WO_INBOUND;
            if (wo_side_has(desk->checkpoint->side, direction)) {
                wo_queue_serve(queue, desk->node, direction, desk);
            }
        }
    }
    return WO_OK;
}

void wo_checkpoints_free(wo_checkpoints *checkpoints)
{
    free(checkpoints->desks);
    *checkpoints = (wo_checkpoints){0};
}
