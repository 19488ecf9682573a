/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The road at one instant as GeoJSON (RFC 7946): segments are cut from the paths of their sections in proportion to
 * their lengths. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "export.h"
#include "json.h"
#include "used.h"

#define EARTH_M 6371008.8
/* Of a degree; a centimetre. */
#define DIGITS 1e7
/* A boundary so near to a corner of the path is the corner. */
#define SLACK_M 0.01

static const char *const means[] = {"density", "speed", "flow", "capacity", "blocked"};
static const char *const mean_keys[] = {"density_per_km", "speed_km_per_h", "flow_per_h", "capacity_per_h",
                                        "blocked_share"};
#define N_MEANS (sizeof means / sizeof means[0])

typedef struct scene {
    const wo_export_source *from;
    size_t variant, mark; /* the interval that ends at this record mark */
    wo_used used;
    uint64_t *before; /* by outbound segment: length of its section up to it, cm */
    uint64_t *total;  /* by section */
    wo_variable means[N_MEANS];
    wo_json json;
} scene;

static wo_status find_variant(const wo_export_source *from, size_t *variant, wo_error *error)
{
    const char *wanted = from->options->variant;
    *variant = 0;
    for (size_t v = 0; wanted != NULL && v < from->n_variants; v++) {
        if (strcmp(from->variants[v], wanted) == 0) {
            *variant = v;
            return WO_OK;
        }
    }
    return wanted == NULL ? WO_OK : wo_error_set(error, WO_ERR_RANGE, "the results have no variant '%s'", wanted);
}

static wo_status find_mark(scene *s, wo_error *error)
{
    const wo_export_source *from = s->from;
    wo_instant at;
    if (from->options->at == NULL) {
        return wo_error_set(error, WO_ERR_RANGE, "the road is exported at an instant: --at 2020-11-14T18:00:00+04:00");
    }
    WO_TRY(wo_instant_parse(from->options->at, &at, error));
    const int64_t ms = at.unix_ms - from->header.start.unix_ms;
    if (ms < 0 || ms >= from->header.closings[s->variant]) {
        return wo_error_set(error, WO_ERR_RANGE, "%s is not between the start and the closing of variant '%s'",
                            from->options->at, from->variants[s->variant]);
    }
    while (s->mark < from->time.shape[0] && from->time.values[s->mark] * 1000 <= (double)ms) {
        s->mark++;
    }
    if (s->mark == 0 || s->mark == from->time.shape[0]) {
        return wo_error_set(error, WO_ERR_FORMAT, "the record marks do not reach %s", from->options->at);
    }
    return WO_OK;
}

static wo_status check_paths(const scene *s, wo_error *error)
{
    const wo_scenario *scenario = s->used.scenario;
    for (size_t i = 0; i < scenario->n_sections; i++) {
        if (scenario->sections[i].n_path < 2) {
            return wo_error_set(error, WO_ERR_RANGE,
                                "section '%s' of the scenario has no key 'path': a map needs the course of every "
                                "section, path: [[latitude, longitude], ...]",
                                scenario->sections[i].name);
        }
    }
    return WO_OK;
}

/* Within a section the numbers of its outbound segments grow towards the exit. */
static wo_status measure(scene *s, wo_error *error)
{
    const wo_road *road = &s->used.road;
    s->before = calloc(road->n_out, sizeof *s->before);
    s->total = calloc(s->used.scenario->n_sections, sizeof *s->total);
    if (s->before == NULL || s->total == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %u segments", road->n_out);
    }
    for (uint32_t i = 0; i < road->n_out; i++) {
        s->before[i] = s->total[road->section[i]];
        s->total[road->section[i]] += road->length_cm[i];
    }
    return WO_OK;
}

static wo_status read_means(scene *s, wo_error *error)
{
    for (size_t m = 0; m < N_MEANS; m++) {
        WO_TRY(wo_export_needs(s->from, means[m], error));
        WO_TRY(wo_reader_row(s->from->reader, means[m], s->variant, &s->means[m], error));
        if (s->means[m].rank != 2 || s->means[m].shape[0] != s->from->time.shape[0] ||
            s->means[m].shape[1] != s->used.road.n_segments) {
            return wo_error_set(error, WO_ERR_FORMAT, "'%s' has an unknown shape", means[m]);
        }
    }
    return WO_OK;
}

