/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small road with its engine for the tests of theory. Fundamental diagram "FD-A" unless changed: free speed 20 m/s,
 * wave speed 5 m/s, jam spacing 8 m, so a reaction time of 1.6 s, a capacity of 0.5/s and a headway of 2 s. */
#ifndef WAYOUT_TESTS_THEORY_QUEUE_HELPER_TRIAL_H
#define WAYOUT_TESTS_THEORY_QUEUE_HELPER_TRIAL_H

#include "wayout/queue.h"

#define TRIAL_STRETCHES 8

typedef struct trial {
    wo_stretch stretches[TRIAL_STRETCHES];
    wo_road_spec spec; /* exit: the largest node of the stretches */
    wo_queue_options options;
    wo_road road;
    wo_queue *queue;
    uint32_t n_parties, room;
    double *released_s;
    wo_ms *at; /* [(direction * n_nodes + node) * n_parties + party], WO_NEVER when it did not pass */
    wo_passage *passages;
    size_t n_passages;
} trial;

/* FD-A with one class, cars, and no coupling. Other classes: trial_class. */
void trial_begin(trial *t);
/* A class with a jam spacing; it drives 20 m/s and is passed by nobody where the stretches do not say otherwise. */
uint32_t trial_class(trial *t, double jam_m);
/* Adds a stretch of one lane after the classes are known; the caller may change it before trial_build. */
wo_stretch *trial_stretch(trial *t, uint32_t from, uint32_t to, double length_m, uint32_t pieces);
void trial_speed(trial *t, uint32_t class_index, double mps);
/* Passing rate behind a class on all stretches so far. */
void trial_overtaken(trial *t, uint32_t class_index, double per_s);
void trial_build(trial *t);
/* Road node `segments` downstream (outbound sense) of a spec node. */
uint32_t trial_node(const trial *t, uint32_t spec_node, uint32_t segments);
uint32_t trial_send(trial *t, double at_s, uint32_t node, uint32_t class_index, uint32_t destination);
uint32_t trial_send_inbound(trial *t, double at_s, uint32_t node, uint32_t class_index, uint32_t destination);
/* Outbound to the exit at from_s + i / per_s for i = 1, 2, ... up to to_s; returns how many. */
uint32_t trial_send_flow(trial *t, uint32_t node, double per_s, double from_s, double to_s);
/* Runs with all passages, verifies the state and fills the table of passages. */
void trial_run(trial *t, double until_s);
void trial_end(trial *t);

/* Passing time in s; NAN when the party has not passed there. */
double trial_at(const trial *t, uint32_t node, uint32_t party);
double trial_at_inbound(const trial *t, uint32_t node, uint32_t party);
/* Delay against free travel from release, in s. */
double trial_delay(const trial *t, uint32_t origin, uint32_t node, uint32_t party, uint32_t class_index);
/* Outbound passages of a node at or before `s`. */
uint32_t trial_count(const trial *t, uint32_t node, double s);
uint64_t trial_passes(const trial *t);
/* FNV-1a over all passages. */
uint64_t trial_hash(const trial *t);

/* Fails, and says so, unless |value - expected| <= tolerance. */
void expect_close(const char *what, double value, double expected, double tolerance);

#endif
