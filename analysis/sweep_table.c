/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "sweep.h"
#include "text.h"

#define TABLE_WIDTH    100
#define OFFSET_WIDTH   12
#define DATE_WIDTH     18
#define SHARE_WIDTH    (-24)
#define RESIDENT_WIDTH (-16)
#define HEADS_WIDTH    (-16)
#define LOADS_WIDTH    (-14)

static const int amount_width[WO_N_SWEPT] = {RESIDENT_WIDTH, HEADS_WIDTH, LOADS_WIDTH};
static const wo_kind amount_kind[WO_N_SWEPT] = {WO_KIND_PEOPLE, WO_KIND_HEADS, WO_KIND_LOADS};

static void heading(const wo_sweep_report *report, FILE *stream)
{
    const wo_scenario *first = report->plan->first;
    char order[WO_TEXT_SIZE], zone[WO_TEXT_SIZE], closing[WO_TEXT_SIZE];
    wo_text_date(first->start, first->order, order);
    wo_text_zone(first->start, zone);
    wo_text_date(first->start, first->closing, closing);
    fprintf(stream, "%s: what the deadline is worth\n", first->title);
    fprintf(stream, "%u replication%s; order %s; dates are local time (%s)\n", report->replications,
            report->replications == 1 ? "" : "s", order, zone);
    fprintf(stream, "Offsets count from the closing of %s, %s.\n", first->variant, closing);
}

static void policy_heading(const wo_sweep_report *report, wo_policy policy, FILE *stream)
{
    if (policy == WO_POLICY_KNOWN) {
        fputs("\nKnown: the deadline is announced with the order\n", stream);
    } else {
        char at[WO_TEXT_SIZE];
        wo_text_date(report->plan->first->start, report->plan->late_at, at);
        fprintf(stream, "\nLate: announced as in %s, and the new deadline on %s\n", report->plan->first->variant, at);
    }
}

static void column_names(const char *when, const char *share, const char *suffix, FILE *stream)
{
    static const char *const names[WO_N_SWEPT] = {"residents", "heads", "loads"};
    wo_text_column(stream, "", OFFSET_WIDTH);
    wo_text_column(stream, when, DATE_WIDTH);
    wo_text_column(stream, share, SHARE_WIDTH);
    for (int amount = 0; amount < WO_N_SWEPT; amount++) {
        char text[WO_TEXT_SIZE];
        snprintf(text, sizeof text, "%s %s", names[amount], suffix);
        wo_text_column(stream, text, amount_width[amount]);
    }
    fputc('\n', stream);
}

/* An offset that does not fit stands above its line. */
static void offset_column(const wo_sweep_report *report, wo_ms closing, FILE *stream)
{
    char text[WO_TEXT_SIZE];
    wo_sweep_offset(report->plan, closing, text);
    if (strlen(text) >= OFFSET_WIDTH) {
        fprintf(stream, "%s\n", text);
        text[0] = '\0';
    }
    wo_text_column(stream, text, OFFSET_WIDTH);
}

static void amounts(const wo_summary summaries[WO_N_SWEPT], bool with_sign, FILE *stream)
{
    for (int amount = 0; amount < WO_N_SWEPT; amount++) {
        char text[WO_TEXT_SIZE];
        wo_text_mean(amount_kind[amount], summaries[amount].mean, summaries[amount].mean_high, with_sign, text);
        wo_text_column(stream, text, amount_width[amount]);
    }
    fputc('\n', stream);
}

static void left_lines(const wo_sweep_report *report, wo_policy policy, FILE *stream)
{
    column_names("closing", "P(everyone out), %", "left", stream);
    for (size_t i = 0; i < report->n_rows; i++) {
        const wo_sweep_row *row = &report->rows[i];
        if (row->policy == policy) {
            char date[WO_TEXT_SIZE], share[WO_TEXT_SIZE];
            offset_column(report, row->closing, stream);
            wo_text_date(report->plan->first->start, row->closing, date);
            wo_text_column(stream, date, DATE_WIDTH);
            snprintf(share, sizeof share, "%.1f (%.1f .. %.1f)", 100 * row->everyone_out.share,
                     100 * row->everyone_out.low, 100 * row->everyone_out.high);
            wo_text_column(stream, share, SHARE_WIDTH);
            amounts(row->left, false, stream);
        }
    }
}

/* Whether the lines of gains tell what one extra day buys. */
static bool steps_are_days(const wo_sweep_report *report, wo_policy policy)
{
    for (size_t i = 0; i < report->n_rows; i++) {
        const wo_sweep_row *row = &report->rows[i];
        if (row->policy == policy && row->step > 0 && row->step != WO_DAY_MS) {
            return false;
        }
    }
    return true;
}

