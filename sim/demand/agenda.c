/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens next, and who waits for work. */
#include "dispatch_private.h"

static bool before(const wo_occasion *a, const wo_occasion *b)
{
    if (a->at != b->at) {
        return a->at < b->at;
    }
    if (a->kind != b->kind) {
        return a->kind < b->kind;
    }
    return a->entity != b->entity ? a->entity < b->entity : a->index < b->index;
}

wo_status wo_agenda_push(wo_agenda *agenda, wo_occasion occasion, wo_error *error)
{
    void *list = agenda->list;
    WO_TRY(wo_demand_grow(&list, agenda->n, sizeof agenda->list[0], error));
    agenda->list = list;
    size_t i = agenda->n++;
    while (i > 0 && before(&occasion, &agenda->list[(i - 1) / 2])) {
        agenda->list[i] = agenda->list[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    agenda->list[i] = occasion;
    return WO_OK;
}

wo_occasion wo_agenda_pop(wo_agenda *agenda)
{
    wo_occasion *list = agenda->list;
    const wo_occasion top = list[0], moved = list[--agenda->n];
    const size_t n = agenda->n;
    size_t i = 0;
    for (size_t child = 1; child < n; child = 2 * i + 1) {
        if (child + 1 < n && before(&list[child + 1], &list[child])) {
            child++;
        }
        if (!before(&list[child], &moved)) {
            break;
        }
        list[i] = list[child];
        i = child;
    }
    list[i] = moved;
    return top;
}

void wo_idle_add(wo_idle *idle, uint32_t vehicle)
{
    idle->ring[(idle->first + idle->n++) % idle->room] = vehicle;
}

uint32_t wo_idle_take(wo_idle *idle)
{
    const uint32_t vehicle = idle->ring[idle->first];
    idle->first = (idle->first + 1) % idle->room;
    idle->n--;
    return vehicle;
}
