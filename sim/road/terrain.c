/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "terrain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "network.h"
#include "parts.h"

/** Capacity of a lane under base conditions (HCM 2000), pc/s. */
#define BASE_CAPACITY_PER_S (1700.0 / 3600.0)
/** A herd climbs slower by 2.5 times the grade, but never stops. */
#define HERD_GRADE_LOSS  2.5
#define HERD_LEAST_SHARE 0.3
/** Lengths in which a herd class comes: full, 3/4, 1/2, 1/4. */
#define HERD_SIZES 4

static double value(const wo_number *number, const wo_draw *draw)
{
    return wo_number_value(number, draw);
}

uint32_t wo_node_find(const wo_node_names *nodes, const char *name)
{
    for (uint32_t n = 0; n < nodes->n; n++) {
        if (nodes->names[n] != NULL && strcmp(nodes->names[n], name) == 0) {
            return n;
        }
    }
    return WO_NONE;
}

static uint32_t node_add(wo_node_names *nodes, const char *name)
{
    const uint32_t known = wo_node_find(nodes, name);
    if (known != WO_NONE) {
        return known;
    }
    nodes->names[nodes->n] = name;
    return nodes->n++;
}

/** Engine class of size `size` (0 = full, 3 = a quarter) of herd class `class_index`. */
static uint32_t sized_class(const wo_scenario *scenario, uint32_t class_index, uint32_t size)
{
    if (size == 0) {
        return class_index;
    }
    uint32_t herds_before = 0;
    for (uint32_t c = 0; c < class_index; c++) {
        herds_before += scenario->classes[c].animal != WO_ANIMAL_NONE;
    }
    return (uint32_t)scenario->n_classes + (HERD_SIZES - 1) * herds_before + size - 1;
}

uint32_t wo_herd_class(const wo_scenario *scenario, uint32_t class_index, double heads, double nominal_heads)
{
    if (scenario->classes[class_index].animal == WO_ANIMAL_NONE) {
        return class_index;
    }
    uint32_t size = 0;
    while (size < HERD_SIZES - 1 && heads * HERD_SIZES <= nominal_heads * (HERD_SIZES - 1 - size)) {
        size++;
    }
    return sized_class(scenario, class_index, size);
}

/** Jam spacing and kind of every engine class. */
static wo_status fill_classes(const wo_scenario *scenario, const wo_draw *draw, wo_road_spec *spec, wo_error *error)
{
    spec->n_classes = scenario->n_classes;
    for (size_t c = 0; c < scenario->n_classes; c++) {
        spec->n_classes += scenario->classes[c].animal != WO_ANIMAL_NONE ? HERD_SIZES - 1 : 0;
    }
    if (spec->n_classes < 1 || spec->n_classes > WO_MAX_CLASSES) {
        return wo_error_set(error, WO_ERR_LIMIT,
                            "%zu classes, counting four sizes of each kind of herd, are not between 1 and %d",
                            spec->n_classes, WO_MAX_CLASSES);
    }
    for (uint32_t c = 0; c < scenario->n_classes; c++) {
        const bool herd = scenario->classes[c].animal != WO_ANIMAL_NONE;
        const double jam_m = value(&scenario->classes[c].jam_spacing_m, draw);
        for (uint32_t size = 0; size < (herd ? HERD_SIZES : 1); size++) {
            const uint32_t k = sized_class(scenario, c, size);
            spec->jam_m[k] = jam_m * (HERD_SIZES - size) / HERD_SIZES;
            spec->herd[k] = herd;
        }
    }
    spec->car_jam_m = spec->jam_m[0];
    return WO_OK;
}

/** What a section does to speeds, in one realisation and one direction. */
typedef struct slope {
    double grade, elevation_m, limit_mps;
    wo_surface surface;
} slope;

static double class_speed(const wo_class *class, const slope *s, const wo_draw *draw)
{
    const double level_mps = fmin(value(&class->speed_mps, draw), s->limit_mps);
    if (class->animal != WO_ANIMAL_NONE) {
        return level_mps * fmin(1.0, fmax(HERD_LEAST_SHARE, 1.0 - HERD_GRADE_LOSS * s->grade));
    }
    return wo_crawl_speed(value(&class->mass_to_power_kg_per_w, draw), s->grade, s->elevation_m, s->surface, level_mps);
}

