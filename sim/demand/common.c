/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demand_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 16 };

wo_status wo_demand_grow(void **items, size_t n, size_t item_size, wo_error *error)
{
    const bool full = n == 0 || (n >= FIRST_ROOM && (n & (n - 1)) == 0);
    if (!full) {
        return WO_OK;
    }
    if (n >= WO_DEMAND_LIMIT) {
        return wo_error_set(error, WO_ERR_LIMIT, "more than %u parties of one kind", WO_DEMAND_LIMIT);
    }
    const size_t room = n == 0 ? FIRST_ROOM : 2 * n;
    void *grown = realloc(*items, room * item_size);
    if (grown == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu parties", room);
    }
    *items = grown;
    return WO_OK;
}

wo_status wo_demand_count(double value, const char *what, uint32_t *count, wo_error *error)
{
    const double rounded = floor(value + 0.5);
    if (!(rounded <= WO_DEMAND_LIMIT)) {
        return wo_error_set(error, WO_ERR_LIMIT, "%s: %.0f is more than %u", what, rounded, WO_DEMAND_LIMIT);
    }
    *count = rounded > 0 ? (uint32_t)rounded : 0;
    return WO_OK;
}

/* The hash of a path is built from the hashes of its parts: a name may be of any length and hold any sign. */
uint32_t wo_demand_path(const char *group, const char *name, const char *what)
{
    return wo_hash_index(wo_hash_index(wo_hash_text(group), wo_hash_text(name)), wo_hash_text(what));
}

bool wo_demand_upstream(const wo_road *road, uint32_t node, uint32_t below)
{
    return road->tour[below] <= road->tour[node] && road->tour[node] < road->tour_end[below];
}

wo_ms wo_demand_last_moment(wo_ms deadline, wo_ms travel_ms)
{
    return deadline > travel_ms ? deadline - travel_ms - 1 : 0;
}

wo_ms wo_demand_before(wo_ms at, wo_ms margin)
{
    return at > margin ? at - margin : 0;
}

wo_ms wo_demand_median(const wo_distribution *distribution, const wo_draw *draw)
{
    double p[3];
    for (int i = 0; i < 3; i++) {
        p[i] = wo_number_value(&distribution->p[i], draw);
    }
    return wo_ms_from_s(wo_quantile(distribution->shape, p, distribution->low, distribution->high, 0.5));
}
