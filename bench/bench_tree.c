/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A congested tree with mixed traffic: four valleys of 10 km join two by two on 20 km of trunk; cars, trucks, and herds
 * that are passed at a fixed rate. The opposing flow is coupled, vehicles drive in as well. */
#include <math.h>
#include <stdio.h>

#include "harness.h"
#include "wayout/queue.h"

enum { CAR, TRUCK, HERD, N_KINDS };

#define VALLEYS  4
#define PARTIES  20000u
#define UNTIL_MS (48u * WO_HOUR_MS)

typedef struct tree_trial {
    wo_road road;
    wo_queue *queue;
} tree_trial;

static wo_stretch stretch(uint32_t from, uint32_t to, double length_m)
{
    static const double mps[N_KINDS] = {14.0, 10.0, 1.2};
    wo_stretch made = {.from = from, .to = to, .length_m = length_m, .lanes = 1, .priority = 1};
    for (int direction = 0; direction < 2; direction++) {
        for (int c = 0; c < N_KINDS; c++) {
            made.speed_mps[direction][c] = mps[c];
            made.overtaken_per_s[direction][c] = c == HERD ? 0.05 : 0.02;
        }
    }
    return made;
}

/* Spec nodes 0 .. 3: heads of the valleys; 4, 5: where two meet; 6: where all meet; 7: the exit. */
static wo_status build_road(wo_road *road, wo_error *error)
{
    wo_stretch stretches[VALLEYS + 3];
    for (uint32_t v = 0; v < VALLEYS; v++) {
        stretches[v] = stretch(v, 4 + v / 2, 10000);
    }
    stretches[4] = stretch(4, 6, 5000);
    stretches[5] = stretch(5, 6, 5000);
    stretches[6] = stretch(6, 7, 20000);
    stretches[6].capacity_per_s[0] = 0.2;
    const wo_road_spec spec = {.stretches = stretches,
                               .n_stretches = sizeof stretches / sizeof *stretches,
                               .n_nodes = 8,
                               .exit = 7,
                               .segment_length_m = 500,
                               .wave_mps = 5,
                               .n_classes = N_KINDS,
                               .jam_m = {7.5, 15, 60},
                               .herd = {[HERD] = true},
                               .car_jam_m = 7.5};
    return wo_road_build(&spec, road, error);
}

/* Of 100 parties 80 are cars, 18 trucks, 2 herds; one in ten drives in from the exit. */
static wo_status release(tree_trial *trial, uint32_t i, wo_error *error)
{
    const uint32_t kind = i % 100 < 80 ? CAR : i % 100 < 98 ? TRUCK : HERD;
    const uint32_t head = trial->road.spec_node[i % VALLEYS], exit = trial->road.n_out;
    const wo_ms at = i * 4500u;
    uint32_t party = 0;
    if (i % 10 == 9 && kind != HERD) {
        return wo_queue_release(trial->queue, at, exit, WO_INBOUND, kind, head, &party, error);
    }
    return wo_queue_release(trial->queue, at, head, WO_OUTBOUND, kind, WO_NONE, &party, error);
}

static wo_status run_tree(void *context, double *start_s, wo_error *error)
{
    tree_trial *trial = context;
    WO_TRY(wo_queue_reset(trial->queue, &trial->road, error));
    for (uint32_t i = 0; i < PARTIES; i++) {
        WO_TRY(release(trial, i, error));
    }
    *start_s = bench_cpu_s();
    return wo_queue_run(trial->queue, UNTIL_MS, NULL, NULL, error);
}

static void print(const tree_trial *trial, const bench_times *times)
{
    const double moves = (double)wo_queue_moves(trial->queue);
    uint64_t passes = 0, blocked_ms = 0;
    for (uint32_t s = 0; s < trial->road.n_segments; s++) {
        wo_segment_state state;
        wo_queue_segment(trial->queue, s, &state);
        passes += state.passes;
        blocked_ms += state.blocked_ms;
    }
    printf("{\"bench\": \"queue\", \"name\": \"tree\", \"link_moves\": %.0f, \"ns_per_move\": %.3f, "
           "\"ns_per_move_median\": %.3f, \"moves_per_s\": %.0f, \"visits_per_move\": %.4f, \"passes\": %.0f, "
           "\"blocked_h\": %.1f, \"memory_bytes\": %zu}\n",
           moves, 1e9 * times->min_s / moves, 1e9 * times->median_s / moves, moves / times->min_s,
           (double)wo_queue_visits(trial->queue) / moves, (double)passes, (double)blocked_ms / WO_HOUR_MS,
           wo_queue_memory(trial->queue));
}

int main(int argc, char **argv)
{
    const wo_queue_options options = {.grid_ms = WO_MINUTE_MS, .mean_ms = 15 * WO_MINUTE_MS};
    tree_trial trial = {0};
    bench_times times = {0};
    wo_error error = {0};
    int repeats = 15;
    if (!bench_repeats(argc, argv, &repeats)) {
        return 2;
    }
    wo_status status = build_road(&trial.road, &error);
    if (status == WO_OK) {
        status = wo_queue_create(&trial.road, &options, &trial.queue, &error);
    }
    if (status == WO_OK) {
        status = bench_repeat(run_tree, &trial, repeats, &times, &error);
    }
    if (status == WO_OK) {
        print(&trial, &times);
    }
    wo_queue_destroy(trial.queue);
    wo_road_free(&trial.road);
    return bench_end(status, &error);
}
