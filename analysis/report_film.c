/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The film of replication 0: who is where in every frame, counted from the trips. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

#define MOST_ROLES 16
#define HERD       "herd"
/* Who takes longer for a segment than at this speed stands in a queue. */
#define QUEUE_KMH 10.0
/* Frames times cells, of one variant: what a page may hold. */
#define MOST_COUNTS 1500000
/* Where in its cell a herd is, in parts of the cell. */
#define PARTS 64

static const double steps_s[] = {60, 120, 300, 600, 900, 1800, 3600, 7200};
#define N_STEPS (sizeof steps_s / sizeof steps_s[0])

/* /trips, as far as the film needs it. */
typedef struct trips {
    wo_variable variant, replication, role, heads, passages, at, segment;
    char *roles;
} trips;

static void trips_free(trips *all)
{
    wo_variable *const variables[] = {&all->variant,  &all->replication, &all->role,   &all->heads,
                                      &all->passages, &all->at,          &all->segment};
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        wo_variable_free(variables[i]);
    }
    free(all->roles);
}

static wo_status trips_read(wo_report_job *job, trips *all, wo_error *error)
{
    wo_reader *reader = job->from.reader;
    WO_TRY(wo_reader_variable(reader, "trips/variant", &all->variant, error));
    WO_TRY(wo_reader_variable(reader, "trips/replication", &all->replication, error));
    WO_TRY(wo_reader_variable(reader, "trips/role", &all->role, error));
    WO_TRY(wo_reader_variable(reader, "trips/heads", &all->heads, error));
    WO_TRY(wo_reader_variable(reader, "trips/passages", &all->passages, error));
    WO_TRY(wo_reader_variable(reader, "trips/at", &all->at, error));
    WO_TRY(wo_reader_variable(reader, "trips/segment", &all->segment, error));
    WO_TRY(wo_reader_attribute(reader, "trips/role", "names", &all->roles, error));
    double sum = 0;
    const size_t n = all->passages.shape[0];
    for (size_t i = 0; i < n; i++) {
        sum += all->passages.values[i];
    }
    if (all->variant.shape[0] != n || all->replication.shape[0] != n || all->role.shape[0] != n ||
        all->heads.shape[0] != n || all->at.shape[0] != all->segment.shape[0] ||
        fabs(sum - (double)all->at.shape[0]) > 0.5) {
        return wo_error_set(error, WO_ERR_FORMAT, "the trips of the results do not agree in number");
    }
    return WO_OK;
}

/* A growing list of the herds' places. */
typedef struct herds {
    uint32_t *tracks; /* of each herd: first frame, frames, heads */
    size_t n_tracks, room_tracks;
    uint16_t *places; /* cell * PARTS + part, frame by frame, herd by herd */
    size_t n_places, room_places;
} herds;

static wo_status grow(void **list, size_t size, size_t wanted, size_t *room, wo_error *error)
{
    if (wanted <= *room) {
        return WO_OK;
    }
    const size_t more = 2 * wanted + 1024;
    void *grown = realloc(*list, more * size);
    if (grown == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for the film");
    }
    *list = grown;
    *room = more;
    return WO_OK;
}

/* The film of one variant while it is counted. */
typedef struct film {
    const wo_report_job *job;
    double step_s, end_s;
    size_t frames, n_roles;
    uint8_t *counts[MOST_ROLES]; /* [frame * cells + cell], of each role that drives */
    uint8_t *queued;
    herds walking;
} film;

static void film_free(film *of)
{
    for (size_t i = 0; i < MOST_ROLES; i++) {
        free(of->counts[i]);
    }
    free(of->queued);
    free(of->walking.tracks);
    free(of->walking.places);
}

/* The same step in all variants, so that the longest one fits. */
static double choose_step(const wo_report_job *job)
{
    double longest_s = 0;
    for (size_t v = 0; v < job->from.n_variants; v++) {
        longest_s = fmax(longest_s, job->from.header.closings[v] / 1000.0);
    }
    size_t step = 0;
    while (step + 1 < N_STEPS && longest_s / steps_s[step] * (double)job->road.n_cells > MOST_COUNTS) {
        step++;
    }
    return steps_s[step];
}

static wo_status film_init(film *of, const wo_report_job *job, size_t variant, size_t n_roles, wo_error *error)
{
    const size_t n_cells = job->road.n_cells;
    *of = (film){.job = job, .step_s = choose_step(job), .n_roles = n_roles};
    of->end_s = job->from.header.closings[variant] / 1000.0;
    of->frames = (size_t)(of->end_s / of->step_s) + 1;
    of->queued = calloc(of->frames * n_cells, 1);
    bool good = of->queued != NULL;
    for (size_t i = 0; i < n_roles; i++) {
        of->counts[i] = calloc(of->frames * n_cells, 1);
        good = good && of->counts[i] != NULL;
    }
    return good ? WO_OK : wo_error_set(error, WO_ERR_MEMORY, "no memory for a film of %zu frames", of->frames);
}

