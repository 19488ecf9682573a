/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trajectories: distance to the exit over time, for a sample of the trips of one replication. */
#include <math.h>
#include <stdlib.h>

#include "plot.h"
#include "trips.h"
#include "used.h"

#define LEFT   76
#define RIGHT  (WO_PAGE_WIDTH - 130)
#define HEIGHT 620
/* Trajectories of one kind that an eye can follow. */
#define MOST 60

/* By wo_role. Kinds differ in width and dashes too, so that they are told apart without colour. */
static const struct kind {
    const char *name, *ink; /* ink after the # */
    double width;
    const char *dashes;
} kinds[WO_N_ROLES] = {
    [WO_ROLE_RESIDENT] = {"residents' cars", "0072B2", 0.7, "1"},
    [WO_ROLE_HERD] = {"herds", "009E73", 2.8, "1"},
    [WO_ROLE_TRUCK] = {"trucks", "D55E00", 1.8, "1"},
    [WO_ROLE_ARMY] = {"army", "000000", 1.6, "(6,3)"},
    [WO_ROLE_TRAVELLER] = {"through traffic", "56B4E9", 0.7, "(8,4)"},
    [WO_ROLE_BUS] = {"buses", "CC79A7", 2.2, "(3,2)"},
};

/* Thick lines first, so that thin ones stay visible. */
static const int order[WO_N_ROLES] = {WO_ROLE_HERD,      WO_ROLE_BUS,      WO_ROLE_TRUCK,
                                      WO_ROLE_TRAVELLER, WO_ROLE_RESIDENT, WO_ROLE_ARMY};

/* Trips of those who set out in [from, to), ms after the start. */
typedef struct sample {
    wo_ms from, to;
    wo_trip *list;
    size_t n, room;
} sample;

typedef struct road {
    wo_variable km, length;
    char **direction;
    size_t n;
} road;

static void road_free(road *all)
{
    wo_variable_free(&all->km);
    wo_variable_free(&all->length);
    wo_strings_free(all->direction, all->n);
}

static wo_status road_read(wo_plot_job *job, road *all, wo_error *error)
{
    WO_TRY(wo_reader_strings(job->reader, "direction", &all->direction, &all->n, error));
    WO_TRY(wo_reader_variable(job->reader, "km_to_exit", &all->km, error));
    WO_TRY(wo_reader_variable(job->reader, "length", &all->length, error));
    if (all->n == 0 || all->km.rank != 1 || all->km.shape[0] != all->n || all->length.rank != 1 ||
        all->length.shape[0] != all->n) {
        return wo_error_set(error, WO_ERR_FORMAT, "the road of the results has an unknown shape");
    }
    return WO_OK;
}

static bool is_inbound(const road *all, int64_t segment)
{
    return all->direction[segment][0] == 'i';
}

/* Distance to the exit where a segment begins or ends for who drives on it. */
static double end_km(const road *all, int64_t segment, bool begins)
{
    const bool near = is_inbound(all, segment) == begins;
    return all->km.values[segment] + (near ? 0 : all->length.values[segment] / 1000);
}

static wo_status read_bound(const wo_plot_job *job, const char *option, const char *text, wo_ms *at, wo_error *error)
{
    wo_instant instant;
    if (text == NULL) {
        return WO_OK;
    }
    WO_TRY(wo_instant_parse(text, &instant, error));
    const int64_t ms = instant.unix_ms - job->header.start.unix_ms;
    if (ms < 0 || ms > job->header.closings[job->chosen]) {
        return wo_error_set(error, WO_ERR_RANGE, "--%s %s is not between the start and the closing", option, text);
    }
    *at = (wo_ms)ms;
    return WO_OK;
}

static wo_status choose_window(const wo_plot_job *job, sample *trips, wo_error *error)
{
    trips->from = 0;
    trips->to = job->header.closings[job->chosen];
    WO_TRY(read_bound(job, "from", job->options->from, &trips->from, error));
    WO_TRY(read_bound(job, "to", job->options->to, &trips->to, error));
    if (trips->from >= trips->to) {
        return wo_error_set(error, WO_ERR_RANGE, "the time from --from to --to is empty");
    }
    return WO_OK;
}

