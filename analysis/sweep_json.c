/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "json.h"
#include "sweep.h"
#include "text.h"

static const char *const left_keys[WO_N_SWEPT] = {"residents_left", "heads_left", "loads_left"};
static const char *const gained_keys[WO_N_SWEPT] = {"residents_out", "heads_out", "loads_out"};

static void put_instant(wo_json *json, const char *key, const wo_sweep_report *report, wo_ms at)
{
    char instant[32];
    wo_instant_format(wo_instant_after(report->plan->first->start, at), instant);
    wo_json_text(json, key, instant);
}

static double offset_s(const wo_sweep_report *report, wo_ms closing)
{
    return ((double)closing - (double)report->plan->first->closing) / 1000;
}

static void put_share(wo_json *json, const char *key, const wo_proportion *share)
{
    wo_json_open(json, key, '{');
    wo_json_count(json, "hits", share->hits);
    wo_json_count(json, "n", share->n);
    wo_json_number(json, "share", share->share);
    wo_json_number(json, "low", share->low);
    wo_json_number(json, "high", share->high);
    wo_json_close(json, '}');
}

static void put_summary(wo_json *json, const char *key, const wo_summary *summary)
{
    wo_json_open(json, key, '{');
    wo_json_number(json, "median", summary->median);
    wo_json_number(json, "low", summary->low);
    wo_json_number(json, "high", summary->high);
    wo_json_number(json, "mean", summary->mean);
    wo_json_number(json, "mean_low", summary->mean_low);
    wo_json_number(json, "mean_high", summary->mean_high);
    wo_json_close(json, '}');
}

static void put_share_gain(wo_json *json, const wo_sweep_report *report, const wo_share_difference *gain)
{
    if (!report->residents) {
        wo_json_null(json, "everyone_out");
        return;
    }
    wo_json_open(json, "everyone_out", '{');
    wo_json_number(json, "mean", gain->mean);
    wo_json_number(json, "low", gain->low);
    wo_json_number(json, "high", gain->high);
    wo_json_close(json, '}');
}

static void put_row(wo_json *json, const wo_sweep_report *report, const wo_sweep_row *row)
{
    wo_json_open(json, NULL, '{');
    wo_json_text(json, "policy", wo_policy_name(row->policy));
    wo_json_number(json, "offset_s", offset_s(report, row->closing));
    put_instant(json, "closing", report, row->closing);
    if (report->residents) {
        put_share(json, "everyone_out", &row->everyone_out);
    } else {
        wo_json_null(json, "everyone_out");
    }
    for (int amount = 0; amount < WO_N_SWEPT; amount++) {
        put_summary(json, left_keys[amount], &row->left[amount]);
    }
    if (row->step > 0) {
        wo_json_open(json, "since_previous", '{');
        wo_json_number(json, "days", (double)row->step / WO_DAY_MS);
        for (int amount = 0; amount < WO_N_SWEPT; amount++) {
            put_summary(json, gained_keys[amount], &row->gained[amount]);
        }
        put_share_gain(json, report, &row->everyone_out_gain);
        wo_json_close(json, '}');
    } else {
        wo_json_null(json, "since_previous");
    }
    wo_json_close(json, '}');
}

static void put_deadline(wo_json *json, const char *key, const wo_sweep_report *report, bool known, wo_ms closing)
{
    if (!known) {
        wo_json_null(json, key);
        return;
    }
    wo_json_open(json, key, '{');
    wo_json_number(json, "offset_s", offset_s(report, closing));
    put_instant(json, "closing", report, closing);
    wo_json_close(json, '}');
}

static void put_answer(wo_json *json, const wo_sweep_report *report, const wo_sweep_answer *answer)
{
    wo_json_open(json, NULL, '{');
    wo_json_text(json, "policy", wo_policy_name(answer->policy));
    wo_json_text(json, "result", answer->at_start ? "reached_at_first" : answer->reached ? "reached" : "not_reached");
    put_deadline(json, "deadline", report, answer->reached, answer->smallest);
    put_deadline(json, "low", report, answer->low_reached, answer->low);
    put_deadline(json, "high", report, answer->high_reached, answer->high);
    put_share(json, "largest_everyone_out", &answer->best);
    put_deadline(json, "largest_at", report, true, answer->best_closing);
    wo_json_close(json, '}');
}

void wo_sweep_json(const wo_sweep_report *report, FILE *stream)
{
    const wo_sweep_plan *plan = report->plan;
    wo_json json = {.stream = stream, .first = true};
    wo_json_open(&json, NULL, '{');
    wo_json_text(&json, "title", plan->first->title);
    put_instant(&json, "order", report, plan->first->order);
    wo_json_text(&json, "first_variant", plan->first->variant);
    put_instant(&json, "original_closing", report, plan->first->closing);
    wo_json_count(&json, "seed", report->options->run.seed);
    wo_json_count(&json, "replications", report->replications);
    wo_json_number(&json, "confidence", report->options->confidence);
    const size_t needed = wo_replications_needed(report->options->confidence);
    if (needed > 0) {
        wo_json_count(&json, "replications_needed", needed);
    } else {
        wo_json_null(&json, "replications_needed");
    }
    wo_json_open(&json, "deadlines", '[');
    for (size_t i = 0; i < report->n_rows; i++) {
        put_row(&json, report, &report->rows[i]);
    }
    wo_json_close(&json, ']');
    wo_json_open(&json, "smallest", '[');
    for (size_t i = 0; i < report->n_answers; i++) {
        put_answer(&json, report, &report->answers[i]);
    }
    wo_json_close(&json, ']');
    wo_json_open(&json, "notes", '[');
    if (plan->note[0] != '\0') {
        wo_json_text(&json, NULL, plan->note);
    }
    if (!report->residents) {
        wo_json_text(&json, NULL, WO_NO_RESIDENTS);
    }
    wo_json_text(&json, NULL, wo_sweep_caveat(report->residents));
    wo_json_close(&json, ']');
    wo_json_close(&json, '}');
}
