/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/** Every array of a road with its number of elements: one list allocates and frees. */
#define ROAD_ARRAYS(X)                                                                                                 \
    X(down, road->n_segments)                                                                                          \
    X(up, road->n_segments)                                                                                            \
    X(length_cm, road->n_segments)                                                                                     \
    X(lanes, road->n_segments)                                                                                         \
    X(storage_cm, road->n_segments)                                                                                    \
    X(wave_ms, road->n_segments)                                                                                       \
    X(limit_ms, road->n_segments)                                                                                      \
    X(capacity_ms, road->n_segments)                                                                                   \
    X(two_way_pcph, road->n_segments)                                                                                  \
    X(priority, road->n_segments)                                                                                      \
    X(pass_row, road->n_segments)                                                                                      \
    X(section, road->n_segments)                                                                                       \
    X(to_exit_m, road->n_segments)                                                                                     \
    X(elevation_m, road->n_segments)                                                                                   \
    X(travel_ms, (size_t)road->n_segments * road->n_classes)                                                           \
    X(jam_cm, (size_t)road->n_segments * road->n_classes)                                                              \
    X(pace_us, (size_t)road->n_segments * road->n_classes)                                                             \
    X(reaction_ms, (size_t)road->n_segments * road->n_classes)                                                         \
    X(herd, road->n_classes)                                                                                           \
    X(class_jam_cm, road->n_classes)                                                                                   \
    X(pcu_q16, road->n_classes)                                                                                        \
    X(pass_ms, (size_t)road->n_pass_rows * road->n_classes * WO_PASS_BINS)                                             \
    X(stopped_ms, (size_t)road->n_pass_rows * road->n_classes * WO_PASS_BINS)                                          \
    X(first_branch, (size_t)road->n_nodes + 1)                                                                         \
    X(branches, road->n_out)                                                                                           \
    X(tour, road->n_nodes)                                                                                             \
    X(tour_end, road->n_nodes)                                                                                         \
    X(spec_node, road->n_spec_nodes)

/** The spec seen from its exit. */
typedef struct tree {
    uint32_t *leaving;     /**< stretch that leaves a spec node; WO_NONE at the exit */
    uint32_t *first_child; /**< stretches that end in spec node n: children[first_child[n] .. first_child[n + 1]) */
    uint32_t *children;
    uint32_t *order; /**< spec nodes from the exit upstream, a branch at a time */
} tree;

uint32_t wo_road_half_up(double value)
{
    return (uint32_t)floor(value + 0.5);
}

/* Segments of a stretch that passed wo_road_check. */
static uint32_t pieces_of(const wo_road_spec *spec, const wo_stretch *stretch)
{
    if (stretch->pieces > 0) {
        return stretch->pieces;
    }
    const uint32_t pieces = wo_road_half_up(stretch->length_m / spec->segment_length_m);
    return pieces > 0 ? pieces : 1;
}

static void tree_free(tree *t)
{
    free(t->leaving);
    free(t->first_child);
    free(t->children);
    free(t->order);
}

static wo_status tree_allocate(const wo_road_spec *spec, tree *t, wo_error *error)
{
    const size_t n = spec->n_nodes;
    t->leaving = malloc(n * sizeof *t->leaving);
    t->first_child = calloc(n + 1, sizeof *t->first_child);
    t->children = malloc(n * sizeof *t->children);
    t->order = malloc(n * sizeof *t->order);
    if (t->leaving == NULL || t->first_child == NULL || t->children == NULL || t->order == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "out of memory for a road of %zu stretches", spec->n_stretches);
    }
    return WO_OK;
}

/** One stretch leaves every node but the exit. */
static wo_status find_leaving(const wo_road_spec *spec, tree *t, wo_error *error)
{
    for (uint32_t n = 0; n < spec->n_nodes; n++) {
        t->leaving[n] = WO_NONE;
    }
    for (uint32_t s = 0; s < spec->n_stretches; s++) {
        const uint32_t from = spec->stretches[s].from;
        if (from == spec->exit) {
            return wo_error_set(error, WO_ERR_RANGE, "stretch %u leads away from the exit", s);
        }
        if (t->leaving[from] != WO_NONE) {
            return wo_error_set(error, WO_ERR_RANGE, "stretches %u and %u both leave node %u", t->leaving[from], s,
                                from);
        }
        t->leaving[from] = s;
    }
    return WO_OK;
}

