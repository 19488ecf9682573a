/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shape that the results of all variants share. */
#include <string.h>

#include "wayout/ensemble.h"

static wo_status inside(const wo_road *road, uint32_t node, uint32_t line, const wo_scenario *variant, const char *kind,
                        const char *name, wo_error *error)
{
    if (road->tour[line] <= road->tour[node] && road->tour[node] < road->tour_end[line]) {
        return WO_OK;
    }
    return wo_error_set(
        error, WO_ERR_SCENARIO,
        "variant '%s': %s '%s' lies beyond the deadline line, so that nobody of it could be counted out",
        variant->variant, kind, name);
}

/* Nodes are the same in every replication: what is wrong here would stop the run at its first one. */
static wo_status check_places(const wo_road *road, const wo_places *places, const wo_scenario *variant, wo_error *error)
{
    for (size_t i = 0; i < variant->n_origins; i++) {
        WO_TRY(
            inside(road, places->origin[i], places->deadline_line, variant, "origin", variant->origins[i].name, error));
    }
    for (size_t i = 0; i < variant->n_armies; i++) {
        WO_TRY(inside(road, places->army[i], places->deadline_line, variant, "army", variant->armies[i].name, error));
    }
    return WO_OK;
}

static wo_status same_segments(const wo_road *road, const wo_scenario *variant, const wo_draw *central, wo_error *error)
{
    wo_road other = {0};
    wo_places places = {0};
    wo_status status = wo_road_from_scenario(variant, central, &other, &places, error);
    if (status != WO_OK) {
        goto out;
    }
    const bool same = other.n_out == road->n_out && other.n_classes == road->n_classes &&
                      memcmp(other.down, road->down, road->n_segments * sizeof road->down[0]) == 0 &&
                      memcmp(other.length_cm, road->length_cm, road->n_segments * sizeof road->length_cm[0]) == 0;
    if (!same) {
        status = wo_error_set(error, WO_ERR_SCENARIO,
                              "variant '%s' changes the road's sections or the classes: variants can "
                              "be compared on one road only",
                              variant->variant);
        goto out;
    }
    status = check_places(&other, &places, variant, error);
out:
    wo_places_free(&places);
    wo_road_free(&other);
    return status;
}

/* Marks lie on the coupling grid of the engine. */
static wo_status fill_times(wo_layout *layout, wo_error *error)
{
    wo_ms end = 0;
    layout->every_ms = wo_ms_from_s(layout->variants[0]->record_every_s);
    if (layout->every_ms == 0 || layout->every_ms % WO_MINUTE_MS != 0) {
        return wo_error_set(error, WO_ERR_RANGE, "the record interval of %g s is not a whole number of minutes",
                            layout->variants[0]->record_every_s);
    }
    for (size_t v = 0; v < layout->n_variants; v++) {
        const wo_scenario *variant = layout->variants[v];
        if (wo_ms_from_s(variant->record_every_s) != layout->every_ms) {
            return wo_error_set(error, WO_ERR_SCENARIO, "variant '%s' records at another interval than '%s'",
                                variant->variant, layout->variants[0]->variant);
        }
        end = variant->end > end ? variant->end : end;
    }
    layout->n_times = end / layout->every_ms + 1;
    return WO_OK;
}

wo_status wo_layout_init(wo_layout *layout, const wo_scenario *const *variants, size_t n_variants, wo_error *error)
{
    const wo_draw central = {.central = true};
    wo_status status;
    *layout = (wo_layout){.variants = variants, .n_variants = n_variants};
    if (n_variants == 0) {
        return wo_error_set(error, WO_ERR_RANGE, "an ensemble needs at least one variant");
    }
    status = wo_road_from_scenario(variants[0], &central, &layout->road, &layout->places, error);
    if (status == WO_OK) {
        status = check_places(&layout->road, &layout->places, variants[0], error);
    }
    for (size_t v = 1; status == WO_OK && v < n_variants; v++) {
        status = same_segments(&layout->road, variants[v], &central, error);
    }
    if (status == WO_OK) {
        status = fill_times(layout, error);
    }
    if (status != WO_OK) {
        wo_layout_free(layout);
    }
    return status;
}

void wo_layout_free(wo_layout *layout)
{
    wo_places_free(&layout->places);
    wo_road_free(&layout->road);
    memset(layout, 0, sizeof *layout);
}
