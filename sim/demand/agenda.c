/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens next, and who waits for work. */
#include "dispatch_private.h"

#include <stdlib.h>

static bool before(const wo_agenda *agenda, uint32_t entry, uint32_t other)
{
    const wo_occasion *a = &agenda->entries[entry].occasion, *b = &agenda->entries[other].occasion;
    if (a->at != b->at) {
        return a->at < b->at;
    }
    if (a->kind != b->kind) {
        return a->kind < b->kind;
    }
    return a->entity != b->entity ? a->entity < b->entity : a->index < b->index;
}

wo_status wo_agenda_init(wo_agenda *agenda, wo_ms horizon, wo_error *error)
{
    agenda->n_piles = horizon / WO_QUARTER_MS + 1;
    agenda->piles = malloc(agenda->n_piles * sizeof agenda->piles[0]);
    if (agenda->piles == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for an agenda of %zu quarters of an hour",
                            agenda->n_piles);
    }
    for (size_t quarter = 0; quarter < agenda->n_piles; quarter++) {
        agenda->piles[quarter] = WO_NONE;
    }
    return WO_OK;
}

void wo_agenda_free(wo_agenda *agenda)
{
    free(agenda->entries);
    free(agenda->heap);
    free(agenda->piles);
}

static void heap_add(wo_agenda *agenda, uint32_t entry)
{
    uint32_t *heap = agenda->heap;
    size_t i = agenda->n_heap++;
    while (i > 0 && before(agenda, entry, heap[(i - 1) / 2])) {
        heap[i] = heap[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    heap[i] = entry;
}

wo_status wo_agenda_push(wo_agenda *agenda, wo_occasion occasion, wo_error *error)
{
    const uint32_t entry = (uint32_t)agenda->n_entries;
    void *entries = agenda->entries, *heap = agenda->heap;
    WO_TRY(wo_demand_grow(&entries, entry, sizeof agenda->entries[0], error));
    agenda->entries = entries;
    WO_TRY(wo_demand_grow(&heap, entry, sizeof agenda->heap[0], error)); /* for all at once */
    agenda->heap = heap;
    agenda->n_entries++;
    const size_t quarter = occasion.at / WO_QUARTER_MS;
    agenda->entries[entry] = (wo_entry){.occasion = occasion, .below = WO_NONE};
    if (quarter < agenda->next) {
        heap_add(agenda, entry);
    } else {
        agenda->entries[entry].below = agenda->piles[quarter];
        agenda->piles[quarter] = entry;
    }
    return WO_OK;
}

wo_ms wo_agenda_next(wo_agenda *agenda)
{
    while (agenda->n_heap == 0 && agenda->next < agenda->n_piles) {
        for (uint32_t entry = agenda->piles[agenda->next++]; entry != WO_NONE; entry = agenda->entries[entry].below) {
            heap_add(agenda, entry);
        }
    }
    return agenda->n_heap > 0 ? agenda->entries[agenda->heap[0]].occasion.at : WO_NEVER;
}

wo_occasion wo_agenda_pop(wo_agenda *agenda)
{
    uint32_t *heap = agenda->heap;
    const uint32_t top = heap[0], moved = heap[--agenda->n_heap];
    const size_t n = agenda->n_heap;
    size_t i = 0;
    for (size_t child = 1; child < n; child = 2 * i + 1) {
        if (child + 1 < n && before(agenda, heap[child + 1], heap[child])) {
            child++;
        }
        if (!before(agenda, heap[child], moved)) {
            break;
        }
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = moved;
    return agenda->entries[top].occasion;
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
