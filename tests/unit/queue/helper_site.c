/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "helper_site.h"

static const double speed_mps[N_CLASSES] = {20, 5, 1, 10};
static const double jam_m[N_CLASSES] = {8, 8, 40, 16};

static void must(wo_status status, const wo_error *error)
{
    if (status != WO_OK) {
        print_error("%s: %s\n", wo_status_text(status), error->message);
    }
    assert_int_equal(status, WO_OK);
}

void site_begin(road_site *site)
{
    memset(site, 0, sizeof *site);
    site->spec = (wo_road_spec){
        .stretches = site->stretches, .segment_length_m = 250, .wave_mps = 5, .n_classes = N_CLASSES, .car_jam_m = 8};
    memcpy(site->spec.jam_m, jam_m, sizeof jam_m);
    site->spec.herd[HERD] = true;
}

wo_stretch *site_stretch(road_site *site, uint32_t from, uint32_t to, double length_m, uint32_t pieces)
{
    wo_stretch *stretch = &site->stretches[site->spec.n_stretches++];
    *stretch = (wo_stretch){
        .from = from, .to = to, .length_m = length_m, .pieces = pieces, .lanes = 1, .sight = 0.5, .priority = 1};
    for (int direction = 0; direction < 2; direction++) {
        memcpy(stretch->speed_mps[direction], speed_mps, sizeof speed_mps);
    }
    return stretch;
}

void site_overtaken(road_site *site, uint32_t class_index, double per_s)
{
    for (size_t i = 0; i < site->spec.n_stretches; i++) {
        site->stretches[i].overtaken_per_s[WO_OUTBOUND][class_index] = per_s;
        site->stretches[i].overtaken_per_s[WO_INBOUND][class_index] = per_s;
    }
}

void site_open(road_site *site, uint32_t exit)
{
    wo_error error = {0};
    site->spec.exit = exit;
    site->spec.n_nodes = (uint32_t)site->spec.n_stretches + 1;
    must(wo_road_build(&site->spec, &site->road, &error), &error);
    must(wo_queue_create(&site->road, &site->options, &site->queue, &error), &error);
}

void site_close(road_site *site)
{
    wo_queue_destroy(site->queue);
    wo_road_free(&site->road);
}

uint32_t site_send_to(road_site *site, wo_ms at, uint32_t node, wo_direction direction, uint32_t class_index,
                      uint32_t destination)
{
    wo_error error = {0};
    uint32_t party = UINT32_MAX;
    must(wo_queue_release(site->queue, at, node, direction, class_index, destination, &party, &error), &error);
    return party;
}

uint32_t site_send(road_site *site, wo_ms at, uint32_t node, uint32_t class_index)
{
    return site_send_to(site, at, node, WO_OUTBOUND, class_index, WO_NONE);
}

void site_run(road_site *site, wo_ms until)
{
    wo_error error = {0};
    must(wo_queue_run_traced(site->queue, until, NULL, NULL, &site->passages, &site->n_passages, &error), &error);
    must(wo_queue_verify(site->queue, &error), &error);
}

wo_ms site_passed(const road_site *site, uint32_t party, uint32_t node, wo_direction direction)
{
    for (size_t i = 0; i < site->n_passages; i++) {
        const wo_passage *passage = &site->passages[i];
        if (passage->party == party && passage->node == node && passage->direction == (uint32_t)direction) {
            return passage->at;
        }
    }
    return WO_NEVER;
}

wo_segment_state site_segment(const road_site *site, uint32_t segment)
{
    wo_segment_state state;
    wo_queue_segment(site->queue, segment, &state);
    return state;
}
