/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answer, table, ledger and origin of the results: the same texts as in the terminal, beside the bare numbers. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

static void put_few(wo_report_job *job)
{
    char text[160] = "";
    FILE *stream = fmemopen(text, sizeof text, "w");
    if (stream != NULL) {
        wo_text_few(stream, job->from.comparison.n_replications);
        (void)fclose(stream);
    }
    text[strcspn(text, "\n")] = '\0';
    wo_json_text(&job->json, "few", text);
}

static void put_announcements(wo_report_job *job, const wo_scenario *scenario)
{
    wo_json_open(&job->json, "announcements", '[');
    for (size_t i = 0; i < scenario->n_announcements; i++) {
        wo_json_open(&job->json, NULL, '{');
        wo_json_number(&job->json, "at_s", scenario->announcements[i].at / 1000.0);
        wo_json_number(&job->json, "deadline_s", scenario->announcements[i].deadline / 1000.0);
        wo_json_close(&job->json, '}');
    }
    wo_json_close(&job->json, ']');
}

static void put_variant(wo_report_job *job, size_t v)
{
    wo_sentences told;
    wo_sentences_write(&job->from.comparison, v, &told);
    wo_json_open(&job->json, NULL, '{');
    wo_json_text(&job->json, "name", job->from.variants[v]);
    wo_json_number(&job->json, "closing_s", job->from.header.closings[v] / 1000.0);
    put_announcements(job, job->of_variant[v]);
    wo_json_open(&job->json, "sentences", '[');
    for (size_t i = 0; i < told.n; i++) {
        wo_json_text(&job->json, NULL, told.text[i]);
    }
    wo_json_close(&job->json, ']');
    wo_json_close(&job->json, '}');
}

void wo_report_answer(wo_report_job *job)
{
    const wo_header *header = &job->from.header;
    char zone[WO_TEXT_SIZE];
    wo_text_zone(header->start, zone);
    wo_json_text(&job->json, "title", header->title);
    wo_json_text(&job->json, "zone", zone);
    wo_json_number(&job->json, "start_local_s",
                   (double)header->start.unix_ms / 1000 + 60.0 * header->start.offset_minutes);
    wo_json_number(&job->json, "order_s", header->order / 1000.0);
    wo_json_count(&job->json, "replications", header->replications);
    wo_json_count(&job->json, "seed", header->seed);
    put_few(job);
    wo_json_text(&job->json, "caveat", wo_sentence_caveat());
    wo_json_open(&job->json, "variants", '[');
    for (size_t v = 0; v < job->from.n_variants; v++) {
        put_variant(job, v);
    }
    wo_json_close(&job->json, ']');
}

static const char *unit_of(wo_kind kind)
{
    switch (kind) {
    case WO_KIND_PEOPLE:
        return "people";
    case WO_KIND_HEADS:
        return "heads";
    case WO_KIND_LOADS:
        return "loads";
    case WO_KIND_VEHICLES:
        return "vehicles";
    default: /* durations and lengths tell their unit */
        return "";
    }
}

static void put_measured(wo_json *json, wo_kind kind, const wo_measured *measured)
{
    const wo_summary *value = &measured->value;
    char text[WO_TEXT_SIZE];
    wo_json_open(json, NULL, '{');
    wo_json_number(json, "median_number", value->median);
    wo_text_value(kind, value->median, text);
    wo_json_text(json, "median", text);
    if (value->n_infinite == value->n) {
        text[0] = '\0';
    } else {
        wo_outcome_range(kind, value, text);
    }
    wo_json_text(json, "range", text);
    wo_json_number(json, "mean_number", value->mean);
    if (value->n_infinite > 0) {
        snprintf(text, sizeof text, "not reached in %zu of %zu", value->n_infinite, value->n);
    } else {
        wo_text_mean(kind, value->mean, value->mean_high, false, text);
    }
    wo_json_text(json, "mean", text);
    if (value->n_infinite == 0 && measured->difference.n > 0) {
        wo_text_mean(kind, measured->difference.mean, measured->difference.mean_high, true, text);
        wo_json_text(json, "difference", text);
    } else {
        wo_json_null(json, "difference");
    }
    wo_json_close(json, '}');
}

