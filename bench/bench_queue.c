/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine on corridors with known answers, beside the fastest exact computation of the first.
 *
 * One lane, 75 km, 150 links of 500 m, 40 km/h, 900 veh/h but link 100 (450 veh/h), 10,000 cars.
 * corridor-1: all enter at the head, 800 veh/h. corridor-2: at 10 evenly spaced nodes, 80 veh/h each; an entry and the
 * road before it merge 1:1. thin: all at the head, one a minute, so that nobody waits and a visit moves one car. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "roads.h"
#include "wayout/vector.h"

#define LINKS      150
#define BOTTLENECK 99 /* links before it */
#define CARS       10000
#define ENTRIES    10
#define ROOM       70 /* cars in a jammed link */
#define UNTIL_MS   (200u * WO_HOUR_MS)

typedef struct corridor_trial {
    wo_road road;
    wo_queue *queue;
    uint32_t entries; /* 1 or ENTRIES */
    uint32_t cars;
    wo_ms gap_ms; /* between two cars, over all entries */
    wo_ms dt_ms;
    uint64_t visits; /* of a timed run */
    wo_ms last_exit;
    uint64_t travel_ms; /* summed from release to exit */
    double delay_s[ENTRIES];
    uint32_t passed;              /* cars that came through the bottleneck */
    wo_ms steady_from, steady_to; /* exits that end the first and the ninth tenth of them */
} corridor_trial;

static wo_status build_road(wo_road *road, wo_error *error)
{
    const uint32_t links[3] = {BOTTLENECK, 1, LINKS - BOTTLENECK - 1};
    const double capacity_per_s[3] = {0, 0.125, 0};
    return bench_corridor(links, capacity_per_s, 3, road, error);
}

static wo_ms release_ms(const corridor_trial *trial, uint32_t car)
{
    return car / trial->entries * trial->gap_ms * trial->entries;
}

/* Cars are numbered so that car % entries is their entry. */
static uint32_t entry_node(const corridor_trial *trial, uint32_t car)
{
    return car % trial->entries * (LINKS / ENTRIES);
}

static wo_status fill(corridor_trial *trial, wo_error *error)
{
    WO_TRY(wo_queue_reset(trial->queue, &trial->road, error));
    for (uint32_t car = 0; car < trial->cars; car++) {
        uint32_t party = 0;
        WO_TRY(wo_queue_release(trial->queue, release_ms(trial, car), entry_node(trial, car), WO_OUTBOUND, 0, WO_NONE,
                                &party, error));
    }
    return WO_OK;
}

/* Cars that come through the bottleneck, all together. */
static uint32_t passing(const corridor_trial *trial)
{
    uint32_t entries = 0;
    for (uint32_t entry = 0; entry < trial->entries; entry++) {
        entries += entry_node(trial, entry) <= BOTTLENECK;
    }
    return trial->cars / trial->entries * entries;
}

/* Until the last car is out; only the engine is timed, not the releases. */
static wo_status run_engine(void *context, double *start_s, wo_error *error)
{
    corridor_trial *trial = context;
    WO_TRY(fill(trial, error));
    *start_s = bench_cpu_s();
    return wo_queue_run(trial->queue, UNTIL_MS, NULL, NULL, error);
}

static void count_passed(corridor_trial *trial, wo_ms at)
{
    const uint32_t all = passing(trial), tenth = all / 10;
    trial->passed++;
    if (trial->passed == tenth) {
        trial->steady_from = at;
    } else if (trial->passed == all - tenth) {
        trial->steady_to = at;
    }
}

static double discharge_vph(const corridor_trial *trial)
{
    const uint32_t all = passing(trial), steady = all - 2 * (all / 10);
    const wo_ms span = trial->steady_to - trial->steady_from;
    return span > 0 ? (double)steady * WO_HOUR_MS / span : 0;
}

static wo_status count_exit(void *context, wo_queue *queue, wo_ms now, const wo_event *events, size_t n_events,
                            wo_error *error)
{
    corridor_trial *trial = context;
    (void)queue, (void)now, (void)error;
    for (size_t i = 0; i < n_events; i++) {
        const uint32_t car = events[i].party, entry = car % trial->entries;
        const wo_ms travel = events[i].at - release_ms(trial, car);
        const double free_s = (LINKS - entry_node(trial, car)) * BENCH_LINK_M / BENCH_SPEED_MPS;
        trial->last_exit = events[i].at > trial->last_exit ? events[i].at : trial->last_exit;
        trial->travel_ms += travel;
        trial->delay_s[entry] += (travel / 1000.0 - free_s) * trial->entries / trial->cars;
        if (entry_node(trial, car) <= BOTTLENECK) {
            count_passed(trial, events[i].at);
        }
    }
    return WO_OK;
}

/* T(n, j) = max(T(n, j-1) + L/v, T(n-1, j) + h_j, T(n-K, j+1) + L/w): all with equal n + j are independent, so that a
 * diagonal is one contiguous vector operation. Rows are the last ROOM diagonals; column 0 holds the releases. */
