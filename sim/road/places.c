/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "network.h"
#include "terrain.h"

/** What places are looked up in. */
typedef struct map {
    const wo_scenario *scenario;
    const wo_parts *parts;
    const wo_node_names *nodes;
    const wo_road *road;
} map;

/** Node nearest to a place, and how far it is off. All from central lengths: the same node in every realisation. */
static uint32_t snap(const map *m, wo_place place, double *shift_m)
{
    const wo_section *section = &m->scenario->sections[place.section];
    const uint32_t k = wo_parts_snap(m->parts, place, shift_m);
    /* The segments of a section have consecutive numbers; its last node is shared with what follows. */
    return k < wo_parts_pieces(m->parts, (uint32_t)place.section)
               ? m->road->spec_node[wo_node_find(m->nodes, section->from)] + k
               : m->road->spec_node[wo_node_find(m->nodes, section->to)];
}

uint32_t wo_place_hash(const wo_scenario *scenario, wo_place place)
{
    return wo_hash_index(wo_hash_text(scenario->sections[place.section].name), (uint32_t)llround(place.m * 1000.0));
}

static uint32_t node_at(const map *m, wo_place place)
{
    double shift_m = 0.0;
    return snap(m, place, &shift_m);
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
    places->one_lane = calloc(scenario->n_one_lanes + 1, sizeof *places->one_lane);
    places->convoy = calloc(scenario->n_convoys + 1, sizeof *places->convoy);
    places->station = calloc(scenario->n_stations + 1, sizeof *places->station);
    places->planned = calloc(scenario->incidents.n_planned + 1, sizeof *places->planned);
    places->alternation = calloc(2 * scenario->n_alternations + 1, sizeof *places->alternation);
    const bool complete = places->origin != NULL && places->shift_m != NULL && places->army != NULL &&
                          places->flow_from != NULL && places->flow_to != NULL && places->bottleneck != NULL &&
                          places->closure != NULL && places->checkpoint != NULL && places->one_lane != NULL &&
                          places->convoy != NULL && places->station != NULL && places->planned != NULL &&
                          places->alternation != NULL;
    return complete ? WO_OK : wo_error_set(error, WO_ERR_MEMORY, "out of memory for the places of the road");
}

static wo_status refuse_pair(const map *m, const char *list, size_t k, size_t i, wo_place at, wo_error *error)
{
    return wo_error_set(error, WO_ERR_SCENARIO,
                        "%s %zu and %zu of road.%s fall on the same end of a segment, at section '%.80s', km %g: join "
                        "them or shorten segment_length",
                        list, k + 1, i + 1, list, m->scenario->sections[at.section].name, at.m / 1000.0);
}

/* A boundary has servers of one checkpoint only. */
static wo_status find_checkpoints(const map *m, wo_places *places, wo_error *error)
{
    const wo_checkpoint *list = m->scenario->checkpoints;
    for (size_t i = 0; i < m->scenario->n_checkpoints; i++) {
        places->checkpoint[i] = node_at(m, list[i].at);
        for (size_t k = 0; k < i; k++) {
            if (places->checkpoint[k] == places->checkpoint[i] && (list[k].side & list[i].side) != 0) {
                return refuse_pair(m, "checkpoints", k, i, list[i].at, error);
            }
        }
    }
    return WO_OK;
}

/* Pumps are servers too, and a boundary has those of one place only. */
static wo_status find_stations(const map *m, wo_places *places, wo_error *error)
{
    const wo_scenario *s = m->scenario;
    for (size_t i = 0; i < s->n_stations; i++) {
        const wo_station *station = &s->stations[i];
        places->station[i] = node_at(m, station->at);
        for (size_t k = 0; k < i; k++) {
            if (places->station[k] == places->station[i] && (s->stations[k].side & station->side) != 0) {
                return refuse_pair(m, "fuel", k, i, station->at, error);
            }
        }
        for (size_t k = 0; k < s->n_checkpoints; k++) {
            if (places->checkpoint[k] == places->station[i] && (s->checkpoints[k].side & station->side) != 0) {
                return wo_error_set(
                    error, WO_ERR_SCENARIO,
                    "number %zu of road.fuel and number %zu of road.checkpoints fall on the same end of "
                    "a segment, at section '%.80s', km %g: move them apart or shorten segment_length",
                    i + 1, k + 1, s->sections[station->at.section].name, station->at.m / 1000.0);
            }
        }
    }
    return WO_OK;
}

/* A boundary has one gate only. */
static wo_status find_convoys(const map *m, wo_places *places, wo_error *error)
{
    const wo_convoy *list = m->scenario->convoys;
    for (size_t i = 0; i < m->scenario->n_convoys; i++) {
        places->convoy[i] = node_at(m, list[i].at);
        for (size_t k = 0; k < i; k++) {
            if (places->convoy[k] == places->convoy[i] && (list[k].side & list[i].side) != 0) {
                return refuse_pair(m, "convoys", k, i, list[i].at, error);
            }
        }
    }
    return WO_OK;
}

