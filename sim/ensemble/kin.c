/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kin.h"

#include <stdlib.h>

wo_status wo_kin_alone(size_t n_variants, wo_kin *kin, wo_error *error)
{
    *kin = (wo_kin){.n_groups = n_variants,
                    .first = malloc((n_variants + 1) * sizeof kin->first[0]),
                    .list = malloc(n_variants * sizeof kin->list[0])};
    if (kin->first == NULL || kin->list == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu variants", n_variants);
    }
    for (size_t v = 0; v < n_variants; v++) {
        kin->first[v] = kin->list[v] = v;
    }
    kin->first[n_variants] = n_variants;
    return WO_OK;
}

/* A group of list[end] and those behind it that are kin of it, which are moved there; the others keep their order. */
static wo_status add_group(const wo_layout *layout, wo_kin *kin, size_t end, wo_error *error)
{
    const size_t first = kin->first[kin->n_groups] = end++;
    for (size_t i = end; i < layout->n_variants && end - first < WO_MOST_KIN; i++) {
        const size_t v = kin->list[i];
        bool alike = false;
        WO_TRY(wo_scenario_differs(layout->variants[kin->list[first]], layout->variants[v], &alike, error));
        if (alike) {
            for (size_t k = i; k > end; k--) {
                kin->list[k] = kin->list[k - 1];
            }
            kin->list[end++] = v;
        }
    }
    kin->first[++kin->n_groups] = end;
    return WO_OK;
}

wo_status wo_kin_find(const wo_layout *layout, wo_kin *kin, wo_error *error)
{
    WO_TRY(wo_kin_alone(layout->n_variants, kin, error));
    kin->n_groups = 0;
    for (size_t end = 0; end < layout->n_variants; end = kin->first[kin->n_groups]) {
        WO_TRY(add_group(layout, kin, end, error));
    }
    return WO_OK;
}

void wo_kin_free(wo_kin *kin)
{
    free(kin->first);
    free(kin->list);
    *kin = (wo_kin){0};
}