typedef struct max_plus {
    double rows[ROOM][LINKS + 3];
    double free_s[LINKS + 3], headway_s[LINKS + 3], wave_s[LINKS + 3];
    double last_exit_s, travel_s;
} max_plus;

WO_VECTORISED static void diagonal(double *restrict now, const double *restrict before, const double *restrict hole,
                                   const max_plus *restrict times)
{
    for (int j = 1; j <= LINKS + 1; j++) {
        const double arrival = before[j - 1] + times->free_s[j];
        const double follow = before[j] + times->headway_s[j];
        const double returned = hole[j + 1] + times->wave_s[j];
        const double later = arrival > follow ? arrival : follow;
        now[j] = later > returned ? later : returned;
    }
}

static void prepare_sweep(max_plus *sweep)
{
    for (int j = 0; j < LINKS + 3; j++) {
        sweep->free_s[j] = j > 1 ? BENCH_LINK_M / BENCH_SPEED_MPS : 0;
        sweep->headway_s[j] = j == BOTTLENECK + 1 || j == BOTTLENECK + 2 ? 8 : 4;
        sweep->wave_s[j] = j <= LINKS ? BENCH_LINK_M / bench_wave_mps() : 0;
        for (int row = 0; row < ROOM; row++) {
            sweep->rows[row][j] = -INFINITY;
        }
    }
    sweep->last_exit_s = sweep->travel_s = 0;
}

static wo_status run_sweep(void *context, double *start_s, wo_error *error)
{
    max_plus *sweep = context;
    (void)error;
    prepare_sweep(sweep);
    *start_s = bench_cpu_s();
    for (int d = 0; d < CARS + LINKS; d++) {
        double *before = sweep->rows[(d + ROOM - 1) % ROOM], *now = sweep->rows[d % ROOM];
        const double *hole = sweep->rows[(d + 1) % ROOM];
        before[0] = d < CARS ? d * 4.5 : INFINITY;
        diagonal(now, before, hole, sweep);
        if (d >= LINKS) {
            sweep->last_exit_s = now[LINKS + 1];
            sweep->travel_s += now[LINKS + 1] - (d - LINKS) * 4.5;
        }
    }
    return WO_OK;
}

typedef struct corridor_answer {
    const char *name;
    double last_exit_h, travel_h; /* exact */
    uint64_t link_moves;          /* of CARS cars */
    uint32_t entries;
    wo_ms gap_ms;
} corridor_answer;

static const corridor_answer answers[] = {{"corridor-1", 24.095, 6.736, UINT64_C(1500000), 1, 4500},
                                          {"corridor-2", 16.741, 2.015, UINT64_C(825000), ENTRIES, 4500},
                                          {"thin", 168.525, 1.875, UINT64_C(1500000), 1, WO_MINUTE_MS}};

typedef struct bench_options {
    int repeats;
    uint32_t cars;
    wo_ms dt_ms;
    const char *only; /* name of a corridor, NULL = all */
    bool json;
} bench_options;

static double link_moves(const corridor_trial *trial, const corridor_answer *answer)
{
    return (double)answer->link_moves * trial->cars / CARS;
}

static void print_text(const corridor_trial *trial, const corridor_answer *answer, const bench_times *times,
                       double limit_s)
{
    const double moves = link_moves(trial, answer);
    printf("%s: last exit %.3f h (exact %.3f), mean travel time %.3f h (exact %.3f)\n", answer->name,
           trial->last_exit / 3.6e6, answer->last_exit_h, (double)trial->travel_ms / 3.6e6 / trial->cars,
           answer->travel_h);
    printf("  %.2f ns per move (median %.2f, %" PRIu64 " link moves), %.3f visits per move, %.1f times the limit\n",
           1e9 * times->min_s / moves, 1e9 * times->median_s / moves, (uint64_t)moves, (double)trial->visits / moves,
           times->min_s / moves / limit_s);
    printf("  %.2f veh/h through the bottleneck, %.2f MB\n", discharge_vph(trial),
           (double)wo_queue_memory(trial->queue) / 1e6);
    for (uint32_t entry = 0; trial->entries > 1 && entry < trial->entries; entry++) {
        printf("  entry at km %4.1f: mean delay %8.1f s\n", entry * BENCH_LINK_M * LINKS / ENTRIES / 1000,
               trial->delay_s[entry]);
    }
}

static double length_m(const wo_road *road)
{
    double length_cm = 0;
    for (uint32_t s = 0; s < road->n_out; s++) {
        length_cm += road->length_cm[s];
    }
    return length_cm / 100;
}