static void gain_heading(const wo_sweep_report *report, wo_policy policy, FILE *stream)
{
    fputs(steps_are_days(report, policy)
              ? "What each extra day buys: gains since the line before (paired differences)\n"
              : "Gains since the line before (paired differences), over the step given\n",
          stream);
    column_names("step", "P, % points", "out", stream);
}

static void gain_lines(const wo_sweep_report *report, wo_policy policy, FILE *stream)
{
    bool named = false;
    for (size_t i = 0; i < report->n_rows; i++) {
        const wo_sweep_row *row = &report->rows[i];
        if (row->policy == policy && row->step > 0) {
            char step[WO_TEXT_SIZE], gain[WO_TEXT_SIZE];
            if (!named) {
                gain_heading(report, policy, stream);
                named = true;
            }
            offset_column(report, row->closing, stream);
            wo_sweep_duration(row->step, step);
            wo_text_column(stream, step, DATE_WIDTH);
            snprintf(gain, sizeof gain, "%+.1f (%+.1f .. %+.1f)", 100 * row->everyone_out_gain.mean,
                     100 * row->everyone_out_gain.low, 100 * row->everyone_out_gain.high);
            wo_text_column(stream, gain, SHARE_WIDTH);
            amounts(row->gained, true, stream);
        }
    }
}

static void bound(const wo_sweep_report *report, bool known, wo_ms closing, const char *unknown,
                  char text[WO_TEXT_SIZE])
{
    if (known) {
        wo_sweep_offset(report->plan, closing, text);
    } else {
        snprintf(text, WO_TEXT_SIZE, "%s", unknown);
    }
}

static void reached_line(const wo_sweep_report *report, const wo_sweep_answer *answer, FILE *stream)
{
    char offset[WO_TEXT_SIZE], date[WO_TEXT_SIZE], low[WO_TEXT_SIZE], high[WO_TEXT_SIZE], text[512];
    wo_sweep_offset(report->plan, answer->smallest, offset);
    wo_text_date(report->plan->first->start, answer->smallest, date);
    bound(report, answer->low_reached, answer->low, "an earlier one", low);
    bound(report, answer->high_reached, answer->high, "beyond the sweep", high);
    snprintf(text, sizeof text,
             "Smallest deadline with P(everyone out) >= %g: %s (%s)%s. Deadlines whose Wilson interval contains %g: %s "
             "to %s.",
             report->options->confidence, offset, date, answer->at_start ? " or earlier, the first of the sweep" : "",
             report->options->confidence, low, high);
    wo_text_wrap(stream, text, TABLE_WIDTH);
}

static void answer_line(const wo_sweep_report *report, const wo_sweep_answer *answer, FILE *stream)
{
    char offset[WO_TEXT_SIZE], text[512];
    if (answer->reached) {
        reached_line(report, answer, stream);
        return;
    }
    wo_sweep_offset(report->plan, answer->best_closing, offset);
    snprintf(
        text, sizeof text,
        "Smallest deadline with P(everyone out) >= %g: not reached in this sweep; the largest P is %.1f %% (%.1f .. "
        "%.1f %%) at %s.",
        report->options->confidence, 100 * answer->best.share, 100 * answer->best.low, 100 * answer->best.high, offset);
    wo_text_wrap(stream, text, TABLE_WIDTH);
}

void wo_sweep_table(const wo_sweep_report *report, FILE *stream)
{
    heading(report, stream);
    for (int policy = 0; policy < WO_N_POLICIES; policy++) {
        if (policy == WO_POLICY_LATE && !report->plan->has_late) {
            continue;
        }
        policy_heading(report, (wo_policy)policy, stream);
        left_lines(report, (wo_policy)policy, stream);
        gain_lines(report, (wo_policy)policy, stream);
        if ((size_t)policy < report->n_answers && report->answers[policy].searched) {
            answer_line(report, &report->answers[policy], stream);
        } else {
            fputs("The search for the smallest deadline was interrupted.\n", stream);
        }
    }
    fputc('\n', stream);
    wo_text_wrap(stream,
                 "Left: residents stranded or not started (those who refuse apart), heads of cattle, sheep and goats, "
                 "truck loads of goods; mean and half of its 95 % interval.",
                 TABLE_WIDTH);
    if (report->plan->note[0] != '\0') {
        wo_text_wrap(stream, report->plan->note, TABLE_WIDTH);
    }
    wo_text_wrap(stream, wo_sweep_caveat(), TABLE_WIDTH);
}
