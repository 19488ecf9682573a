/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "network.h"
#include "terrain.h"

/** Node nearest to a place, and how far it is off. All from central lengths: the same node in every realisation. */
static uint32_t snap(const wo_scenario *scenario, const wo_node_names *nodes, const wo_road *road, wo_place place,
                     double *shift_m)
{
    const wo_section *section = &scenario->sections[place.section];
    const uint32_t pieces = wo_section_pieces(scenario, section);
    const double piece_m = wo_number_central(&section->length_m) / pieces;
    const double nearest = fmin(fmax(floor(place.m / piece_m + 0.5), 0.0), pieces);
    *shift_m = fabs(nearest * piece_m - place.m);
    const uint32_t k = (uint32_t)nearest;
    /* The segments of a stretch have consecutive numbers; its last node is shared with what follows. */
    return k < pieces ? road->spec_node[wo_node_find(nodes, section->from)] + k
                      : road->spec_node[wo_node_find(nodes, section->to)];
}

static wo_status named_node(const wo_node_names *nodes, const wo_road *road, const char *name, uint32_t *node,
                            wo_error *error)
{
    const uint32_t found = wo_node_find(nodes, name);
    if (found == WO_NONE) {
        return wo_error_set(error, WO_ERR_SCENARIO, "no section begins or ends at '%.100s'", name);
    }
    *node = road->spec_node[found];
    return WO_OK;
}

static wo_status places_allocate(const wo_scenario *scenario, wo_places *places, wo_error *error)
{
    /* One element more than needed: none of the lists must be NULL for being empty. */
    places->origin = calloc(scenario->n_origins + 1, sizeof *places->origin);
    places->shift_m = calloc(scenario->n_origins + 1, sizeof *places->shift_m);
    places->army = calloc(scenario->n_armies + 1, sizeof *places->army);
    places->flow_from = calloc(scenario->n_flows + 1, sizeof *places->flow_from);
    places->flow_to = calloc(scenario->n_flows + 1, sizeof *places->flow_to);
    places->bottleneck = calloc(scenario->n_bottlenecks + 1, sizeof *places->bottleneck);
    places->closure = calloc(scenario->n_closures + 1, sizeof *places->closure);
    places->checkpoint = calloc(scenario->n_checkpoints + 1, sizeof *places->checkpoint);
    const bool complete = places->origin != NULL && places->shift_m != NULL && places->army != NULL &&
                          places->flow_from != NULL && places->flow_to != NULL && places->bottleneck != NULL &&
                          places->closure != NULL && places->checkpoint != NULL;
    return complete ? WO_OK : wo_error_set(error, WO_ERR_MEMORY, "out of memory for the places of the road");
}

/* A boundary has servers of one checkpoint only. */
static wo_status find_checkpoints(const wo_scenario *scenario, const wo_node_names *nodes, const wo_road *road,
                                  wo_places *places, wo_error *error)
{
    double shift_m = 0.0;
    for (size_t i = 0; i < scenario->n_checkpoints; i++) {
        const wo_checkpoint *checkpoint = &scenario->checkpoints[i];
        places->checkpoint[i] = snap(scenario, nodes, road, checkpoint->at, &shift_m);
        for (size_t k = 0; k < i; k++) {
            if (places->checkpoint[k] == places->checkpoint[i] &&
                (scenario->checkpoints[k].side & checkpoint->side) != 0) {
                return wo_error_set(error, WO_ERR_SCENARIO,
                                    "checkpoints %zu and %zu of road.checkpoints fall on the same end of a segment, at "
                                    "section '%.80s', km %g: join them or shorten segment_length",
                                    k + 1, i + 1, scenario->sections[checkpoint->at.section].name,
                                    checkpoint->at.m / 1000.0);
            }
        }
    }
    return WO_OK;
}

wo_status wo_places_find(const wo_scenario *scenario, const wo_node_names *nodes, const wo_road *road,
                         wo_places *places, wo_error *error)
{
    double shift_m = 0.0;
    WO_TRY(places_allocate(scenario, places, error));
    WO_TRY(named_node(nodes, road, scenario->exit, &places->exit, error));
    places->deadline_line = places->exit;
    if (!scenario->deadline_line_at_exit) {
        places->deadline_line = snap(scenario, nodes, road, scenario->deadline_line, &places->line_shift_m);
    }
    for (size_t i = 0; i < scenario->n_origins; i++) {
        places->origin[i] = snap(scenario, nodes, road, scenario->origins[i].at, &places->shift_m[i]);
    }
    for (size_t i = 0; i < scenario->n_armies; i++) {
        places->army[i] = snap(scenario, nodes, road, scenario->armies[i].at, &shift_m);
    }
    for (size_t i = 0; i < scenario->n_bottlenecks; i++) {
        places->bottleneck[i] = snap(scenario, nodes, road, scenario->bottlenecks[i].at, &shift_m);
    }
    for (size_t i = 0; i < scenario->n_closures; i++) {
        places->closure[i] = snap(scenario, nodes, road, scenario->closures[i].at, &shift_m);
    }
    WO_TRY(find_checkpoints(scenario, nodes, road, places, error));
    for (size_t i = 0; i < scenario->n_flows; i++) {
        WO_TRY(named_node(nodes, road, scenario->flows[i].from, &places->flow_from[i], error));
        WO_TRY(named_node(nodes, road, scenario->flows[i].to, &places->flow_to[i], error));
    }
    return WO_OK;
}

void wo_places_free(wo_places *places)
{
    if (places == NULL) {
        return;
    }
    free(places->origin);
    free(places->shift_m);
    free(places->army);
    free(places->flow_from);
    free(places->flow_to);
    free(places->bottleneck);
    free(places->closure);
    free(places->checkpoint);
    memset(places, 0, sizeof *places);
}