static void list_children(const wo_road_spec *spec, tree *t)
{
    for (uint32_t s = 0; s < spec->n_stretches; s++) {
        t->first_child[spec->stretches[s].to + 1]++;
    }
    for (uint32_t n = 0; n < spec->n_nodes; n++) {
        t->first_child[n + 1] += t->first_child[n];
    }
    /* order serves as the fill mark of each list until the walk overwrites it. */
    memcpy(t->order, t->first_child, spec->n_nodes * sizeof *t->order);
    for (uint32_t s = 0; s < spec->n_stretches; s++) {
        t->children[t->order[spec->stretches[s].to]++] = s;
    }
}

/** Depth first from the exit, so that what lies upstream of a node is one run of `order`. The stretch written last is
 *  taken first: numbers are given from the far end, so branches end up numbered as they are written. */
static wo_status walk_upstream(const wo_road_spec *spec, tree *t, wo_error *error)
{
    uint32_t *stack = malloc(spec->n_nodes * sizeof *stack);
    if (stack == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "out of memory for a road of %zu stretches", spec->n_stretches);
    }
    size_t depth = 0;
    uint32_t reached = 0;
    stack[depth++] = spec->exit;
    while (depth > 0) {
        const uint32_t node = stack[--depth];
        t->order[reached++] = node;
        for (uint32_t k = t->first_child[node]; k < t->first_child[node + 1]; k++) {
            stack[depth++] = spec->stretches[t->children[k]].from;
        }
    }
    free(stack);
    if (reached < spec->n_nodes) {
        return wo_error_set(error, WO_ERR_RANGE, "%u of %u nodes do not lead to the exit", spec->n_nodes - reached,
                            spec->n_nodes);
    }
    return WO_OK;
}

static wo_status tree_build(const wo_road_spec *spec, tree *t, wo_error *error)
{
    WO_TRY(tree_allocate(spec, t, error));
    WO_TRY(find_leaving(spec, t, error));
    list_children(spec, t);
    return walk_upstream(spec, t, error);
}

static wo_status road_allocate(const wo_road_spec *spec, wo_road *road, wo_error *error)
{
    for (size_t s = 0; s < spec->n_stretches; s++) {
        road->n_out += pieces_of(spec, &spec->stretches[s]);
    }
    road->n_nodes = road->n_out + 1;
    road->n_segments = 2 * road->n_out;
    road->n_classes = (uint32_t)spec->n_classes;
    road->n_pass_rows = 2 * (uint32_t)spec->n_stretches;
    road->n_spec_nodes = spec->n_nodes;
    bool complete = true;
#define ALLOCATE(array, n)                                                                                             \
    road->array = calloc((n), sizeof *road->array);                                                                    \
    complete = complete && road->array != NULL;
    ROAD_ARRAYS(ALLOCATE)
#undef ALLOCATE
    return complete ? WO_OK
                    : wo_error_set(error, WO_ERR_MEMORY, "out of memory for a road of %u segments", road->n_segments);
}

/** Cuts one stretch into the segments last, last - 1, ... from its downstream end; their lengths add up exactly. */
static void cut_stretch(const wo_road_spec *spec, uint32_t index, uint32_t last, uint32_t *stretch_of, wo_road *road)
{
    const wo_stretch *s = &spec->stretches[index];
    const uint32_t pieces = pieces_of(spec, s);
    const uint64_t total_cm = wo_road_half_up(s->length_m * 100.0);
    const double total = (double)total_cm;
    for (uint32_t k = 0; k < pieces; k++) {
        const uint32_t i = last - k;
        const uint64_t begin_cm = k * total_cm / pieces; /* counted from the downstream end */
        const uint64_t end_cm = (k + 1) * total_cm / pieces;
        const double share = total > 0.0 ? (double)(begin_cm + end_cm) / (2.0 * total) : 0.5;
        stretch_of[i] = index;
        road->down[i] = k == 0 ? road->spec_node[s->to] : i + 1;
        road->length_cm[i] = (uint32_t)(end_cm - begin_cm);
        road->lanes[i] = s->lanes;
        road->elevation_m[i] =
            (int32_t)floor(s->elevation_m[1] + (s->elevation_m[0] - s->elevation_m[1]) * share + 0.5);
    }
}