static void print_json(const corridor_trial *trial, const corridor_answer *answer, const bench_times *times,
                       double limit_s)
{
    const double moves = link_moves(trial, answer);
    printf("{\"bench\": \"queue\", \"name\": \"%s\", \"last_exit_h\": %.6f, \"travel_time_h\": %.6f, \"ns_per_move\": "
           "%.3f, "
           "\"ns_per_move_median\": %.3f, \"visits_per_move\": %.4f, \"times_limit\": %.2f, \"memory_bytes\": %zu, "
           "\"link_moves\": %.0f, \"moves_per_s\": %.0f, \"discharge_vph\": %.3f, \"cars\": %" PRIu32 ", "
           "\"links\": %" PRIu32 ", \"length_m\": %.3f, \"entry_delay_s\": [",
           answer->name, trial->last_exit / 3.6e6, (double)trial->travel_ms / 3.6e6 / trial->cars,
           1e9 * times->min_s / moves, 1e9 * times->median_s / moves, (double)trial->visits / moves,
           times->min_s / moves / limit_s, wo_queue_memory(trial->queue), moves, moves / times->min_s,
           discharge_vph(trial), trial->cars, trial->road.n_out, length_m(&trial->road));
    for (uint32_t entry = 0; entry < trial->entries; entry++) {
        printf("%s%.3f", entry > 0 ? ", " : "", trial->delay_s[entry]);
    }
    printf("]}\n");
}

static wo_status measure(const corridor_answer *answer, const bench_options *options, double limit_s, wo_error *error)
{
    corridor_trial trial = {.entries = answer->entries, .cars = options->cars, .gap_ms = answer->gap_ms};
    bench_times times = {0};
    const wo_queue_options engine = {.dt_ms = options->dt_ms};
    wo_status status = build_road(&trial.road, error);
    if (status != WO_OK) {
        goto out;
    }
    status = wo_queue_create(&trial.road, &engine, &trial.queue, error);
    if (status == WO_OK) {
        status = bench_repeat(run_engine, &trial, options->repeats, &times, error);
    }
    trial.visits = status == WO_OK ? wo_queue_visits(trial.queue) : 0;
    if (status == WO_OK) {
        status = fill(&trial, error);
    }
    if (status == WO_OK) {
        status = wo_queue_run(trial.queue, UNTIL_MS, count_exit, &trial, error);
    }
    if (status == WO_OK) {
        (options->json ? print_json : print_text)(&trial, answer, &times, limit_s);
    }
out:
    wo_queue_destroy(trial.queue);
    wo_road_free(&trial.road);
    return status;
}

/* Seconds a move. */
static wo_status measure_limit(const bench_options *options, bench_times *limit, wo_error *error)
{
    max_plus *sweep = malloc(sizeof *sweep);
    if (sweep == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for the sweep");
    }
    const wo_status status = bench_repeat(run_sweep, sweep, options->repeats, limit, error);
    limit->min_s /= LINKS * CARS;
    limit->median_s /= LINKS * CARS;
    if (status == WO_OK && !options->json) {
        printf(
            "max-plus sweep: last exit %.3f h, mean travel time %.3f h\n  %.3f ns per move (median %.3f): the limit\n",
            sweep->last_exit_s / 3600, sweep->travel_s / 3600 / CARS, 1e9 * limit->min_s, 1e9 * limit->median_s);
    }
    free(sweep);
    return status;
}

static bool read_options(int argc, char **argv, bench_options *options)
{
    *options = (struct bench_options){.repeats = 15, .cars = CARS};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0) {
            options->json = true;
        } else if (strcmp(argv[i], "--repeats") == 0 && i + 1 < argc) {
            options->repeats = atoi(argv[++i]);
        } else if (strcmp(argv[i], "--dt-ms") == 0 && i + 1 < argc) {
            options->dt_ms = (wo_ms)strtoul(argv[++i], NULL, 10);
        } else if (strcmp(argv[i], "--cars") == 0 && i + 1 < argc) {
            options->cars = (uint32_t)strtoul(argv[++i], NULL, 10);
        } else if (strcmp(argv[i], "--only") == 0 && i + 1 < argc) {
            options->only = argv[++i];
        } else {
            return false;
        }
    }
    return options->cars >= 1 && options->cars <= CARS && options->repeats >= 1 &&
           options->repeats <= BENCH_MAX_REPEATS;
}

int main(int argc, char **argv)
{
    bench_options options;
    wo_error error = {0};
    bench_times limit = {0};
    if (!read_options(argc, argv, &options)) {
        fprintf(stderr, "usage: %s [--json] [--repeats 1..%d] [--dt-ms N] [--cars 1..%d] [--only NAME]\n", argv[0],
                BENCH_MAX_REPEATS, CARS);
        return 2;
    }
    wo_status status = measure_limit(&options, &limit, &error);
    for (size_t i = 0; status == WO_OK && i < sizeof answers / sizeof *answers; i++) {
        if (options.only == NULL || strcmp(options.only, answers[i].name) == 0) {
            status = measure(&answers[i], &options, limit.min_s, &error);
        }
    }
    if (status != WO_OK) {
        fprintf(stderr, "%s: %s\n", wo_status_text(status), error.message);
        return 1;
    }
    if (options.json) {
        printf("{\"bench\": \"queue\", \"name\": \"limit\", \"ns_per_move\": %.4f, \"ns_per_move_median\": %.4f, "
               "\"moves_per_s\": %.0f}\n",
               1e9 * limit.min_s, 1e9 * limit.median_s, 1 / limit.min_s);
    }
    return 0;
}