static wo_status find_alternations(const map *m, wo_places *places, wo_error *error)
{
    for (size_t i = 0; i < m->scenario->n_alternations; i++) {
        const wo_alternation *a = &m->scenario->alternations[i];
        places->alternation[2 * i] = node_at(m, a->at);
        places->alternation[2 * i + 1] = node_at(m, a->to);
        if (places->alternation[2 * i] >= places->alternation[2 * i + 1]) {
            return wo_error_set(error, WO_ERR_SCENARIO,
                                "both ends of number %zu of road.alternate fall on the same end of a segment: move "
                                "them apart or shorten segment_length",
                                i + 1);
        }
    }
    return WO_OK;
}

static bool is_among(uint32_t node, const uint32_t *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (list[i] == node) {
            return true;
        }
    }
    return false;
}

/** Whether parties begin, end or are held at the node by other rules than those of a stretch of one lane. */
static bool is_busy(const map *m, const wo_places *places, uint32_t node)
{
    const wo_scenario *s = m->scenario;
    const uint32_t *branch = m->road->first_branch;
    return node == places->exit || node == places->deadline_line || branch[node + 1] - branch[node] != 1 ||
           is_among(node, places->origin, s->n_origins) || is_among(node, places->army, s->n_armies) ||
           is_among(node, places->flow_from, s->n_flows) || is_among(node, places->flow_to, s->n_flows) ||
           is_among(node, places->checkpoint, s->n_checkpoints) || is_among(node, places->convoy, s->n_convoys) ||
           is_among(node, places->station, s->n_stations) || is_among(node, places->alternation, 2 * s->n_alternations);
}

/* The checks of a scenario keep other places a segment away; another length of segments may undo that. */
static wo_status find_one_lanes(const map *m, wo_places *places, wo_error *error)
{
    const wo_scenario *s = m->scenario;
    for (size_t i = 0; i < s->n_one_lanes; i++) {
        /* The node where it begins is exact, and has the number of the segment. */
        places->one_lane[i] = node_at(m, s->one_lanes[i].at);
    }
    for (size_t i = 0; i < s->n_one_lanes; i++) {
        const uint32_t segment = places->one_lane[i];
        const uint32_t end = m->road->down[segment];
        if (is_among(end, places->one_lane, s->n_one_lanes) || is_among(segment, places->one_lane, i) ||
            is_busy(m, places, segment) || is_busy(m, places, end)) {
            const wo_place at = s->one_lanes[i].at;
            return wo_error_set(error, WO_ERR_SCENARIO,
                                "another place falls on an end of the stretch of one lane at section '%.80s', km %g: "
                                "move it or shorten segment_length",
                                s->sections[at.section].name, at.m / 1000.0);
        }
    }
    return WO_OK;
}

wo_status wo_places_find(const wo_scenario *scenario, const wo_parts *parts, const wo_node_names *nodes,
                         const wo_road *road, wo_places *places, wo_error *error)
{
    const map m = {.scenario = scenario, .parts = parts, .nodes = nodes, .road = road};
    WO_TRY(places_allocate(scenario, places, error));
    WO_TRY(named_node(nodes, road, scenario->exit, &places->exit, error));
    places->deadline_line = places->exit;
    if (!scenario->deadline_line_at_exit) {
        places->deadline_line = snap(&m, scenario->deadline_line, &places->line_shift_m);
    }
    for (size_t i = 0; i < scenario->n_origins; i++) {
        places->origin[i] = snap(&m, scenario->origins[i].at, &places->shift_m[i]);
    }
    for (size_t i = 0; i < scenario->n_armies; i++) {
        places->army[i] = node_at(&m, scenario->armies[i].at);
    }
    for (size_t i = 0; i < scenario->n_bottlenecks; i++) {
        places->bottleneck[i] = node_at(&m, scenario->bottlenecks[i].at);
    }
    for (size_t i = 0; i < scenario->n_closures; i++) {
        places->closure[i] = node_at(&m, scenario->closures[i].at);
    }
    for (size_t i = 0; i < scenario->incidents.n_planned; i++) {
        places->planned[i] = node_at(&m, scenario->incidents.planned[i].at);
    }
    WO_TRY(find_checkpoints(&m, places, error));
    WO_TRY(find_stations(&m, places, error));
    WO_TRY(find_convoys(&m, places, error));
    WO_TRY(find_alternations(&m, places, error));
    for (size_t i = 0; i < scenario->n_flows; i++) {
        WO_TRY(named_node(nodes, road, scenario->flows[i].from, &places->flow_from[i], error));
        WO_TRY(named_node(nodes, road, scenario->flows[i].to, &places->flow_to[i], error));
    }
    return find_one_lanes(&m, places, error);
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
    free(places->one_lane);
    free(places->convoy);
    free(places->station);
    free(places->planned);
    free(places->alternation);
    memset(places, 0, sizeof *places);
}
