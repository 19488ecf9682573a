/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "comparison.h"

#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define AT(field) offsetof(wo_outcome, field)

static const wo_measure fixed_measures[] = {
    {"Residents", "out", "residents_out", WO_KIND_PEOPLE, AT(people_out), true},
    {"Residents", "stranded", "residents_stranded", WO_KIND_PEOPLE, AT(people_stranded), true},
    {"Residents", "not started", "residents_not_started", WO_KIND_PEOPLE, AT(people_not_started), true},
    {"Residents", "refused", "residents_refused", WO_KIND_PEOPLE, AT(people_refused), true},
    {"Truck loads of goods", "out", "loads_out", WO_KIND_LOADS, AT(loads_out), false},
    {"Truck loads of goods", "left behind", "loads_left", WO_KIND_LOADS, AT(loads_left), false},
    {"Cattle (heads)", "out", "cattle_out_heads", WO_KIND_HEADS, AT(cattle_out), false},
    {"Cattle (heads)", "left behind", "cattle_left_heads", WO_KIND_HEADS, AT(cattle_left), false},
    {"Sheep and goats (heads)", "out", "sheep_out_heads", WO_KIND_HEADS, AT(sheep_out), false},
    {"Sheep and goats (heads)", "left behind", "sheep_left_heads", WO_KIND_HEADS, AT(sheep_left), false},
    {"Army (vehicles)", "out", "army_out_vehicles", WO_KIND_VEHICLES, AT(army_out), false},
    {"Army (vehicles)", "left behind", "army_left_vehicles", WO_KIND_VEHICLES, AT(army_left), false},
    {"All residents, those who refuse included: time since the order until", "half are out", "ete_50_s",
     WO_KIND_DURATION, AT(ete_50), true},
    {"All residents, those who refuse included: time since the order until", "90 % are out", "ete_90_s",
     WO_KIND_DURATION, AT(ete_90), true},
    {"All residents, those who refuse included: time since the order until", "95 % are out", "ete_95_s",
     WO_KIND_DURATION, AT(ete_95), true},
    {"All residents, those who refuse included: time since the order until", "all are out", "ete_100_s",
     WO_KIND_DURATION, AT(ete_100), true},
    {"All who got out, herds and loads too: time since the order until", "last one out", "clearance_time_s",
     WO_KIND_DURATION, AT(clearance_time), false},
    {"Delay on the road", "mean", "delay_mean_s", WO_KIND_DURATION, AT(delay_mean), false},
    {"Delay on the road", "worst", "delay_worst_s", WO_KIND_DURATION, AT(delay_worst), false},
    {"Longest queue", "length", "queue_longest_m", WO_KIND_LENGTH, AT(queue_longest), false},
    {"What went wrong", "breakdowns", "breakdowns", WO_KIND_VEHICLES, AT(breakdowns), false},
    {"What went wrong", "lane blocked", "lane_blocked", WO_KIND_VEHICLES, AT(lane_blocked), false},
    {"What went wrong", "stuck in snow", "stuck_in_snow", WO_KIND_VEHICLES, AT(stuck_in_snow), false},
    {"What went wrong", "out of fuel", "dry_tanks", WO_KIND_VEHICLES, AT(dry_tanks), false},
    {"What went wrong", "face-offs", "faceoffs", WO_KIND_VEHICLES, AT(faceoffs), false},
    {"What went wrong", "locked", "locked_time_s", WO_KIND_DURATION, AT(locked_time), false},
};
#define N_FIXED (sizeof fixed_measures / sizeof fixed_measures[0])

static double measure_value(const wo_measure *measure, const wo_outcome *outcome)
{
    int64_t raw;
    memcpy(&raw, (const char *)outcome + measure->offset, sizeof raw);
    if (raw == WO_RECORD_NEVER) {
        return INFINITY;
    }
    return measure->kind == WO_KIND_DURATION ? (double)raw / 1000 : (double)raw;
}

static const wo_outcome *outcome_of(const wo_comparison *comparison, size_t variant, size_t replication)
{
    const wo_outcomes *outcomes = comparison->input->outcomes;
    return &outcomes->list[variant * outcomes->n_replications + replication];
}

static void list_measures(wo_comparison *comparison)
{
    memcpy(comparison->measures, fixed_measures, sizeof fixed_measures);
    wo_measure *measure = comparison->measures + N_FIXED;
    for (size_t side = 0; side < 2; side++) {
        const size_t base = side == 0 ? AT(vehicles_out) : AT(vehicles_left);
        for (size_t c = 0; c < comparison->input->n_classes; c++, measure++) {
            measure->group = side == 0 ? "Vehicles and herds out" : "Vehicles and herds left on the road";
            measure->label = comparison->input->classes[c];
            measure->kind = WO_KIND_VEHICLES;
            measure->offset = base + c * sizeof(int64_t);
            snprintf(measure->key, sizeof measure->key, "%s_%s", side == 0 ? "vehicles_out" : "vehicles_left",
                     measure->label);
        }
    }
}

