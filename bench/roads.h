/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Roads of the benchmarks: one lane of equal links, 500 m, 40 km/h, 900 veh/h. */
#ifndef WAYOUT_BENCH_ROADS_H
#define WAYOUT_BENCH_ROADS_H

#include "wayout/queue.h"

#define BENCH_JAM_M     7.143
#define BENCH_SPEED_MPS (40.0 / 3.6)
#define BENCH_LINK_M    500.0

/* The speed of backward waves at which a saturated link discharges 900 veh/h. */
static inline double bench_wave_mps(void)
{
    return BENCH_JAM_M / (4.0 - BENCH_JAM_M / BENCH_SPEED_MPS);
}

/* Stretches of so many links each, one behind the other; capacity in veh/s, 0 = the 900 veh/h of the headways. */
WO_NODISCARD static inline wo_status bench_corridor(const uint32_t *links, const double *capacity_per_s,
                                                    uint32_t n_stretches, wo_road *road, wo_error *error)
{
    wo_stretch stretches[8] = {0};
    if (n_stretches > sizeof stretches / sizeof *stretches) {
        return wo_error_set(error, WO_ERR_RANGE, "%u stretches", n_stretches);
    }
    for (uint32_t i = 0; i < n_stretches; i++) {
        stretches[i] = (wo_stretch){.from = i,
                                    .to = i + 1,
                                    .length_m = BENCH_LINK_M * links[i],
                                    .pieces = links[i],
                                    .lanes = 1,
                                    .capacity_per_s = {capacity_per_s[i], capacity_per_s[i]},
                                    .priority = 1};
        stretches[i].speed_mps[0][0] = stretches[i].speed_mps[1][0] = BENCH_SPEED_MPS;
    }
    const wo_road_spec spec = {.stretches = stretches,
                               .n_stretches = n_stretches,
                               .n_nodes = n_stretches + 1,
                               .exit = n_stretches,
                               .segment_length_m = BENCH_LINK_M,
                               .wave_mps = bench_wave_mps(),
                               .n_classes = 1,
                               .jam_m = {BENCH_JAM_M},
                               .car_jam_m = BENCH_JAM_M};
    return wo_road_build(&spec, road, error);
}

#endif
