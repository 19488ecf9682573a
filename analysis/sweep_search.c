/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "sweep.h"

/* The ends of the interval need not be as exact as the estimate: they are a matter of hours or days. */
#define END_RESOLUTION (15 * WO_MINUTE_MS)
/* A bisection of 49 days takes 17 trials to the minute; there are three. */
#define MORE_TRIALS 64

/* P(everyone out) of one deadline. */
typedef struct trial {
    wo_ms closing;
    wo_proportion everyone_out;
} trial;

typedef struct search {
    const wo_sweep_plan *plan;
    wo_policy policy;
    const wo_sweep_options *options;
    wo_sweep_run *runs;
    trial *trials; /* by closing: the sweep's rows and what was tried since; room for MORE_TRIALS */
    size_t n;
} search;

/* Which value of a trial must reach the confidence. */
typedef enum criterion { ESTIMATE, WILSON_HIGH, WILSON_LOW } criterion;

static bool passes(const search *of, const wo_proportion *p, criterion wanted)
{
    const double value = wanted == ESTIMATE ? p->share : wanted == WILSON_HIGH ? p->high : p->low;
    return value >= of->options->confidence;
}

static void keep(search *of, wo_ms closing, wo_proportion everyone_out)
{
    size_t slot = of->n++;
    for (; slot > 0 && of->trials[slot - 1].closing > closing; slot--) {
        of->trials[slot] = of->trials[slot - 1];
    }
    of->trials[slot] = (trial){.closing = closing, .everyone_out = everyone_out};
}

/* The same replications as the sweep: common random numbers keep the comparison between deadlines sharp. */
static wo_status try_deadline(search *of, wo_ms closing, wo_error *error)
{
    const wo_run_options *run = &of->options->run;
    wo_scenario variant = {0};
    uint32_t done = 0;
    size_t hits = 0;
    WO_TRY(wo_sweep_variant(of->plan, of->policy, closing, &variant, error));
    const wo_scenario *const one[] = {&variant};
    const wo_status status = wo_sweep_ensemble(of->plan, one, 1, of->options, NULL, of->runs, &done, error);
    wo_scenario_free(&variant);
    WO_TRY(status);
    for (uint32_t r = 0; r < run->replications; r++) {
        hits += of->runs[r].everyone_out ? 1 : 0;
    }
    keep(of, closing, wo_proportion_of(hits, run->replications));
    return WO_OK;
}

/* First crossing by bisection: the last trial before it that fails, the first that passes, and the middle between. */
static wo_status first_crossing(search *of, criterion wanted, wo_ms resolution, bool *reached, wo_ms *closing,
                                wo_error *error)
{
    *reached = false;
    for (;;) {
        size_t first = 0;
        while (first < of->n && !passes(of, &of->trials[first].everyone_out, wanted)) {
            first++;
        }
        if (first == of->n) {
            return WO_OK;
        }
        *reached = true;
        *closing = of->trials[first].closing;
        if (first == 0) {
            return WO_OK;
        }
        const wo_ms before = of->trials[first - 1].closing;
        const wo_ms steps = (*closing - before) / resolution;
        if (steps < 2) {
            return WO_OK;
        }
        WO_TRY(try_deadline(of, before + steps / 2 * resolution, error));
    }
}

static wo_status find_all(search *of, wo_sweep_answer *answer, wo_error *error)
{
    const wo_ms first = of->trials[0].closing;
    WO_TRY(first_crossing(of, ESTIMATE, WO_MINUTE_MS, &answer->reached, &answer->smallest, error));
    WO_TRY(first_crossing(of, WILSON_HIGH, END_RESOLUTION, &answer->low_reached, &answer->low, error));
    WO_TRY(first_crossing(of, WILSON_LOW, END_RESOLUTION, &answer->high_reached, &answer->high, error));
    answer->at_start = answer->reached && answer->smallest == first;
    answer->low_at_start = answer->low_reached && answer->low == first;
    answer->high_at_start = answer->high_reached && answer->high == first;
    answer->searched = true;
    return WO_OK;
}

wo_status wo_sweep_search(const wo_sweep_plan *plan, const wo_sweep_row *rows, size_t n_rows, wo_policy policy,
                          const wo_sweep_options *options, wo_sweep_answer *answer, wo_error *error)
{
    *answer = (wo_sweep_answer){.policy = policy};
    search of = {.plan = plan, .policy = policy, .options = options};
    of.trials = calloc(n_rows + MORE_TRIALS, sizeof *of.trials);
    of.runs = calloc(options->run.replications, sizeof *of.runs);
    wo_status status = WO_OK;
    if (of.trials == NULL || of.runs == NULL) {
        status = wo_error_set(error, WO_ERR_MEMORY, "no memory for the search");
        goto out;
    }
    for (size_t i = 0; i < n_rows; i++) {
        if (rows[i].policy == policy) {
            keep(&of, rows[i].closing, rows[i].everyone_out);
            if (answer->best.n == 0 || rows[i].everyone_out.hits > answer->best.hits) {
                answer->best = rows[i].everyone_out;
                answer->best_closing = rows[i].closing;
            }
        }
    }
    status = find_all(&of, answer, error);
out:
    free(of.runs);
    free(of.trials);
    return status;
}