/* An end that was not reached has no difference; leaving those pairs out would average over the survivors. */
static wo_summary paired_difference(const wo_comparison *comparison, const wo_measure *measure, size_t variant,
                                    double *buffer)
{
    if (variant == 0) {
        return (wo_summary){0};
    }
    for (size_t r = 0; r < comparison->n_replications; r++) {
        buffer[r] = measure_value(measure, outcome_of(comparison, variant, r)) -
                    measure_value(measure, outcome_of(comparison, 0, r));
        if (!isfinite(buffer[r])) {
            return (wo_summary){0};
        }
    }
    return wo_summarise(buffer, comparison->n_replications);
}

static void summarise_everyone_out(const wo_comparison *comparison, size_t variant, wo_variant_summary *summary)
{
    size_t pairs[2][2] = {{0}};
    for (size_t r = 0; r < comparison->n_replications; r++) {
        const bool first = outcome_of(comparison, 0, r)->everyone_out != 0;
        const bool second = outcome_of(comparison, variant, r)->everyone_out != 0;
        pairs[first][second]++;
    }
    summary->everyone_out = wo_proportion_of(pairs[0][1] + pairs[1][1], comparison->n_replications);
    summary->everyone_out_difference = wo_share_difference_paired(pairs[1][1], pairs[1][0], pairs[0][1], pairs[0][0]);
}

/* The longest run of equal heads once they are sorted; the lowest segment among equals. */
static wo_queue_place most_frequent_head(const wo_comparison *comparison, size_t variant, double *heads)
{
    const size_t n = comparison->n_replications;
    for (size_t r = 0; r < n; r++) {
        heads[r] = (double)outcome_of(comparison, variant, r)->queue_head;
    }
    gsl_sort(heads, 1, n);
    wo_queue_place best = {.segment = -1, .km_to_exit = NAN};
    for (size_t from = 0, to = 0; from < n; from = to) {
        while (to < n && heads[to] <= heads[from]) {
            to++;
        }
        if (heads[from] >= 0 && to - from > best.runs) {
            best.runs = to - from;
            best.segment = (int64_t)heads[from];
        }
    }
    const wo_comparison_input *input = comparison->input;
    if (best.runs > 0 && (size_t)best.segment < input->n_segments) {
        best.section = input->sections != NULL ? input->sections[best.segment] : NULL;
        best.km_to_exit = input->km_to_exit != NULL ? input->km_to_exit[best.segment] : (double)NAN;
    }
    return best;
}

static double group_out(const wo_outcome *outcome, wo_group group)
{
    const int64_t out[WO_N_GROUPS] = {outcome->people_out, outcome->loads_out, outcome->cattle_out + outcome->sheep_out,
                                      outcome->army_out};
    return (double)out[group];
}

static double group_left(const wo_outcome *outcome, wo_group group)
{
    const int64_t left[WO_N_GROUPS] = {outcome->people_stranded + outcome->people_not_started + outcome->people_refused,
                                       outcome->loads_left, outcome->cattle_left + outcome->sheep_left,
                                       outcome->army_left};
    return (double)left[group];
}

static wo_effect group_effect(const wo_comparison *comparison, size_t variant, wo_group group, double *buffer)
{
    const size_t n = comparison->n_replications;
    wo_effect effect = {.same_total = true};
    double out = 0, total = 0;
    for (size_t r = 0; r < n; r++) {
        const wo_outcome *first = outcome_of(comparison, 0, r), *own = outcome_of(comparison, variant, r);
        const double first_total = group_out(first, group) + group_left(first, group);
        const double own_total = group_out(own, group) + group_left(own, group);
        out += group_out(own, group);
        total += own_total;
        effect.same_total = effect.same_total && fabs(own_total - first_total) < 0.5;
        buffer[r] = group_out(own, group) - group_out(first, group);
    }
    effect.out = out / (double)n;
    effect.total = total / (double)n;
    if (variant > 0) {
        effect.difference = wo_summarise(buffer, n);
    }
    return effect;
}

static wo_summary willing_left_difference(const wo_comparison *comparison, size_t variant, double *buffer)
{
    if (variant == 0) {
        return (wo_summary){0};
    }
    for (size_t r = 0; r < comparison->n_replications; r++) {
        const wo_outcome *first = outcome_of(comparison, 0, r), *own = outcome_of(comparison, variant, r);
        buffer[r] = (double)(own->people_stranded + own->people_not_started) -
                    (double)(first->people_stranded + first->people_not_started);
    }
    return wo_summarise(buffer, comparison->n_replications);
}

