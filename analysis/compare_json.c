/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "comparison.h"
#include "json.h"

static void put_instant(wo_json *json, const char *key, wo_instant start, wo_ms at)
{
    char instant[32];
    wo_instant_format(wo_instant_after(start, at), instant);
    wo_json_text(json, key, instant);
}

static void put_everyone_out(wo_json *json, const wo_comparison *comparison, size_t v)
{
    const wo_variant_summary *variant = &comparison->variants[v];
    if (!comparison->residents) {
        wo_json_null(json, "everyone_out");
        return;
    }
    const wo_proportion *share = &variant->everyone_out;
    wo_json_open(json, "everyone_out", '{');
    wo_json_count(json, "hits", share->hits);
    wo_json_count(json, "n", share->n);
    wo_json_number(json, "share", share->share);
    wo_json_number(json, "low", share->low);
    wo_json_number(json, "high", share->high);
    if (v == 0) {
        wo_json_null(json, "difference");
    } else {
        const wo_share_difference *difference = &variant->everyone_out_difference;
        wo_json_open(json, "difference", '{');
        wo_json_number(json, "mean", difference->mean);
        wo_json_number(json, "low", difference->low);
        wo_json_number(json, "high", difference->high);
        wo_json_close(json, '}');
    }
    wo_json_close(json, '}');
}

static void put_measured(wo_json *json, const char *key, const wo_measured *measured)
{
    const wo_summary *value = &measured->value, *difference = &measured->difference;
    wo_json_open(json, key, '{');
    wo_json_number(json, "median", value->median);
    wo_json_number(json, "low", value->low);
    wo_json_number(json, "high", value->high);
    wo_json_number(json, "mean", value->mean);
    wo_json_number(json, "mean_low", value->mean_low);
    wo_json_number(json, "mean_high", value->mean_high);
    wo_json_count(json, "not_reached", value->n_infinite);
    if (difference->n == 0) {
        wo_json_null(json, "difference");
    } else {
        wo_json_open(json, "difference", '{');
        wo_json_number(json, "mean", difference->mean);
        wo_json_number(json, "mean_low", difference->mean_low);
        wo_json_number(json, "mean_high", difference->mean_high);
        wo_json_close(json, '}');
    }
    wo_json_close(json, '}');
}

static void put_queue(wo_json *json, const wo_queue_place *place)
{
    if (place->runs == 0) {
        wo_json_null(json, "queue_head");
        return;
    }
    wo_json_open(json, "queue_head", '{');
    wo_json_number(json, "segment", (double)place->segment);
    if (place->section != NULL) {
        wo_json_text(json, "section", place->section);
    } else {
        wo_json_null(json, "section");
    }
    wo_json_number(json, "to_exit_km", place->km_to_exit);
    wo_json_count(json, "replications", place->runs);
    wo_json_close(json, '}');
}

static void put_variant(wo_json *json, const wo_comparison *comparison, size_t v)
{
    const wo_variant_summary *variant = &comparison->variants[v];
    wo_json_open(json, NULL, '{');
    wo_json_text(json, "name", variant->name);
    put_instant(json, "closing", comparison->input->header->start, variant->closing);
    put_everyone_out(json, comparison, v);
    wo_json_open(json, "amounts", '{');
    for (size_t m = 0; m < comparison->n_measures; m++) {
        const wo_measure *measure = &comparison->measures[m];
        if (measure->residents && !comparison->residents) {
            wo_json_null(json, measure->key);
        } else {
            put_measured(json, measure->key, &variant->measured[m]);
        }
    }
    wo_json_close(json, '}');
    put_queue(json, &variant->queue);
    wo_sentences told;
    wo_sentences_write(comparison, v, &told);
    wo_json_open(json, "sentences", '[');
    for (size_t i = 0; i < told.n; i++) {
        wo_json_text(json, NULL, told.text[i]);
    }
    wo_json_close(json, ']');
    wo_json_close(json, '}');
}

void wo_compare_json(const wo_comparison *comparison, FILE *stream)
{
    const wo_header *header = comparison->input->header;
    wo_json json = {.stream = stream, .first = true};
    wo_json_open(&json, NULL, '{');
    wo_json_text(&json, "title", header->title);
    put_instant(&json, "start", header->start, 0);
    put_instant(&json, "order", header->start, header->order);
    wo_json_count(&json, "seed", header->seed);
    wo_json_count(&json, "replications", comparison->n_replications);
    wo_json_open(&json, "variants", '[');
    for (size_t v = 0; v < comparison->n_variants; v++) {
        put_variant(&json, comparison, v);
    }
    wo_json_close(&json, ']');
    wo_json_text(&json, "caveat", wo_sentence_caveat());
    wo_json_close(&json, '}');
}
