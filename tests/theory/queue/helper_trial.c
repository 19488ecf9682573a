/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper_trial.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void expect_ok(wo_status status, const wo_error *error)
{
    if (status != WO_OK) {
        fail_msg("%s: %s", wo_status_text(status), error->message);
    }
}

void expect_close(const char *what, double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance)) {
        fail_msg("%s: %.6f is not %.6f +- %g", what, value, expected, tolerance);
    }
}

void trial_begin(trial *t)
{
    memset(t, 0, sizeof *t);
    t->spec.stretches = t->stretches;
    t->spec.segment_length_m = 250.0;
    t->spec.wave_mps = 5.0;
    t->spec.car_jam_m = 8.0;
    (void)trial_class(t, 8.0);
}

uint32_t trial_class(trial *t, double jam_m)
{
    t->spec.jam_m[t->spec.n_classes] = jam_m;
    return (uint32_t)t->spec.n_classes++;
}

wo_stretch *trial_stretch(trial *t, uint32_t from, uint32_t to, double length_m, uint32_t pieces)
{
    assert_true(t->spec.n_stretches < TRIAL_STRETCHES);
    wo_stretch *s = &t->stretches[t->spec.n_stretches++];
    *s = (wo_stretch){
        .from = from, .to = to, .length_m = length_m, .pieces = pieces, .lanes = 1, .sight = 1.0, .priority = 1.0};
    for (size_t c = 0; c < WO_MAX_CLASSES; c++) {
        s->speed_mps[0][c] = s->speed_mps[1][c] = 20.0;
    }
    t->spec.exit = to > t->spec.exit ? to : t->spec.exit;
    t->spec.n_nodes = (uint32_t)t->spec.n_stretches + 1;
    return s;
}

void trial_speed(trial *t, uint32_t class_index, double mps)
{
    for (size_t i = 0; i < t->spec.n_stretches; i++) {
        t->stretches[i].speed_mps[0][class_index] = t->stretches[i].speed_mps[1][class_index] = mps;
    }
}

void trial_overtaken(trial *t, uint32_t class_index, double per_s)
{
    for (size_t i = 0; i < t->spec.n_stretches; i++) {
        t->stretches[i].overtaken_per_s[0][class_index] = t->stretches[i].overtaken_per_s[1][class_index] = per_s;
    }
}

void trial_build(trial *t)
{
    wo_error error = {0};
    expect_ok(wo_road_build(&t->spec, &t->road, &error), &error);
    expect_ok(wo_queue_create(&t->road, &t->options, &t->queue, &error), &error);
}

uint32_t trial_node(const trial *t, uint32_t spec_node, uint32_t segments)
{
    return t->road.spec_node[spec_node] + segments;
}

static uint32_t send(trial *t, double at_s, uint32_t node, wo_direction direction, uint32_t class_index,
                     uint32_t destination)
{
    wo_error error = {0};
    uint32_t party = WO_NONE;
    expect_ok(wo_queue_release(t->queue, wo_ms_from_s(at_s), node, direction, class_index, destination, &party, &error),
              &error);
    assert_int_equal(party, t->n_parties);
    if (party >= t->room) {
        t->room = 2 * party + 1024;
        t->released_s = realloc(t->released_s, t->room * sizeof *t->released_s);
        assert_non_null(t->released_s);
    }
    t->released_s[t->n_parties++] = at_s;
    return party;
}

uint32_t trial_send(trial *t, double at_s, uint32_t node, uint32_t class_index, uint32_t destination)
{
    return send(t, at_s, node, WO_OUTBOUND, class_index, destination);
}

uint32_t trial_send_inbound(trial *t, double at_s, uint32_t node, uint32_t class_index, uint32_t destination)
{
    return send(t, at_s, node, WO_INBOUND, class_index, destination);
}

uint32_t trial_send_flow(trial *t, uint32_t node, double per_s, double from_s, double to_s)
{
    uint32_t n = 0;
    while (from_s + (n + 1) / per_s <= to_s) {
        (void)trial_send(t, from_s + ++n / per_s, node, 0, WO_NONE);
    }
    return n;
}

void trial_run(trial *t, double until_s)
{
    wo_error error = {0};
    const wo_passage *passages = NULL;
    expect_ok(wo_queue_run_traced(t->queue, wo_ms_from_s(until_s), NULL, NULL, &passages, &t->n_passages, &error),
              &error);
    const size_t cells = 2 * (size_t)t->road.n_nodes * t->n_parties;
    t->passages = malloc((t->n_passages + 1) * sizeof *t->passages);
    t->at = malloc((cells + 1) * sizeof *t->at);
    assert_true(t->passages != NULL && t->at != NULL);
    memset(t->at, 0xff, cells * sizeof *t->at);
    for (size_t i = 0; i < t->n_passages; i++) {
        const wo_passage p = t->passages[i] = passages[i];
        t->at[((size_t)p.direction * t->road.n_nodes + p.node) * t->n_parties + p.party] = p.at;
    }
    expect_ok(wo_queue_verify(t->queue, &error), &error);
}

void trial_end(trial *t)
{
    wo_queue_destroy(t->queue);
    wo_road_free(&t->road);
    free(t->released_s);
    free(t->passages);
    free(t->at);
}

static double passed_s(const trial *t, uint32_t direction, uint32_t node, uint32_t party)
{
    const wo_ms at = t->at[((size_t)direction * t->road.n_nodes + node) * t->n_parties + party];
    return at == WO_NEVER ? NAN : at / 1000.0;
}

double trial_at(const trial *t, uint32_t node, uint32_t party)
{
    return passed_s(t, WO_OUTBOUND, node, party);
}

double trial_at_inbound(const trial *t, uint32_t node, uint32_t party)
{
    return passed_s(t, WO_INBOUND, node, party);
}

double trial_delay(const trial *t, uint32_t origin, uint32_t node, uint32_t party, uint32_t class_index)
{
    return trial_at(t, node, party) - t->released_s[party] -
           wo_road_free_time(&t->road, origin, node, class_index) / 1000.0;
}

uint32_t trial_count(const trial *t, uint32_t node, double s)
{
    uint32_t n = 0;
    for (size_t i = 0; i < t->n_passages && t->passages[i].at <= s * 1000.0; i++) {
        n += t->passages[i].node == node && t->passages[i].direction == WO_OUTBOUND;
    }
    return n;
}

uint64_t trial_passes(const trial *t)
{
    uint64_t sum = 0;
    for (uint32_t s = 0; s < t->road.n_segments; s++) {
        wo_segment_state state;
        wo_queue_segment(t->queue, s, &state);
        sum += state.passes;
    }
    return sum;
}

uint64_t trial_hash(const trial *t)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < t->n_passages; i++) {
        const uint32_t word[4] = {t->passages[i].at, t->passages[i].party, t->passages[i].node,
                                  t->passages[i].direction};
        for (int k = 0; k < 16; k++) {
            hash = (hash ^ (word[k / 4] >> (8 * (k % 4)) & 0xff)) * 1099511628211u;
        }
    }
    return hash;
}