/* Metres between two points; a degree of longitude is as long as in the middle between them. */
static double distance_m(wo_point a, wo_point b)
{
    const double degree = EARTH_M * M_PI / 180, middle = (a.latitude_deg + b.latitude_deg) / 2 * M_PI / 180;
    return degree * hypot(b.latitude_deg - a.latitude_deg, (b.longitude_deg - a.longitude_deg) * cos(middle));
}

static double path_m(const wo_section *section)
{
    double sum = 0;
    for (size_t i = 1; i < section->n_path; i++) {
        sum += distance_m(section->path[i - 1], section->path[i]);
    }
    return sum;
}

static wo_point between(wo_point a, wo_point b, double share)
{
    return (wo_point){a.latitude_deg + share * (b.latitude_deg - a.latitude_deg),
                      a.longitude_deg + share * (b.longitude_deg - a.longitude_deg)};
}

/* The part of a path between two distances along it, with its corners; at most n_path + 1 points. Returns how many. */
static size_t cut(const wo_section *section, double from, double to, wo_point *points)
{
    size_t n = 0;
    double here = 0;
    for (size_t i = 1; i < section->n_path; i++) {
        const wo_point a = section->path[i - 1], b = section->path[i];
        const double length = distance_m(a, b), next = here + length;
        const bool last = i + 1 == section->n_path;
        if (n == 0 && (from < next - SLACK_M || last)) {
            points[n++] = between(a, b, fmin((from - here) / length, 1));
        }
        if (n > 0 && (to <= next + SLACK_M || last)) {
            points[n++] = between(a, b, fmin((to - here) / length, 1));
            break;
        }
        if (n > 0) {
            points[n++] = b;
        }
        here = next;
    }
    return n;
}

static void put_point(wo_json *json, const char *key, wo_point point)
{
    wo_json_open(json, key, '[');
    wo_json_number(json, NULL, round(point.longitude_deg * DIGITS) / DIGITS);
    wo_json_number(json, NULL, round(point.latitude_deg * DIGITS) / DIGITS);
    wo_json_close(json, ']');
}

static void put_instant(scene *s, const char *key, double seconds)
{
    char text[32];
    wo_instant_format(wo_instant_after(s->from->header.start, wo_ms_from_s(seconds)), text);
    wo_json_text(&s->json, key, text);
}

static void open_feature(scene *s, const char *geometry)
{
    wo_json_open(&s->json, NULL, '{');
    wo_json_text(&s->json, "type", "Feature");
    wo_json_open(&s->json, "geometry", '{');
    wo_json_text(&s->json, "type", geometry);
}

/* Part of a segment's section that it takes up, as distances along the path. */
static void place(const scene *s, uint32_t outbound, double *from, double *to)
{
    const wo_road *road = &s->used.road;
    const uint32_t section = road->section[outbound];
    const double length = path_m(&s->used.scenario->sections[section]), total = (double)s->total[section];
    *from = length * (double)s->before[outbound] / total;
    *to = length * (double)(s->before[outbound] + road->length_cm[outbound]) / total;
}

static void put_properties(scene *s, uint32_t segment)
{
    const wo_road *road = &s->used.road;
    const double closes = s->from->header.closings[s->variant] / 1000.0;
    wo_json *json = &s->json;
    wo_json_open(json, "properties", '{');
    wo_json_count(json, "segment", segment);
    wo_json_text(json, "section", s->used.scenario->sections[road->section[segment]].name);
    wo_json_text(json, "direction", segment < road->n_out ? "outbound" : "inbound");
    wo_json_number(json, "to_exit_km", road->to_exit_m[segment] / 1000.0);
    wo_json_number(json, "length_m", road->length_cm[segment] / 100.0);
    wo_json_number(json, "elevation_m", road->elevation_m[segment]);
    wo_json_text(json, "variant", s->from->variants[s->variant]);
    put_instant(s, "from", s->from->time.values[s->mark - 1]);
    put_instant(s, "to", fmin(s->from->time.values[s->mark], closes));
    for (size_t m = 0; m < N_MEANS; m++) {
        wo_json_number(json, mean_keys[m], s->means[m].values[s->mark * road->n_segments + segment]);
    }
    wo_json_close(json, '}');
}