static void fill_speeds(const wo_scenario *scenario, const wo_draw *draw, const wo_section *section,
                        wo_stretch *stretch)
{
    const double limit_mps =
        fmin(value(&section->speed_mps, draw), wo_bend_speed(value(&section->bend_radius_m, draw)));
    const double rise_m = stretch->elevation_m[1] - stretch->elevation_m[0];
    for (int d = 0; d < 2; d++) {
        const slope s = {.grade = (d == WO_OUTBOUND ? rise_m : -rise_m) / stretch->length_m,
                         .elevation_m = 0.5 * (stretch->elevation_m[0] + stretch->elevation_m[1]),
                         .limit_mps = limit_mps,
                         .surface = section->surface};
        stretch->stopped_per_s[d] = -1.0;
        for (uint32_t c = 0; c < scenario->n_classes; c++) {
            const wo_class *class = &scenario->classes[c];
            const uint32_t sizes = class->animal != WO_ANIMAL_NONE ? HERD_SIZES : 1;
            for (uint32_t size = 0; size < sizes; size++) {
                const uint32_t k = sized_class(scenario, c, size);
                stretch->speed_mps[d][k] = class_speed(class, &s, draw);
                stretch->overtaken_per_s[d][k] = value(&class->overtaken_per_s, draw);
            }
        }
    }
}

static double lane_capacity(const wo_section *section, const wo_draw *draw)
{
    const double given_per_s = value(&section->capacity_per_s, draw);
    if (given_per_s > 0.0) {
        return given_per_s;
    }
    const double factor = value(&section->lane_width_factor, draw);
    return BASE_CAPACITY_PER_S *
           (factor > 0.0 ? factor : wo_lane_width_factor(value(&section->width_m, draw) / section->lanes));
}

/** What all parts of a section have in common; its ends are set. */
static void fill_stretch(const wo_scenario *scenario, const wo_draw *draw, uint32_t index, wo_stretch *stretch)
{
    const wo_section *section = &scenario->sections[index];
    stretch->lanes = (uint32_t)section->lanes;
    stretch->capacity_per_s[WO_OUTBOUND] = stretch->capacity_per_s[WO_INBOUND] = lane_capacity(section, draw);
    stretch->two_way_per_s = value(&scenario->two_way_per_s, draw);
    stretch->sight = value(&section->sight, draw);
    stretch->priority = value(&section->priority, draw);
    stretch->section = index;
    fill_speeds(scenario, draw, section, stretch);
}

/** One lane for both directions: the headways of the classes bind alone, and nobody passes. */
static void narrow(const wo_one_lane *lane, const wo_draw *draw, wo_stretch *stretch)
{
    const double limit_mps = value(&lane->speed_mps, draw);
    stretch->lanes = 1;
    stretch->two_way_per_s = 0.0;
    for (int d = 0; d < 2; d++) {
        stretch->capacity_per_s[d] = 0.0;
        stretch->stopped_per_s[d] = 0.0;
        for (uint32_t c = 0; c < WO_MAX_CLASSES; c++) {
            stretch->speed_mps[d][c] = fmin(stretch->speed_mps[d][c], limit_mps);
            stretch->overtaken_per_s[d][c] = 0.0;
        }
    }
}