static wo_status collect(wo_plot_job *job, sample *trips, wo_error *error)
{
    wo_trip_walk walk;
    wo_trip trip;
    bool more = true;
    wo_status status = wo_trip_walk_open(&walk, job->reader, error);
    while (status == WO_OK) {
        status = wo_trip_walk_next(&walk, &trip, &more, error);
        if (status != WO_OK || !more) {
            break;
        }
        if (trip.of[WO_TRIP_VARIANT] != (int64_t)job->chosen || trip.of[WO_TRIP_REPLICATION] != 0 ||
            trip.of[WO_TRIP_PASSAGES] == 0 || trip.of[WO_TRIP_RELEASE] < trips->from ||
            trip.of[WO_TRIP_RELEASE] >= trips->to) {
            continue;
        }
        if (trips->n == trips->room) {
            trips->room = 2 * trips->room + 1024;
            wo_trip *list = realloc(trips->list, trips->room * sizeof *list);
            if (list == NULL) {
                status = wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu trips", trips->room);
                break;
            }
            trips->list = list;
        }
        trips->list[trips->n++] = trip;
    }
    wo_trip_walk_close(&walk);
    return status;
}

/* By kind, then as they set out. */
static int compare_trips(const void *left, const void *right)
{
    const wo_trip *a = left, *b = right;
    const int columns[] = {WO_TRIP_ROLE, WO_TRIP_RELEASE};
    for (int i = 0; i < 2; i++) {
        const int64_t x = a->of[columns[i]], y = b->of[columns[i]];
        if (x != y) {
            return x < y ? -1 : 1;
        }
    }
    return a->number < b->number ? -1 : 1;
}

static void put_point(wo_plot_job *job, int64_t ms, double km)
{
    fprintf(job->script, "%.1f %.3f\n", wo_plot_when(job, (double)ms / 1000), km);
}

/* One trajectory, from when it wants to enter the road on. */
static wo_status put_trip(wo_plot_job *job, const road *all, const wo_trip *trip, wo_error *error)
{
    const size_t n = (size_t)trip->of[WO_TRIP_PASSAGES];
    wo_status status = WO_OK;
    int64_t *at = calloc(2 * n, sizeof *at), before = -1;
    if (at == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu passages", n);
    }
    int64_t *segment = at + n;
    status = wo_reader_part(job->reader, "trips/at", trip->first, n, at, error);
    if (status == WO_OK) {
        status = wo_reader_part(job->reader, "trips/segment", trip->first, n, segment, error);
    }
    fputs("\n", job->script);
    for (size_t i = 0; i < n && status == WO_OK; i++) {
        const bool on_road = segment[i] >= 0;
        if (segment[i] >= (int64_t)all->n) {
            status = wo_error_set(error, WO_ERR_FORMAT, "trip %zu is on a road that is not there", trip->number);
        } else if (on_road || before >= 0) {
            const double km = on_road ? end_km(all, segment[i], true) : end_km(all, before, false);
            if (i == 0 && trip->of[WO_TRIP_RELEASE] < at[0]) {
                put_point(job, trip->of[WO_TRIP_RELEASE], km);
            }
            put_point(job, at[i], km);
            before = on_road ? segment[i] : before;
        }
    }
    free(at);
    return status;
}

/* Where trip number `i` of `n` that are shown stands among `of`: as evenly as can be. */
static size_t chosen(size_t i, size_t n, size_t of)
{
    return n < of ? (2 * i + 1) * of / (2 * n) : i;
}

/* First segment of a trip: tells its direction. */
static wo_status starts_inbound(wo_plot_job *job, const road *all, const wo_trip *trip, bool *inbound, wo_error *error)
{
    int64_t segment = -1;
    WO_TRY(wo_reader_part(job->reader, "trips/segment", trip->first, 1, &segment, error));
    *inbound = segment >= 0 && segment < (int64_t)all->n && is_inbound(all, segment);
    return WO_OK;
}

/* Two blocks of data for a kind, out and in. */
static wo_status put_kind(wo_plot_job *job, const road *all, const wo_trip *trips, size_t n, int role, wo_error *error)
{
    const size_t shown = n < MOST ? n : MOST;
    for (int direction = 0; direction < 2; direction++) {
        fprintf(job->script, "$%s%d << EOD\n", direction == 0 ? "out" : "in", role);
        for (size_t i = 0; i < shown; i++) {
            const wo_trip *trip = &trips[chosen(i, shown, n)];
            bool inbound = false;
            WO_TRY(starts_inbound(job, all, trip, &inbound, error));
            if (inbound == (direction == 1)) {
                WO_TRY(put_trip(job, all, trip, error));
            }
        }
        fputs("\nEOD\n", job->script);
    }
    return WO_OK;
}