static void put_segment(scene *s, uint32_t segment, wo_point *points)
{
    const uint32_t n_out = s->used.road.n_out;
    const bool inbound = segment >= n_out;
    double from = 0, to = 0;
    place(s, inbound ? segment - n_out : segment, &from, &to);
    const size_t n = cut(&s->used.scenario->sections[s->used.road.section[segment]], from, to, points);
    open_feature(s, "LineString");
    wo_json_open(&s->json, "coordinates", '[');
    for (size_t i = 0; i < n; i++) {
        put_point(&s->json, NULL, points[inbound ? n - 1 - i : i]);
    }
    wo_json_close(&s->json, ']');
    wo_json_close(&s->json, '}');
    put_properties(s, segment);
    wo_json_close(&s->json, '}');
}

/* At the upstream end of the segment that begins there; the exit is the end of the last section. */
static wo_point line_point(const scene *s, wo_point *points)
{
    const wo_scenario *scenario = s->used.scenario;
    const uint32_t node = s->used.places.deadline_line;
    double from = 0, to = 0;
    if (node < s->used.road.n_out) {
        place(s, node, &from, &to);
        (void)cut(&scenario->sections[s->used.road.section[node]], from, to, points);
        return points[0];
    }
    size_t last = 0;
    while (last + 1 < scenario->n_sections && strcmp(scenario->sections[last].to, scenario->exit) != 0) {
        last++;
    }
    return scenario->sections[last].path[scenario->sections[last].n_path - 1];
}

static void put_line(scene *s, wo_point *points)
{
    open_feature(s, "Point");
    put_point(&s->json, "coordinates", line_point(s, points));
    wo_json_close(&s->json, '}');
    wo_json_open(&s->json, "properties", '{');
    wo_json_text(&s->json, "name", "deadline line");
    wo_json_number(&s->json, "to_exit_km", wo_used_line_km(&s->used));
    put_instant(s, "closing", s->from->header.closings[s->variant] / 1000.0);
    wo_json_close(&s->json, '}');
    wo_json_close(&s->json, '}');
}

static wo_status put_features(scene *s, FILE *stream, wo_error *error)
{
    size_t most = 0;
    for (size_t i = 0; i < s->used.scenario->n_sections; i++) {
        const size_t n = s->used.scenario->sections[i].n_path;
        most = n > most ? n : most;
    }
    wo_point *points = calloc(most + 1, sizeof *points);
    if (points == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu points", most);
    }
    s->json = (wo_json){.stream = stream, .first = true};
    wo_json_open(&s->json, NULL, '{');
    wo_json_text(&s->json, "type", "FeatureCollection");
    wo_json_text(&s->json, "title", s->from->header.title);
    wo_json_open(&s->json, "features", '[');
    for (uint32_t segment = 0; segment < s->used.road.n_segments; segment++) {
        put_segment(s, segment, points);
    }
    put_line(s, points);
    wo_json_close(&s->json, ']');
    wo_json_close(&s->json, '}');
    free(points);
    return WO_OK;
}

static wo_status read_scene(scene *s, wo_error *error)
{
    WO_TRY(wo_export_needs(s->from, means[0], error));
    WO_TRY(find_variant(s->from, &s->variant, error));
    WO_TRY(find_mark(s, error));
    WO_TRY(wo_used_read(s->from->reader, s->from->variants[s->variant], &s->used, error));
    WO_TRY(check_paths(s, error));
    WO_TRY(measure(s, error));
    return read_means(s, error);
}

wo_status wo_export_road(const wo_export_source *from, FILE *stream, wo_error *error)
{
    scene s = {.from = from};
    wo_status status = read_scene(&s, error);
    if (status == WO_OK) {
        status = put_features(&s, stream, error);
    }
    for (size_t m = 0; m < N_MEANS; m++) {
        wo_variable_free(&s.means[m]);
    }
    free(s.before);
    free(s.total);
    wo_used_free(&s.used);
    return status;
}