static void summarise_variant(const wo_comparison *comparison, size_t variant, double *buffer,
                              wo_variant_summary *summary)
{
    summary->name = comparison->input->variants[variant];
    summary->closing = comparison->input->header->closings[variant];
    const double *deadline_only = comparison->input->deadline_only;
    summary->deadline_only = deadline_only != NULL && deadline_only[variant] > 0;
    for (size_t m = 0; m < comparison->n_measures; m++) {
        const wo_measure *measure = &comparison->measures[m];
        for (size_t r = 0; r < comparison->n_replications; r++) {
            buffer[r] = measure_value(measure, outcome_of(comparison, variant, r));
        }
        summary->measured[m].value = wo_summarise(buffer, comparison->n_replications);
        summary->measured[m].difference = paired_difference(comparison, measure, variant, buffer);
    }
    for (int group = 0; group < WO_N_GROUPS; group++) {
        summary->effects[group] = group_effect(comparison, variant, (wo_group)group, buffer);
    }
    summary->willing_left_difference = willing_left_difference(comparison, variant, buffer);
    summarise_everyone_out(comparison, variant, summary);
    summary->queue = most_frequent_head(comparison, variant, buffer);
}

wo_status wo_comparison_init(wo_comparison *comparison, const wo_comparison_input *input, wo_error *error)
{
    *comparison = (wo_comparison){.input = input};
    comparison->n_replications = input->outcomes->n_replications;
    if (comparison->n_replications == 0 || input->outcomes->n_variants == 0) {
        return wo_error_set(error, WO_ERR_RANGE, "the results hold no complete replication");
    }
    if (input->n_classes > WO_MAX_CLASSES) {
        return wo_error_set(error, WO_ERR_FORMAT, "the results name %zu classes, more than %d", input->n_classes,
                            WO_MAX_CLASSES);
    }
    comparison->n_measures = N_FIXED + 2 * input->n_classes;
    comparison->measures = calloc(comparison->n_measures, sizeof *comparison->measures);
    comparison->variants = calloc(input->outcomes->n_variants, sizeof *comparison->variants);
    double *buffer = calloc(comparison->n_replications, sizeof *buffer);
    wo_status status = WO_OK;
    if (comparison->measures == NULL || comparison->variants == NULL || buffer == NULL) {
        status = wo_error_set(error, WO_ERR_MEMORY, "no memory for the comparison");
        goto out;
    }
    list_measures(comparison);
    for (size_t v = 0; v < input->outcomes->n_variants; v++) {
        wo_variant_summary *summary = &comparison->variants[v];
        summary->measured = calloc(comparison->n_measures, sizeof *summary->measured);
        if (summary->measured == NULL) {
            status = wo_error_set(error, WO_ERR_MEMORY, "no memory for the comparison");
            goto out;
        }
        comparison->n_variants = v + 1;
        summarise_variant(comparison, v, buffer, summary);
        comparison->residents = comparison->residents || summary->effects[WO_GROUP_RESIDENTS].total > 0;
    }
out:
    free(buffer);
    return status;
}

void wo_comparison_free(wo_comparison *comparison)
{
    for (size_t v = 0; comparison->variants != NULL && v < comparison->n_variants; v++) {
        free(comparison->variants[v].measured);
    }
    free(comparison->variants);
    free(comparison->measures);
    *comparison = (wo_comparison){0};
}

bool wo_comparison_is_empty(const wo_comparison *comparison, size_t m)
{
    if (comparison->measures[m].residents && !comparison->residents) {
        return true;
    }
    for (size_t v = 0; v < comparison->n_variants; v++) {
        const wo_summary *value = &comparison->variants[v].measured[m].value;
        if (value->n_infinite > 0 || value->mean > 0 || value->mean < 0) {
            return false;
        }
    }
    return true;
}

const wo_measured *wo_comparison_find(const wo_comparison *comparison, size_t variant, const char *key)
{
    for (size_t m = 0; m < comparison->n_measures; m++) {
        if (strcmp(comparison->measures[m].key, key) == 0) {
            return &comparison->variants[variant].measured[m];
        }
    }
    return NULL;
}

/* The range of 39 outcomes holds on average (39 - 1) / (39 + 1) = 95 % of all there could be, that of fewer less. */
#define RANGE_BELOW 40

void wo_outcome_range(wo_kind kind, const wo_summary *value, char text[WO_TEXT_SIZE])
{
    const bool whole = value->n < RANGE_BELOW;
    wo_text_range(kind, whole ? value->lowest : value->low, whole ? value->highest : value->high, text);
}

const char *wo_outcome_range_name(size_t replications)
{
    return replications < RANGE_BELOW ? "range" : "95 % of outcomes";
}