static void put_lines(wo_plot_job *job, const size_t *n)
{
    const char *comma = "plot ";
    for (int i = 0; i < WO_N_ROLES; i++) {
        const int role = order[i];
        const struct kind *kind = &kinds[role];
        char shown[WO_TEXT_SIZE], all[WO_TEXT_SIZE], text[3 * WO_TEXT_SIZE];
        if (n[role] == 0) {
            continue;
        }
        wo_text_count(n[role] < MOST ? (double)n[role] : MOST, shown);
        wo_text_count((double)n[role], all);
        snprintf(text, sizeof text, "%s (%s of %s)", kind->name, shown, all);
        fprintf(job->script, "%s$in%d using 1:2 with lines lw %g dt %s lc rgb '#90%s' notitle", comma, role,
                kind->width, kind->dashes, kind->ink);
        fprintf(job->script, ", $out%d using 1:2 with lines lw %g dt %s lc rgb '#%s' title ", role, kind->width,
                kind->dashes, kind->ink);
        wo_plot_quote(job->script, text, sizeof text);
        comma = ", ";
    }
    fputs("\n", job->script);
}

static double farthest(const road *all)
{
    double km = 0;
    for (size_t s = 0; s < all->n; s++) {
        km = fmax(km, all->km.values[s] + all->length.values[s] / 1000);
    }
    return km;
}

static wo_status put_page(wo_plot_job *job, const road *all, const wo_used *used, const sample *trips, wo_error *error)
{
    char subject[2 * WO_TEXT_SIZE], note[160];
    size_t n[WO_N_ROLES] = {0};
    snprintf(subject, sizeof subject, "trips, variant %.40s", job->variants[job->chosen]);
    snprintf(note, sizeof note,
             "Replication 0; of each kind at most %d trips, evenly by departure. Falling: out; rising, pale: in. Grey: "
             "night.",
             MOST);
    wo_plot_page(job, subject, note, HEIGHT);
    wo_plot_panel(job, LEFT, RIGHT, WO_PAGE_TOP + 46, HEIGHT - WO_PAGE_BOTTOM);
    wo_plot_time_window(job, trips->from / 1000.0, trips->to / 1000.0, true);
    wo_plot_y_axis(job, "distance to the exit (km)", farthest(all));
    if (trips->to == job->header.closings[job->chosen]) {
        wo_plot_closing(job, job->chosen);
    }
    wo_plot_line(job, used);
    WO_TRY(wo_plot_nights(job, used, trips->to / 1000.0, 0, 1, "#E4E4E4", error));
    for (size_t first = 0; first < trips->n; first += n[trips->list[first].of[WO_TRIP_ROLE]]) {
        const int64_t role = trips->list[first].of[WO_TRIP_ROLE];
        if (role < 0 || role >= WO_N_ROLES) {
            return wo_error_set(error, WO_ERR_FORMAT, "trip %zu has an unknown role", trips->list[first].number);
        }
        while (first + n[role] < trips->n && trips->list[first + n[role]].of[WO_TRIP_ROLE] == role) {
            n[role]++;
        }
        WO_TRY(put_kind(job, all, &trips->list[first], n[role], (int)role, error));
    }
    fputs("set key at screen 0.095,0.925 left top maxrows 2 width 1\n", job->script);
    put_lines(job, n);
    return WO_OK;
}

wo_status wo_plot_trips(wo_plot_job *job, wo_error *error)
{
    sample trips = {0};
    road all = {0};
    wo_used used = {0};
    wo_status status = choose_window(job, &trips, error);
    if (status == WO_OK) {
        status = collect(job, &trips, error);
    }
    if (status == WO_OK && trips.n == 0) {
        status = wo_error_set(error, WO_ERR_RANGE, "nobody sets out in this time in replication 0 of this variant");
    }
    if (status == WO_OK) {
        status = road_read(job, &all, error);
    }
    if (status == WO_OK) {
        status = wo_used_read(job->reader, job->variants[job->chosen], &used, error);
    }
    if (status == WO_OK) {
        qsort(trips.list, trips.n, sizeof *trips.list, compare_trips);
        status = put_page(job, &all, &used, &trips, error);
    }
    wo_used_free(&used);
    road_free(&all);
    free(trips.list);
    return status;
}
