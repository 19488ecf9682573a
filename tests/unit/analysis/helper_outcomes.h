/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Synthetic outcomes of two variants, without any engine. */
#ifndef WO_TEST_OUTCOMES_H
#define WO_TEST_OUTCOMES_H

#include "../../../analysis/comparison.h"

#define PAIRS 40

typedef struct outcome_pair {
    wo_outcome list[2 * PAIRS];
    wo_ms closings[2];
    double deadline_only[2];
    wo_header header;
    wo_outcomes outcomes;
    wo_comparison_input input;
} outcome_pair;

/** 2,800 residents, 600 loads, 5,000 heads and 300 military vehicles, of whom the given numbers get out in the first
 *  variant; `later_days` between the closings. Some noise, the same in both variants. */
void outcome_pair_init(outcome_pair *pair, int later_days);

/** What is another in the second variant: it gets out more, unless told otherwise. */
typedef struct more_out {
    int people, loads, heads, army;
    int spread;     /**< the people's gain swings by so many from replication to replication */
    int refused;    /**< fewer refuse, and are out beside `people`; in the first variant 50 do when this is not 0 */
    int idle;       /**< so many of the stranded had not set out in the first variant, half of them in the second */
    int more_loads; /**< more loads to bring out, which stay behind */
    bool differs;   /**< the variants differ in more than the deadline */
} more_out;
void outcome_pair_add(outcome_pair *pair, more_out more);

#endif
