/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "network.h"

/* Ranges within which every table entry fits its integer; far wider than any road. */
#define LONGEST_M      2.0e7
#define MOST_SEGMENTS  (1u << 20)
#define MOST_LANES     16
#define SLOWEST_MPS    0.001
#define FASTEST_MPS    1000.0
#define LEAST_PER_S    1.0e-5
#define MOST_PER_S     1.0e3
#define SHORTEST_JAM_M 0.01
#define LONGEST_JAM_M  1.0e4

/** Refuses a value that is not in [low, high]; NaN is in no range. */
static wo_status check_value(double value, double low, double high, const char *of, size_t index, const char *what,
                             wo_error *error)
{
    if (value >= low && value <= high) {
        return WO_OK;
    }
    return wo_error_set(error, WO_ERR_RANGE, "%s %zu: %s %g is not between %g and %g", of, index, what, value, low,
                        high);
}

/** The same for a value that may also be 0 = none. */
static wo_status check_optional(double value, double low, double high, const char *of, size_t index, const char *what,
                                wo_error *error)
{
    return value == 0.0 ? WO_OK : check_value(value, low, high, of, index, what, error);
}

static wo_status check_classes(const wo_road_spec *spec, wo_error *error)
{
    if (spec->n_classes < 1 || spec->n_classes > WO_MAX_CLASSES) {
        return wo_error_set(error, WO_ERR_RANGE, "%zu classes are not between 1 and %d", spec->n_classes,
                            WO_MAX_CLASSES);
    }
    for (size_t c = 0; c < spec->n_classes; c++) {
        WO_TRY(check_value(spec->jam_m[c], SHORTEST_JAM_M, LONGEST_JAM_M, "class", c, "jam spacing in m", error));
    }
    WO_TRY(check_value(spec->car_jam_m, 0.5, 100.0, "class", 0, "jam spacing of a car in m", error));
    WO_TRY(check_value(spec->wave_mps, 0.1, 100.0, "road", 0, "wave speed in m/s", error));
    return check_value(spec->segment_length_m, 1.0, LONGEST_M, "road", 0, "segment length in m", error);
}

static wo_status check_flows(const wo_road_spec *spec, size_t index, wo_error *error)
{
    const wo_stretch *s = &spec->stretches[index];
    WO_TRY(
        check_optional(s->two_way_per_s, LEAST_PER_S, MOST_PER_S, "stretch", index, "two-way capacity in pc/s", error));
    for (int d = 0; d < 2; d++) {
        WO_TRY(
            check_optional(s->capacity_per_s[d], LEAST_PER_S, MOST_PER_S, "stretch", index, "capacity in pc/s", error));
        for (size_t c = 0; c < spec->n_classes; c++) {
            WO_TRY(check_value(s->speed_mps[d][c], SLOWEST_MPS, FASTEST_MPS, "stretch", index, "speed in m/s", error));
            WO_TRY(check_value(s->overtaken_per_s[d][c], -HUGE_VAL, MOST_PER_S, "stretch", index, "passing rate in 1/s",
                               error));
        }
    }
    return WO_OK;
}

static wo_status check_stretch(const wo_road_spec *spec, size_t index, wo_error *error)
{
    const wo_stretch *s = &spec->stretches[index];
    if (s->from >= spec->n_nodes || s->to >= spec->n_nodes || s->from == s->to) {
        return wo_error_set(error, WO_ERR_RANGE, "stretch %zu runs from node %u to node %u of %u", index, s->from,
                            s->to, spec->n_nodes);
    }
    WO_TRY(check_value(s->length_m, 0.01, LONGEST_M, "stretch", index, "length in m", error));
    WO_TRY(check_value(s->lanes, 1, MOST_LANES, "stretch", index, "number of lanes", error));
    WO_TRY(check_value(s->length_m * s->lanes, 0.01, LONGEST_M, "stretch", index, "length of all lanes in m", error));
    WO_TRY(check_value(s->sight, 0.0, 1.0, "stretch", index, "sight", error));
    WO_TRY(check_value(s->priority, 0.001, 1000.0, "stretch", index, "merge priority", error));
    WO_TRY(check_value(s->elevation_m[0], -1.0e5, 1.0e5, "stretch", index, "elevation in m", error));
    WO_TRY(check_value(s->elevation_m[1], -1.0e5, 1.0e5, "stretch", index, "elevation in m", error));
    return check_flows(spec, index, error);
}

wo_status wo_road_check(const wo_road_spec *spec, wo_error *error)
{
    if (spec->stretches == NULL || spec->n_stretches == 0 || spec->n_stretches > MOST_SEGMENTS) {
        return wo_error_set(error, WO_ERR_RANGE, "a road needs 1 to %u stretches", MOST_SEGMENTS);
    }
    if (spec->n_nodes != spec->n_stretches + 1 || spec->exit >= spec->n_nodes) {
        return wo_error_set(error, WO_ERR_RANGE,
                            "%zu stretches, %u nodes and exit %u are no tree: it has one node more than stretches",
                            spec->n_stretches, spec->n_nodes, spec->exit);
    }
    WO_TRY(check_classes(spec, error));
    double segments = 0.0;
    for (size_t i = 0; i < spec->n_stretches; i++) {
        const wo_stretch *s = &spec->stretches[i];
        WO_TRY(check_stretch(spec, i, error));
        segments += s->pieces > 0 ? s->pieces : fmax(1.0, s->length_m / spec->segment_length_m);
    }
    if (segments > MOST_SEGMENTS) {
        return wo_error_set(error, WO_ERR_RANGE, "%.0f segments are more than %u", segments, MOST_SEGMENTS);
    }
    return WO_OK;
}