static void put_queue_places(wo_report_job *job)
{
    const wo_comparison *comparison = &job->from.comparison;
    char text[160];
    wo_json_open(&job->json, "queue_heads", '[');
    for (size_t v = 0; v < comparison->n_variants; v++) {
        const wo_queue_place *place = &comparison->variants[v].queue;
        if (place->runs == 0) {
            snprintf(text, sizeof text, "no queue in any replication");
        } else {
            snprintf(text, sizeof text, "%.1f km before the exit (%zu of %zu)", place->km_to_exit, place->runs,
                     comparison->n_replications);
        }
        wo_json_open(&job->json, NULL, '{');
        wo_json_text(&job->json, "section", place->runs > 0 && place->section != NULL ? place->section : "");
        wo_json_text(&job->json, "where", text);
        wo_json_close(&job->json, '}');
    }
    wo_json_close(&job->json, ']');
}

static void put_everyone(wo_report_job *job)
{
    const wo_comparison *comparison = &job->from.comparison;
    char text[160];
    wo_json_open(&job->json, "everyone_out", '[');
    for (size_t v = 0; comparison->residents && v < comparison->n_variants; v++) {
        const wo_variant_summary *variant = &comparison->variants[v];
        const wo_share_difference *difference = &variant->everyone_out_difference;
        wo_json_open(&job->json, NULL, '{');
        wo_json_number(&job->json, "share_number", variant->everyone_out.share);
        wo_text_percent(variant->everyone_out.share, text);
        wo_json_text(&job->json, "share", text);
        snprintf(text, sizeof text, "%.1f .. %.1f %%", 100 * variant->everyone_out.low,
                 100 * variant->everyone_out.high);
        wo_json_text(&job->json, "interval", text);
        snprintf(text, sizeof text, "%zu of %zu", variant->everyone_out.hits, variant->everyone_out.n);
        wo_json_text(&job->json, "runs", text);
        if (v > 0) {
            snprintf(text, sizeof text, "%+.1f percentage points (%+.1f .. %+.1f)", 100 * difference->mean,
                     100 * difference->low, 100 * difference->high);
            wo_json_text(&job->json, "difference", text);
        }
        wo_json_close(&job->json, '}');
    }
    wo_json_close(&job->json, ']');
}

void wo_report_table(wo_report_job *job)
{
    const wo_comparison *comparison = &job->from.comparison;
    wo_json *json = &job->json;
    wo_json_text(json, "range_name", wo_outcome_range_name(comparison->n_replications));
    wo_json_open(json, "measures", '[');
    for (size_t m = 0; m < comparison->n_measures; m++) {
        const wo_measure *measure = &comparison->measures[m];
        if (wo_comparison_is_empty(comparison, m)) {
            continue;
        }
        wo_json_open(json, NULL, '{');
        wo_json_text(json, "group", measure->group);
        wo_json_text(json, "label", measure->label);
        wo_json_text(json, "key", measure->key);
        wo_json_text(json, "unit", unit_of(measure->kind));
        wo_json_open(json, "rows", '[');
        for (size_t v = 0; v < comparison->n_variants; v++) {
            put_measured(json, measure->kind, &comparison->variants[v].measured[m]);
        }
        wo_json_close(json, ']');
        wo_json_close(json, '}');
    }
    wo_json_close(json, ']');
    put_queue_places(job);
    put_everyone(job);
}

void wo_report_ledger(wo_report_job *job)
{
    static const char *const marks[] = {"unmarked", "reported", "derived", "assumed"};
    wo_json_open(&job->json, "ledger", '[');
    for (size_t i = 0; i < job->study.n_ledger; i++) {
        const wo_ledger_entry *entry = &job->study.ledger[i];
        wo_json_open(&job->json, NULL, '{');
        wo_json_text(&job->json, "key", entry->path);
        wo_json_text(&job->json, "value", entry->value);
        wo_json_text(&job->json, "mark", marks[entry->mark]);
        wo_json_text(&job->json, "source", entry->source != NULL ? entry->source : "");
        wo_json_close(&job->json, '}');
    }
    wo_json_close(&job->json, ']');
}

wo_status wo_report_provenance(wo_report_job *job, wo_error *error)
{
    static const char *const names[] = {"argv", "version", "git", "compiler", "libraries", "date"};
    wo_json_open(&job->json, "provenance", '{');
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char *text = NULL;
        WO_TRY(wo_reader_attribute(job->from.reader, "provenance", names[i], &text, error));
        wo_json_text(&job->json, names[i], text);
        free(text);
    }
    wo_json_close(&job->json, '}');
    return wo_report_pack(job, "scenario", job->study.text, strlen(job->study.text), error);
}
