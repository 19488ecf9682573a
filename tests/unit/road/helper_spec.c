/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper_spec.h"

#include <string.h>

static void plain_stretch(wo_stretch *s, uint32_t from, uint32_t to, double length_m)
{
    *s = (wo_stretch){.from = from, .to = to, .length_m = length_m, .lanes = 1, .priority = 1.0, .sight = 0.5};
    for (int d = 0; d < 2; d++) {
        s->speed_mps[d][0] = 20.0;
        s->speed_mps[d][1] = 5.0;
        s->overtaken_per_s[d][0] = -1.0;
        s->overtaken_per_s[d][1] = -1.0;
    }
}

void sample_line(sample_spec *sample)
{
    memset(sample, 0, sizeof *sample);
    plain_stretch(&sample->stretches[0], 0, 1, 1000.0);
    sample->spec = (wo_road_spec){.stretches = sample->stretches,
                                  .n_stretches = 1,
                                  .n_nodes = 2,
                                  .exit = 1,
                                  .segment_length_m = 250.0,
                                  .wave_mps = 4.5,
                                  .n_classes = 2,
                                  .jam_m = {7.5, 19.5},
                                  .car_jam_m = 7.5};
}

/** A whole number below n. */
static uint32_t below(uint32_t n, uint32_t tree, uint32_t *draws)
{
    const wo_draw draw = {.seed = 11, .replication = tree};
    return (uint32_t)(wo_random_uniform(&draw, WO_PURPOSE_VALUE, 0, 0, (*draws)++) * n);
}

static void shuffle(uint32_t *list, uint32_t n, uint32_t tree, uint32_t *draws)
{
    for (uint32_t i = n; i > 1; i--) {
        const uint32_t j = below(i, tree, draws);
        const uint32_t kept = list[i - 1];
        list[i - 1] = list[j];
        list[j] = kept;
    }
}

void sample_tree(sample_spec *sample, uint32_t number)
{
    uint32_t draws = 0;
    uint32_t names[MOST_STRETCHES + 1];
    uint32_t places[MOST_STRETCHES];
    sample_line(sample);
    const uint32_t n = 1 + below(MOST_STRETCHES, number, &draws);
    for (uint32_t i = 0; i <= n; i++) {
        names[i] = i;
    }
    for (uint32_t i = 0; i < n; i++) {
        places[i] = i;
    }
    shuffle(names, n + 1, number, &draws);
    shuffle(places, n, number, &draws);
    for (uint32_t i = 0; i < n; i++) {
        wo_stretch *s = &sample->stretches[places[i]];
        const uint32_t near_by = i < 3 ? 0 : i - 3; /* long arms now and then, not only bushes */
        const uint32_t parent = below(2, number, &draws) == 0 ? below(i + 1, number, &draws) : near_by;
        plain_stretch(s, names[i + 1], names[parent], 20.0 + below(300000, number, &draws) / 100.0);
        s->lanes = 1 + below(3, number, &draws);
        s->pieces = below(3, number, &draws) == 0 ? 1 + below(7, number, &draws) : 0;
        s->speed_mps[WO_INBOUND][0] = 3.0 + below(30, number, &draws);
        s->elevation_m[0] = below(2000, number, &draws);
        s->section = i;
    }
    sample->spec.n_stretches = n;
    sample->spec.n_nodes = n + 1;
    sample->spec.exit = names[0];
}
