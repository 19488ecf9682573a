/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "comparison.h"

#define TABLE_WIDTH 100
/* Columns of the table, together as wide; a negative one aligns right. */
#define LABEL_WIDTH      17
#define VARIANT_WIDTH    9
#define MEDIAN_WIDTH     (-12)
#define RANGE_WIDTH      (-23)
#define MEAN_WIDTH       (-19)
#define DIFFERENCE_WIDTH (-20)

/* Variants go by their names where these fit, else by the numbers that the heading gives them. */
typedef struct table {
    const wo_comparison *comparison;
    FILE *stream;
    bool numbered;
} table;

static void variant_label(const table *t, size_t variant, char text[WO_TEXT_SIZE])
{
    if (t->comparison->n_variants == 1) {
        text[0] = '\0';
    } else if (t->numbered) {
        snprintf(text, WO_TEXT_SIZE, "(%zu)", variant + 1);
    } else {
        snprintf(text, WO_TEXT_SIZE, "%s", t->comparison->variants[variant].name);
    }
}

static bool names_fit(const wo_comparison *comparison)
{
    for (size_t v = 0; v < comparison->n_variants; v++) {
        if (strlen(comparison->variants[v].name) >= VARIANT_WIDTH) {
            return false;
        }
    }
    return true;
}

static void heading(const table *t)
{
    const wo_comparison *comparison = t->comparison;
    const wo_header *header = comparison->input->header;
    char order[WO_TEXT_SIZE], zone[WO_TEXT_SIZE], closing[WO_TEXT_SIZE];
    wo_text_date(header->start, header->order, order);
    wo_text_zone(header->start, zone);
    fprintf(t->stream, "%s\n%zu replication%s; order %s; dates are local time (%s)\n", header->title,
            comparison->n_replications, comparison->n_replications == 1 ? "" : "s", order, zone);
    wo_text_few(t->stream, comparison->n_replications);
    if (!comparison->residents) {
        fputs(WO_NO_RESIDENTS "\n", t->stream);
    }
    for (size_t v = 0; v < comparison->n_variants; v++) {
        wo_text_date(header->start, comparison->variants[v].closing, closing);
        if (t->numbered) {
            fprintf(t->stream, "  (%zu)", v + 1);
        }
        fprintf(t->stream, "  %s: closes %s\n", comparison->variants[v].name, closing);
    }
}

static void column_names(const table *t)
{
    fputc('\n', t->stream);
    wo_text_column(t->stream, "", LABEL_WIDTH + VARIANT_WIDTH);
    wo_text_column(t->stream, "median", MEDIAN_WIDTH);
    wo_text_column(t->stream, wo_outcome_range_name(t->comparison->n_replications), RANGE_WIDTH);
    wo_text_column(t->stream, "mean \u00b1 95 % int.", MEAN_WIDTH);
    if (t->comparison->n_variants > 1) {
        wo_text_column(t->stream, t->numbered ? "minus (1)" : "minus the first", DIFFERENCE_WIDTH);
    }
    fputc('\n', t->stream);
}

static void value_columns(const table *t, wo_kind kind, const wo_measured *measured)
{
    char text[WO_TEXT_SIZE];
    const wo_summary *value = &measured->value;
    wo_text_value(kind, value->median, text);
    wo_text_column(t->stream, text, MEDIAN_WIDTH);
    if (value->n_infinite == value->n) {
        text[0] = '\0';
    } else {
        wo_outcome_range(kind, value, text);
    }
    wo_text_column(t->stream, text, RANGE_WIDTH);
    if (value->n_infinite > 0) {
        snprintf(text, sizeof text, "  not reached in %zu of %zu", value->n_infinite, value->n);
        fputs(text, t->stream);
        return;
    }
    wo_text_mean(kind, value->mean, value->mean_high, false, text);
    wo_text_column(t->stream, text, MEAN_WIDTH);
    if (measured->difference.n > 0) {
        wo_text_mean(kind, measured->difference.mean, measured->difference.mean_high, true, text);
        wo_text_column(t->stream, text, DIFFERENCE_WIDTH);
    }
}