/** The stretches of a section, from its beginning to its end; nodes between them have no name. */
static void fill_section(const wo_scenario *scenario, const wo_draw *draw, const wo_parts *parts, uint32_t index,
                         const double *length_m, wo_node_names *nodes, wo_stretch *stretches)
{
    const wo_section *section = &scenario->sections[index];
    const wo_part *list = &parts->list[parts->first[index]];
    const uint32_t n = parts->first[index + 1] - parts->first[index];
    const double elevation_m[2] = {value(&section->elevation_from_m, draw), value(&section->elevation_to_m, draw)};
    double total_m = 0.0;
    double at_m = 0.0;
    for (uint32_t k = 0; k < n; k++) {
        total_m += length_m[k];
    }
    uint32_t from = node_add(nodes, section->from);
    const uint32_t to = node_add(nodes, section->to);
    for (uint32_t k = 0; k < n; k++) {
        wo_stretch *stretch = &stretches[k];
        const double end_m = at_m + length_m[k];
        const double rise_m = elevation_m[1] - elevation_m[0];
        stretch->from = from;
        stretch->to = k + 1 < n ? nodes->n++ : to;
        stretch->length_m = length_m[k];
        stretch->pieces = list[k].pieces;
        stretch->elevation_m[0] = k == 0 ? elevation_m[0] : elevation_m[0] + rise_m * at_m / total_m;
        stretch->elevation_m[1] = k + 1 == n ? elevation_m[1] : elevation_m[0] + rise_m * end_m / total_m;
        fill_stretch(scenario, draw, index, stretch);
        if (list[k].one_lane != WO_NONE) {
            narrow(&scenario->one_lanes[list[k].one_lane], draw, stretch);
        }
        from = stretch->to;
        at_m = end_m;
    }
}

/** Memory for a road while it is built. */
typedef struct draft {
    wo_parts parts;
    wo_stretch *stretches;
    double *length_m; /**< of the parts of one section */
    wo_node_names nodes;
} draft;

static wo_status draft_prepare(const wo_scenario *scenario, draft *d, wo_error *error)
{
    const size_t most = wo_parts_most(scenario) + 1;
    WO_TRY(wo_parts_find(scenario, &d->parts, error));
    d->stretches = calloc(most, sizeof *d->stretches);
    d->length_m = calloc(most, sizeof *d->length_m);
    d->nodes.names = calloc(2 * most, sizeof *d->nodes.names);
    if (d->stretches == NULL || d->length_m == NULL || d->nodes.names == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "out of memory for a road of %zu sections", scenario->n_sections);
    }
    return WO_OK;
}

static void draft_free(draft *d)
{
    wo_parts_free(&d->parts);
    free(d->stretches);
    free(d->length_m);
    free(d->nodes.names);
}

/* The engine's steps must not be longer than a change of direction takes. */
static void limit_steps(const wo_scenario *scenario, const wo_draw *draw, wo_road *road)
{
    for (size_t i = 0; i < scenario->n_one_lanes; i++) {
        const wo_ms lost_ms = wo_ms_from_s(value(&scenario->one_lanes[i].lost_s, draw));
        if (lost_ms < road->limit_all_ms) {
            road->limit_all_ms = lost_ms > 0 ? lost_ms : 1;
        }
    }
}

static wo_status build(const wo_scenario *scenario, const wo_draw *draw, draft *d, wo_road *road, wo_places *places,
                       wo_error *error)
{
    WO_TRY(draft_prepare(scenario, d, error));
    wo_road_spec spec = {.stretches = d->stretches,
                         .n_stretches = d->parts.first[scenario->n_sections],
                         .segment_length_m = scenario->segment_length_m,
                         .wave_mps = value(&scenario->wave_mps, draw)};
    WO_TRY(fill_classes(scenario, draw, &spec, error));
    for (uint32_t s = 0; s < scenario->n_sections; s++) {
        wo_parts_lengths(scenario, draw, &d->parts, s, d->length_m);
        fill_section(scenario, draw, &d->parts, s, d->length_m, &d->nodes, &d->stretches[d->parts.first[s]]);
    }
    spec.n_nodes = d->nodes.n;
    spec.exit = wo_node_find(&d->nodes, scenario->exit);
    if (spec.exit == WO_NONE) {
        return wo_error_set(error, WO_ERR_SCENARIO, "no section ends at the exit '%.100s'", scenario->exit);
    }
    WO_TRY(wo_road_build(&spec, road, error));
    limit_steps(scenario, draw, road);
    return wo_places_find(scenario, &d->parts, &d->nodes, road, places, error);
}

wo_status wo_road_from_scenario(const wo_scenario *scenario, const wo_draw *draw, wo_road *road, wo_places *places,
                                wo_error *error)
{
    draft d = {.length_m = NULL};
    memset(road, 0, sizeof *road);
    memset(places, 0, sizeof *places);
    const wo_status status = build(scenario, draw, &d, road, places, error);
    draft_free(&d);
    if (status != WO_OK) {
        wo_road_free(road);
        wo_places_free(places);
    }
    return status;
}
