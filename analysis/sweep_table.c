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

/* Room for what is told of the smallest deadline, and for the end of it. */
#define ANSWER_SIZE 512
#define END_SIZE    300

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
    wo_text_few(stream, report->replications);
    if (!report->residents) {
        fputs(WO_NO_RESIDENTS "\n", stream);
    }
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

/* Without residents their columns are left out. */
static int first_amount(const wo_sweep_report *report)
{
    return report->residents ? WO_SWEPT_PEOPLE : WO_SWEPT_PEOPLE + 1;
}

static void share_column(const wo_sweep_report *report, const char *share, FILE *stream)
{
    if (report->residents) {
        wo_text_column(stream, share, SHARE_WIDTH);
    }
}

static void column_names(const wo_sweep_report *report, const char *when, const char *share, const char *suffix,
                         FILE *stream)
{
    static const char *const names[WO_N_SWEPT] = {"residents", "heads", "loads"};
    wo_text_column(stream, "", OFFSET_WIDTH);
    wo_text_column(stream, when, DATE_WIDTH);
    share_column(report, share, stream);
    for (int amount = first_amount(report); amount < WO_N_SWEPT; amount++) {
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

static void amounts(const wo_sweep_report *report, const wo_summary summaries[WO_N_SWEPT], bool with_sign, FILE *stream)
{
    for (int amount = first_amount(report); amount < WO_N_SWEPT; amount++) {
        char text[WO_TEXT_SIZE];
        wo_text_mean(amount_kind[amount], summaries[amount].mean, summaries[amount].mean_high, with_sign, text);
        wo_text_column(stream, text, amount_width[amount]);
    }
    fputc('\n', stream);
}

static void left_lines(const wo_sweep_report *report, wo_policy policy, FILE *stream)
{
    column_names(report, "closing", "P(everyone out), %", "left", stream);
    for (size_t i = 0; i < report->n_rows; i++) {
        const wo_sweep_row *row = &report->rows[i];
        if (row->policy == policy) {
            char date[WO_TEXT_SIZE], share[WO_TEXT_SIZE];
            offset_column(report, row->closing, stream);
            wo_text_date(report->plan->first->start, row->closing, date);
            wo_text_column(stream, date, DATE_WIDTH);
            snprintf(share, sizeof share, "%.1f (%.1f .. %.1f)", 100 * row->everyone_out.share,
                     100 * row->everyone_out.low, 100 * row->everyone_out.high);
            share_column(report, share, stream);
            amounts(report, row->left, false, stream);
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
    column_names(report, "step", "P, % points", "out", stream);
}

/* In full where it fits. */
static void step_text(wo_ms step, char text[WO_TEXT_SIZE])
{
    wo_sweep_duration(step, text);
    if (strlen(text) >= DATE_WIDTH) {
        char rounded[WO_TEXT_SIZE];
        wo_text_duration(step / 1000.0, rounded);
        snprintf(text, WO_TEXT_SIZE, "about +%.50s", rounded);
    }
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
            step_text(row->step, step);
            wo_text_column(stream, step, DATE_WIDTH);
            snprintf(gain, sizeof gain, "%+.1f (%+.1f .. %+.1f)", 100 * row->everyone_out_gain.mean,
                     100 * row->everyone_out_gain.low, 100 * row->everyone_out_gain.high);
            share_column(report, gain, stream);
            amounts(report, row->gained, true, stream);
        }
    }
}

/* Why the upper end of the interval is not known. */
static void too_few(const wo_sweep_report *report, char text[END_SIZE])
{
    const size_t n = report->replications, needed = wo_replications_needed(report->options->confidence);
    if (needed == 0) {
        snprintf(text, END_SIZE, "; no number of replications can tell that P is %g", report->options->confidence);
    } else {
        snprintf(text, END_SIZE,
                 "; %zu replications are too few to tell how far: even everyone out in all of them gives an interval "
                 "from %.3f on, and it takes %zu of %zu to reach %g",
                 n, wo_proportion_of(n, n).low, needed, needed, report->options->confidence);
    }
}

/* Deadlines that cannot be told from the smallest one. */
static void interval(const wo_sweep_report *report, const wo_sweep_answer *answer, char text[ANSWER_SIZE])
{
    const double confidence = report->options->confidence;
    char low[WO_TEXT_SIZE], high[WO_TEXT_SIZE], end[END_SIZE];
    if (answer->high_at_start) {
        snprintf(text, ANSWER_SIZE, "Its Wilson interval lies above %g.", confidence);
        return;
    }
    wo_sweep_offset(report->plan, answer->low, low);
    wo_sweep_offset(report->plan, answer->high, high);
    if (answer->high_reached) {
        snprintf(end, sizeof end, " to %s", high);
    } else if (wo_proportion_of(report->replications, report->replications).low < confidence) {
        too_few(report, end);
    } else {
        snprintf(end, sizeof end, " to beyond the sweep");
    }
    snprintf(text, ANSWER_SIZE, "Deadlines whose Wilson interval contains %g: from %s%s%s.", confidence, low,
             answer->low_at_start ? " or earlier" : "", end);
}

static void reached_line(const wo_sweep_report *report, const wo_sweep_answer *answer, FILE *stream)
{
    char offset[WO_TEXT_SIZE], date[WO_TEXT_SIZE], rest[ANSWER_SIZE], text[2 * ANSWER_SIZE];
    wo_sweep_offset(report->plan, answer->smallest, offset);
    wo_text_date(report->plan->first->start, answer->smallest, date);
    interval(report, answer, rest);
    snprintf(text, sizeof text, "Smallest deadline with P(everyone out) >= %g: %s (%s)%s. %s",
             report->options->confidence, offset, date, answer->at_start ? " or earlier, the first of the sweep" : "",
             rest);
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
        } else if (report->residents) {
            fputs("The search for the smallest deadline was interrupted.\n", stream);
        }
    }
    fputc('\n', stream);
    wo_text_wrap(stream,
                 report->residents
                     ? "Left: residents stranded or not started (those who refuse apart, so residents out also change "
                       "with them), heads of cattle, sheep and goats, truck loads of goods; mean and half of its 95 % "
                       "interval."
                     : "Left: heads of cattle, sheep and goats, truck loads of goods; mean and half of its 95 % "
                       "interval.",
                 TABLE_WIDTH);
    if (report->plan->note[0] != '\0') {
        wo_text_wrap(stream, report->plan->note, TABLE_WIDTH);
    }
    wo_text_wrap(stream, wo_sweep_caveat(report->residents), TABLE_WIDTH);
}
