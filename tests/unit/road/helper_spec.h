/* SPDX-License-Identifier: GPL-3.0-or-later */
/** Road specs for the tests of this folder. */
#ifndef HELPER_SPEC_H
#define HELPER_SPEC_H

#include "wayout/road.h"

#define MOST_STRETCHES 40

typedef struct sample_spec {
    wo_stretch stretches[MOST_STRETCHES];
    wo_road_spec spec;
} sample_spec;

/** One stretch of 1,000 m with two classes (20 and 5 m/s; 7.5 and 19.5 m) at w = 4.5 m/s. */
void sample_line(sample_spec *sample);

/** A random tree of 1 to MOST_STRETCHES stretches with nodes in random order; the same for the same `number`. */
void sample_tree(sample_spec *sample, uint32_t number);

#endif
