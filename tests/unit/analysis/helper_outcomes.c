/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper_outcomes.h"

#include <string.h>

static char original[] = "original", extended[] = "extended", car[] = "car", title[] = "Test valley", pass[] = "pass";
static char *const names[] = {original, extended};
static char *const classes[] = {car};
static char *const sections[] = {pass, pass};
static const double km[] = {3.25, 3};

void outcome_pair_init(outcome_pair *pair, int later_days)
{
    memset(pair, 0, sizeof *pair);
    pair->closings[0] = 5 * WO_DAY_MS;
    pair->closings[1] = (wo_ms)((int64_t)pair->closings[0] + later_days * (int64_t)WO_DAY_MS);
    pair->header = (wo_header){.title = title, .closings = pair->closings, .n_variants = 2, .replications = PAIRS};
    pair->outcomes = (wo_outcomes){.list = pair->list, .n_variants = 2, .n_replications = PAIRS};
    pair->input = (wo_comparison_input){.header = &pair->header,
                                        .variants = names,
                                        .deadline_only = pair->deadline_only,
                                        .classes = classes,
                                        .n_classes = 1,
                                        .sections = sections,
                                        .km_to_exit = km,
                                        .n_segments = 2,
                                        .outcomes = &pair->outcomes};
    pair->deadline_only[0] = pair->deadline_only[1] = 1;
    for (int r = 0; r < PAIRS; r++) {
        wo_outcome *outcome = &pair->list[r];
        const int luck = (r * 7) % 11 - 5;
        outcome->people_out = 2000 + luck;
        outcome->people_stranded = 800 - luck;
        outcome->loads_out = 200 + luck;
        outcome->loads_left = 400 - luck;
        outcome->cattle_out = 1000;
        outcome->cattle_left = 1000;
        outcome->sheep_out = 1500;
        outcome->sheep_left = 1500;
        outcome->army_out = 100;
        outcome->army_left = 200;
        outcome->ete_90 = r % 4 == 0 ? WO_RECORD_NEVER : 100 * (int64_t)WO_HOUR_MS;
        outcome->ete_100 = WO_RECORD_NEVER;
        outcome->clearance_time = 119 * (int64_t)WO_HOUR_MS;
        outcome->queue_longest = 5000;
        outcome->queue_head = r % 3 == 0 ? 1 : 0;
        outcome->vehicles_out[0] = 400;
        pair->list[PAIRS + r] = *outcome;
    }
}

void outcome_pair_add(outcome_pair *pair, more_out more)
{
    pair->deadline_only[1] = more.differs ? 0 : 1;
    for (int r = 0; r < PAIRS; r++) {
        wo_outcome *outcome = &pair->list[PAIRS + r];
        if (more.refused != 0) {
            pair->list[r].people_refused += 50;
            outcome->people_refused += 50 - more.refused;
            outcome->people_out += more.refused;
        }
        pair->list[r].people_stranded -= more.idle;
        pair->list[r].people_not_started += more.idle;
        outcome->people_stranded -= more.idle / 2;
        outcome->people_not_started += more.idle / 2;
        outcome->loads_left += more.more_loads;
        const int people = more.people + (r % 2 == 0 ? more.spread : -more.spread);
        outcome->people_out += people;
        outcome->people_stranded -= people;
        outcome->everyone_out = outcome->people_stranded <= 0 ? 1 : 0;
        outcome->loads_out += more.loads;
        outcome->loads_left -= more.loads;
        outcome->sheep_out += more.heads;
        outcome->sheep_left -= more.heads;
        outcome->army_out += more.army;
        outcome->army_left -= more.army;
    }
}