/** Numbers nodes from the far ends towards the exit. Walking upstream from the exit, numbers fall by one a segment. */
static void number_nodes(const wo_road_spec *spec, const tree *t, uint32_t *stretch_of, wo_road *road)
{
    uint32_t next = road->n_out;
    road->spec_node[spec->exit] = next;
    for (uint32_t k = 1; k < spec->n_nodes; k++) {
        const uint32_t node = t->order[k];
        const uint32_t stretch = t->leaving[node];
        const uint32_t pieces = pieces_of(spec, &spec->stretches[stretch]);
        cut_stretch(spec, stretch, next - 1, stretch_of, road);
        next -= pieces;
        road->spec_node[node] = next;
    }
}

/** Mirrors the outbound tree, lists the branches of each node and the intervals of the walk. */
static void link_tree(wo_road *road)
{
    const uint32_t n_out = road->n_out;
    for (uint32_t i = 0; i < n_out; i++) {
        const uint32_t twin = i + n_out;
        road->up[i] = i;
        road->down[twin] = i;
        road->up[twin] = road->down[i];
        road->length_cm[twin] = road->length_cm[i];
        road->lanes[twin] = road->lanes[i];
        road->elevation_m[twin] = road->elevation_m[i];
        road->first_branch[road->down[i] + 1]++;
    }
    for (uint32_t n = 0; n < road->n_nodes; n++) {
        road->first_branch[n + 1] += road->first_branch[n];
        road->tour[n] = n_out - n;
        road->tour_end[n] = 1; /* size of what lies upstream, itself included */
    }
    for (uint32_t i = 0; i < n_out; i++) {
        road->tour_end[road->down[i]] += road->tour_end[i];
    }
    for (uint32_t n = 0; n < road->n_nodes; n++) {
        road->tour_end[n] += road->tour[n];
    }
    /* The start of n moves to n + 1, where filling advances it to the end of n, which is the start of n + 1. */
    for (uint32_t n = road->n_nodes; n > 0; n--) {
        road->first_branch[n] = road->first_branch[n - 1];
    }
    for (uint32_t i = 0; i < n_out; i++) {
        road->branches[road->first_branch[road->down[i] + 1]++] = i;
    }
}

/** Distances from the exit: whole metres of sums of centimetres, so errors do not add up. */
static wo_status measure(wo_road *road, wo_error *error)
{
    uint64_t *cm = calloc(road->n_nodes, sizeof *cm);
    if (cm == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "out of memory for a road of %u segments", road->n_segments);
    }
    uint64_t longest = 0;
    for (uint32_t k = road->n_out; k > 0; k--) {
        const uint32_t i = k - 1;
        const uint64_t end_cm = cm[road->down[i]];
        cm[i] = end_cm + road->length_cm[i];
        longest = cm[i] > longest ? cm[i] : longest;
        road->to_exit_m[i] = road->to_exit_m[i + road->n_out] = (int32_t)((end_cm + 50) / 100);
    }
    free(cm);
    return longest / 100 < INT32_MAX
               ? WO_OK
               : wo_error_set(error, WO_ERR_RANGE, "a way of more than %d m to the exit", INT32_MAX);
}

static wo_status build(const wo_road_spec *spec, tree *t, wo_road *road, wo_error *error)
{
    WO_TRY(wo_road_check(spec, error));
    WO_TRY(tree_build(spec, t, error));
    WO_TRY(road_allocate(spec, road, error));
    uint32_t *stretch_of = calloc(road->n_out, sizeof *stretch_of);
    if (stretch_of == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "out of memory for a road of %u segments", road->n_segments);
    }
    number_nodes(spec, t, stretch_of, road);
    link_tree(road);
    const wo_status status = wo_road_fill_tables(spec, stretch_of, road, error);
    free(stretch_of);
    return status == WO_OK ? measure(road, error) : status;
}

wo_status wo_road_build(const wo_road_spec *spec, wo_road *road, wo_error *error)
{
    tree t = {NULL, NULL, NULL, NULL};
    memset(road, 0, sizeof *road);
    const wo_status status = build(spec, &t, road, error);
    tree_free(&t);
    if (status != WO_OK) {
        wo_road_free(road);
    }
    return status;
}

void wo_road_free(wo_road *road)
{
    if (road == NULL) {
        return;
    }
#define FREE(array, n) free(road->array);
    ROAD_ARRAYS(FREE)
#undef FREE
    memset(road, 0, sizeof *road);
}
