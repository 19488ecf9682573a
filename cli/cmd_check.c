/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wayout check: all problems of a scenario, or what it amounts to. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

typedef struct check_options {
    const char *scenario;
    bool ledger;
} check_options;

enum { KEY_LEDGER = 300 };

static error_t option(int key, char *text, struct argp_state *state)
{
    check_options *options = state->input;
    switch (key) {
    case KEY_LEDGER:
        options->ledger = true;
        return 0;
    case ARGP_KEY_ARG:
    case ARGP_KEY_END:
        return wo_cli_one_argument(key, text, state, &options->scenario, "scenario file");
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option own_options[] = {
    {"ledger", KEY_LEDGER, NULL, 0, "list every value with its mark and source", 0}, {0}};
static const struct argp_child children[] = {{&wo_cli_help, 0, NULL, 0}, {0}};
static const struct argp argp = {.options = own_options,
                                 .parser = option,
                                 .args_doc = "SCENARIO",
                                 .doc = "Tells all problems of a scenario file in one pass.",
                                 .children = children};

static const char *mark_name(wo_mark mark)
{
    static const char *const names[] = {"-", "reported", "derived", "assumed"};
    return names[mark];
}

static void print_ledger(const wo_study *study)
{
    size_t counts[4] = {0};
    printf("%5s  %-9s %-44s %s\n", "line", "mark", "key", "value");
    for (size_t i = 0; i < study->n_ledger; i++) {
        const wo_ledger_entry *entry = &study->ledger[i];
        counts[entry->mark]++;
        char line[16] = "-"; /* values that the file does not write have no line */
        if (entry->line > 0) {
            snprintf(line, sizeof line, "%d", entry->line);
        }
        printf("%5s  %-9s %-44s %s\n", line, mark_name(entry->mark), entry->path, entry->value);
        if (entry->source != NULL) {
            printf("%18s source: %s\n", "", entry->source);
        }
    }
    printf("%zu values: %zu reported, %zu derived, %zu assumed, %zu without a mark\n\n", study->n_ledger,
           counts[WO_MARK_REPORTED], counts[WO_MARK_DERIVED], counts[WO_MARK_ASSUMED], counts[WO_MARK_NONE]);
}

static void print_variants(const wo_study *study)
{
    for (size_t v = 0; v < study->n_variants; v++) {
        char closing[32];
        wo_instant_format(wo_instant_after(study->variants[v].start, study->variants[v].closing), closing);
        printf("  variant %s: closes %s\n", study->variants[v].variant, closing);
    }
}

static void print_shift(const char *what, double shift_m)
{
    if (fabs(shift_m) >= 0.5) {
        printf("  %s: moved %.0f m to the nearest end of a segment\n", what, fabs(shift_m));
    }
}

static wo_status print_place(const wo_scenario *scenario, const char *what, wo_place place, wo_error *error)
{
    char words[320];
    double shift_m = 0.0;
    WO_TRY(wo_place_shift(scenario, place, &shift_m, error));
    snprintf(words, sizeof words, "%s at %.200s, km %g", what, scenario->sections[place.section].name,
             place.m / 1000.0);
    print_shift(words, shift_m);
    return WO_OK;
}

static wo_status print_places(const wo_scenario *scenario, wo_error *error)
{
    for (size_t i = 0; i < scenario->n_bottlenecks; i++) {
        WO_TRY(print_place(scenario, "bottleneck", scenario->bottlenecks[i].at, error));
    }
    for (size_t i = 0; i < scenario->n_closures; i++) {
        WO_TRY(print_place(scenario, "closure", scenario->closures[i].at, error));
    }
    for (size_t i = 0; i < scenario->n_checkpoints; i++) {
        WO_TRY(print_place(scenario, "checkpoint", scenario->checkpoints[i].at, error));
    }
    for (size_t i = 0; i < scenario->n_convoys; i++) {
        WO_TRY(print_place(scenario, "gate of convoys", scenario->convoys[i].at, error));
    }
    for (size_t i = 0; i < scenario->n_alternations; i++) {
        WO_TRY(print_place(scenario, "alternating traffic", scenario->alternations[i].at, error));
        WO_TRY(print_place(scenario, "alternating traffic", scenario->alternations[i].to, error));
    }
    for (size_t i = 0; i < scenario->n_stations; i++) {
        WO_TRY(print_place(scenario, "fuel", scenario->stations[i].at, error));
    }
    for (size_t i = 0; i < scenario->incidents.n_planned; i++) {
        const wo_planned *planned = &scenario->incidents.planned[i];
        WO_TRY(print_place(scenario, planned->name, planned->at, error));
    }
    return WO_OK;
}

static void print_one_lanes(const wo_scenario *scenario, const wo_layout *layout)
{
    for (size_t i = 0; i < scenario->n_one_lanes; i++) {
        const wo_one_lane *lane = &scenario->one_lanes[i];
        const double green_s = wo_number_central(&lane->green_s);
        const uint32_t cars = wo_one_lane_turn(&layout->road, layout->places.one_lane[i], wo_ms_from_s(green_s));
        if (cars != WO_NONE) {
            printf("  one lane at %s, km %g: turns carry about %u cars, as many as have room behind it\n",
                   scenario->sections[lane->at.section].name, lane->at.m / 1000.0, cars);
        }
    }
}

static wo_status print_summary(const wo_study *study, wo_error *error)
{
    wo_layout layout;
    wo_status status = WO_OK;
    const wo_scenario **variants = calloc(study->n_variants, sizeof *variants);
    if (variants == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu variants", study->n_variants);
    }
    for (size_t v = 0; v < study->n_variants; v++) {
        variants[v] = &study->variants[v];
    }
    status = wo_layout_init(&layout, variants, study->n_variants, error);
    if (status != WO_OK) {
        goto out;
    }
    const wo_scenario *first = variants[0];
    printf("ok: %s: %s, %zu variant%s, %u segments each way, time step at most %.3f s\n", study->name, first->title,
           study->n_variants, study->n_variants == 1 ? "" : "s", layout.road.n_out, layout.road.limit_all_ms / 1000.0);
    print_variants(study);
    for (size_t i = 0; i < first->n_origins; i++) {
        print_shift(first->origins[i].name, layout.places.shift_m[i]);
    }
    print_shift("deadline line", layout.places.line_shift_m);
    status = print_places(first, error);
    print_one_lanes(first, &layout);
    wo_layout_free(&layout);
out:
    free(variants);
    return status;
}

int wo_cmd_check(int argc, char **argv)
{
    check_options options = {.ledger = false};
    wo_study study = {0};
    wo_error error = {0};
    wo_cli_parse(&argp, argc, argv, &options);
    int code = wo_cli_read(options.scenario, false, &study);
    if (code == WO_EXIT_DONE) {
        if (options.ledger) {
            print_ledger(&study);
        }
        const wo_status status = print_summary(&study, &error);
        code = status == WO_OK ? WO_EXIT_DONE : wo_cli_fail(status, &error);
    }
    wo_study_free(&study);
    return code;
}