static void measure_lines(const table *t, size_t m)
{
    const wo_measure *measure = &t->comparison->measures[m];
    for (size_t v = 0; v < t->comparison->n_variants; v++) {
        char name[WO_TEXT_SIZE];
        variant_label(t, v, name);
        fputs("  ", t->stream);
        wo_text_column(t->stream, v == 0 ? measure->label : "", LABEL_WIDTH - 2);
        wo_text_column(t->stream, name, VARIANT_WIDTH);
        value_columns(t, measure->kind, &t->comparison->variants[v].measured[m]);
        fputc('\n', t->stream);
    }
}

static void everyone_out(const table *t)
{
    fputs("\nP(everyone out who wants out), Wilson 95 % interval\n", t->stream);
    for (size_t v = 0; v < t->comparison->n_variants; v++) {
        const wo_variant_summary *variant = &t->comparison->variants[v];
        const wo_share_difference *difference = &variant->everyone_out_difference;
        char name[WO_TEXT_SIZE], share[WO_TEXT_SIZE];
        variant_label(t, v, name);
        fprintf(t->stream, "%*s", LABEL_WIDTH, "");
        wo_text_column(t->stream, name, VARIANT_WIDTH);
        wo_text_percent(variant->everyone_out.share, share);
        wo_text_column(t->stream, share, MEDIAN_WIDTH);
        snprintf(share, sizeof share, "%.1f .. %.1f %%", 100 * variant->everyone_out.low,
                 100 * variant->everyone_out.high);
        wo_text_column(t->stream, share, RANGE_WIDTH);
        snprintf(share, sizeof share, "%zu of %zu", variant->everyone_out.hits, variant->everyone_out.n);
        wo_text_column(t->stream, share, MEAN_WIDTH);
        if (v > 0) {
            fprintf(t->stream, "\n%*s%+.1f percentage points to the first (%+.1f .. %+.1f)",
                    LABEL_WIDTH + VARIANT_WIDTH + 2, "", 100 * difference->mean, 100 * difference->low,
                    100 * difference->high);
        }
        fputc('\n', t->stream);
    }
}

static void queue_places(const table *t)
{
    fputs("  head of it most often\n", t->stream);
    for (size_t v = 0; v < t->comparison->n_variants; v++) {
        const wo_queue_place *place = &t->comparison->variants[v].queue;
        char name[WO_TEXT_SIZE];
        variant_label(t, v, name);
        fprintf(t->stream, "%*s", LABEL_WIDTH, "");
        wo_text_column(t->stream, name, VARIANT_WIDTH + 2);
        if (place->runs == 0) {
            fputs("no queue in any replication\n", t->stream);
        } else {
            fprintf(t->stream, "section %s, %.1f km before the exit (%zu of %zu)\n",
                    place->section != NULL ? place->section : "unknown", place->km_to_exit, place->runs,
                    t->comparison->n_replications);
        }
    }
}

static void sentences(const table *t)
{
    for (size_t v = 0; v < t->comparison->n_variants; v++) {
        wo_sentences told;
        wo_sentences_write(t->comparison, v, &told);
        fputc('\n', t->stream);
        for (size_t i = 0; i < told.n; i++) {
            wo_text_wrap(t->stream, told.text[i], TABLE_WIDTH);
        }
    }
    fputc('\n', t->stream);
    wo_text_wrap(t->stream, wo_sentence_caveat(), TABLE_WIDTH);
}

void wo_compare_table(const wo_comparison *comparison, FILE *stream)
{
    const table t = {.comparison = comparison, .stream = stream, .numbered = !names_fit(comparison)};
    const char *group = "";
    heading(&t);
    column_names(&t);
    for (size_t m = 0; m < comparison->n_measures; m++) {
        const wo_measure *measure = &comparison->measures[m];
        if (wo_comparison_is_empty(comparison, m)) {
            continue;
        }
        if (strcmp(group, measure->group) != 0) {
            group = measure->group;
            fprintf(stream, "%s\n", group);
        }
        measure_lines(&t, m);
        if (strcmp(measure->key, "queue_longest_m") == 0) {
            queue_places(&t);
        }
    }
    if (comparison->residents) {
        everyone_out(&t);
    }
    sentences(&t);
}
