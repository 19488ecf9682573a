/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small road and its queue. Wave speed 5 m/s; class 0: car 8 m, 20 m/s (headway 2 s); 1: slow 8 m, 5 m/s; 2: herd
 * 40 m, 1 m/s; 3: truck 16 m, 10 m/s. Nobody is passed unless a test says so. */
#ifndef WAYOUT_TESTS_UNIT_QUEUE_HELPER_SITE_H
#define WAYOUT_TESTS_UNIT_QUEUE_HELPER_SITE_H

#include "wayout/queue.h"

#define CAR       0u
#define SLOW      1u
#define HERD      2u
#define TRUCK     3u
#define N_CLASSES 4u

typedef struct road_site {
    wo_stretch stretches[8];
    wo_road_spec spec;
    wo_queue_options options;
    wo_road road;
    wo_queue *queue;
    const wo_passage *passages;
    size_t n_passages;
} road_site;

void site_begin(road_site *site);
/* One lane from spec node `from` to `to`; the caller may change it before site_open. */
wo_stretch *site_stretch(road_site *site, uint32_t from, uint32_t to, double length_m, uint32_t pieces);
/* Passes per second behind a class, both directions, on all stretches so far. */
void site_overtaken(road_site *site, uint32_t class_index, double per_s);
void site_open(road_site *site, uint32_t exit);
void site_close(road_site *site);
/* Outbound to the exit. */
uint32_t site_send(road_site *site, wo_ms at, uint32_t node, uint32_t class_index);
uint32_t site_send_to(road_site *site, wo_ms at, uint32_t node, wo_direction direction, uint32_t class_index,
                      uint32_t destination);
/* Traced, and verified afterwards. */
void site_run(road_site *site, wo_ms until);
/* When `party` passed, WO_NEVER = not in the last run. */
wo_ms site_passed(const road_site *site, uint32_t party, uint32_t node, wo_direction direction);
wo_segment_state site_segment(const road_site *site, uint32_t segment);

#endif