static void count(uint8_t *place)
{
    *place = (uint8_t)(*place < UINT8_MAX ? *place + 1 : UINT8_MAX);
}

/* The frames at which somebody is there who came at `from` and left at `to`. */
static size_t frame_at(const film *of, double seconds)
{
    const double frame = ceil(seconds / of->step_s);
    return frame < (double)of->frames ? (size_t)fmax(frame, 0) : of->frames;
}

static void add_stay(film *of, uint8_t *counts, size_t segment, double from, double to)
{
    const wo_report_road *road = &of->job->road;
    const size_t cell = road->cell_of[segment], last = frame_at(of, to);
    const bool queues = road->length_km[segment] * 3600 < QUEUE_KMH * (to - from);
    for (size_t frame = frame_at(of, from); frame < last; frame++) {
        count(&counts[frame * road->n_cells + cell]);
        if (queues) {
            count(&of->queued[frame * road->n_cells + cell]);
        }
    }
}

/* Place of a herd that is `share` of a segment behind its upstream end. */
static uint16_t place_in_cell(const wo_report_job *job, size_t segment, double share)
{
    const wo_report_cell *cell = &job->road.cells[job->road.cell_of[segment]];
    const double low = job->from.km_to_exit.values[segment], length = job->road.length_km[segment];
    const double km = cell->outbound ? low + length * (1 - share) : low + length * share;
    const double part = floor(PARTS * (km - cell->low_km) / (cell->high_km - cell->low_km));
    return (uint16_t)(job->road.cell_of[segment] * PARTS + (size_t)fmin(fmax(part, 0), PARTS - 1));
}

static wo_status add_walk(film *of, size_t segment, double from, double to, wo_error *error)
{
    herds *all = &of->walking;
    const size_t last = frame_at(of, to), first = frame_at(of, from);
    uint32_t *track = &all->tracks[3 * (all->n_tracks - 1)];
    if (first >= last) {
        return WO_OK;
    }
    if (track[1] == 0) {
        track[0] = (uint32_t)first;
    }
    void *places = all->places;
    const wo_status status = grow(&places, sizeof *all->places, all->n_places + last - first, &all->room_places, error);
    all->places = places;
    WO_TRY(status);
    for (size_t frame = first; frame < last; frame++) {
        const double share = ((double)frame * of->step_s - from) / (to - from);
        all->places[all->n_places++] = place_in_cell(of->job, segment, share);
    }
    track[1] = (uint32_t)last - track[0];
    return WO_OK;
}

static wo_status begin_herd(film *of, double heads, wo_error *error)
{
    herds *all = &of->walking;
    void *tracks = all->tracks;
    const wo_status status = grow(&tracks, sizeof *all->tracks, 3 * (all->n_tracks + 1), &all->room_tracks, error);
    all->tracks = tracks;
    WO_TRY(status);
    uint32_t *track = &all->tracks[3 * all->n_tracks++];
    track[0] = track[1] = 0;
    track[2] = (uint32_t)heads;
    return WO_OK;
}

/* Passages [first, end) of a party; `counts` is NULL for a herd. */
static wo_status add_trip(film *of, const trips *all, size_t first, size_t end, double heads, uint8_t *counts,
                          wo_error *error)
{
    if (counts == NULL) {
        WO_TRY(begin_herd(of, heads, error));
    }
    for (size_t i = first; i < end; i++) {
        const double segment = all->segment.values[i], from = all->at.values[i] / 1000;
        const double to = i + 1 < end ? all->at.values[i + 1] / 1000 : of->end_s;
        if (segment < 0 || segment >= (double)of->job->road.n_segments) {
            continue;
        }
        if (counts != NULL) {
            add_stay(of, counts, (size_t)segment, from, to);
        } else {
            WO_TRY(add_walk(of, (size_t)segment, from, to, error));
        }
    }
    return WO_OK;
}

/* Names of the roles, one a line; `herd` is the number of the herds' one. */
static size_t split_roles(char *text, const char *names[MOST_ROLES], size_t *herd)
{
    size_t n = 0;
    char *rest = NULL;
    *herd = MOST_ROLES;
    for (char *name = strtok_r(text, "\n", &rest); name != NULL && n < MOST_ROLES; name = strtok_r(NULL, "\n", &rest)) {
        *herd = strcmp(name, HERD) == 0 ? n : *herd;
        names[n++] = name;
    }
    return n;
}

static wo_status count_all(film *of, const trips *all, size_t variant, size_t herd, wo_error *error)
{
    size_t first = 0;
    for (size_t i = 0; i < all->passages.shape[0]; i++) {
        const size_t end = first + (size_t)all->passages.values[i];
        const size_t role = (size_t)fmax(all->role.values[i], 0);
        if (all->variant.values[i] == (double)variant && all->replication.values[i] < 0.5 && role < of->n_roles) {
            uint8_t *counts = role == herd ? NULL : of->counts[role];
            WO_TRY(add_trip(of, all, first, end, all->heads.values[i], counts, error));
        }
        first = end;
    }
    return WO_OK;
}

/* What differs from the variant before, byte by byte: the same luck moves most parties alike, and zeros pack well.
 * `before` is NULL in the first variant; its film may be shorter. */
static wo_status put_changes(wo_report_job *job, const char *key, const film *of, const uint8_t *counts,
                             const film *earlier, const uint8_t *before, wo_error *error)
{
    const size_t size = of->frames * job->road.n_cells;
    uint8_t *changes = malloc(size);
    if (changes == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for a film of %zu frames", of->frames);
    }
    const size_t earlier_size = before != NULL ? earlier->frames * job->road.n_cells : 0;
    for (size_t i = 0; i < size; i++) {
        changes[i] = (uint8_t)(counts[i] - (i < earlier_size ? before[i] : 0));
    }
    const wo_status status = wo_report_pack(job, key, changes, size, error);
    free(changes);
    return status;
}

static wo_status put_film(wo_report_job *job, const film *of, const film *before, size_t herd, wo_error *error)
{
    wo_json *json = &job->json;
    wo_json_number(json, "step_s", of->step_s);
    wo_json_count(json, "frames", of->frames);
    wo_json_open(json, "counts", '[');
    for (size_t i = 0; i < of->n_roles; i++) {
        if (i != herd) {
            WO_TRY(put_changes(job, NULL, of, of->counts[i], before, before->counts[i], error));
        }
    }
    wo_json_close(json, ']');
    WO_TRY(put_changes(job, "queued", of, of->queued, before, before->queued, error));
    WO_TRY(
        wo_report_pack(job, "herds", of->walking.tracks, 3 * of->walking.n_tracks * sizeof *of->walking.tracks, error));
    return wo_report_pack(job, "places", of->walking.places, of->walking.n_places * sizeof *of->walking.places, error);
}

/* `before` is the film of the variant before, empty in the first one; it becomes this one's. */
static wo_status put_variant(wo_report_job *job, const trips *all, size_t variant, size_t n_roles, size_t herd,
                             film *before, wo_error *error)
{
    film of;
    wo_status status = film_init(&of, job, variant, n_roles, error);
    if (status == WO_OK) {
        status = count_all(&of, all, variant, herd, error);
    }
    if (status == WO_OK) {
        wo_json_open(&job->json, NULL, '{');
        status = put_film(job, &of, before, herd, error);
    }
    if (status == WO_OK) {
        status = wo_report_counters(job, variant, error);
    }
    if (status == WO_OK) {
        status = wo_report_weather(job, variant, error);
        wo_json_close(&job->json, '}');
    }
    film_free(before);
    *before = of;
    return status;
}

static wo_status put_variants(wo_report_job *job, const trips *all, size_t n_roles, size_t herd, wo_error *error)
{
    film before = {0};
    wo_status status = WO_OK;
    wo_json_open(&job->json, "variants", '[');
    for (size_t v = 0; v < job->from.n_variants && status == WO_OK; v++) {
        status = put_variant(job, all, v, n_roles, herd, &before, error);
    }
    wo_json_close(&job->json, ']');
    film_free(&before);
    return status;
}

static wo_status put_all(wo_report_job *job, trips *all, wo_error *error)
{
    const char *names[MOST_ROLES];
    size_t herd = 0;
    const size_t n = split_roles(all->roles, names, &herd);
    wo_json_open(&job->json, "film", '{');
    wo_json_number(&job->json, "queue_kmh", QUEUE_KMH);
    wo_json_count(&job->json, "parts", PARTS);
    wo_json_open(&job->json, "roles", '[');
    for (size_t i = 0; i < n; i++) {
        if (i != herd) {
            wo_json_text(&job->json, NULL, names[i]);
        }
    }
    wo_json_close(&job->json, ']');
    WO_TRY(put_variants(job, all, n, herd, error));
    wo_json_close(&job->json, '}');
    return WO_OK;
}

wo_status wo_report_film(wo_report_job *job, wo_error *error)
{
    trips all = {0};
    if (!wo_reader_has(job->from.reader, "trips")) {
        wo_json_null(&job->json, "film");
        return WO_OK;
    }
    wo_status status = trips_read(job, &all, error);
    if (status == WO_OK) {
        status = put_all(job, &all, error);
    }
    trips_free(&all);
    return status;
}
