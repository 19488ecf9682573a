/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wayout run: a comparison of one variant. */
#include <string.h>

#include "cli.h"

typedef struct run_options {
    wo_cli_options common;
    const char *variant;
} run_options;

enum { KEY_VARIANT = 300 };

static error_t option(int key, char *text, struct argp_state *state)
{
    run_options *options = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = state->child_inputs[1] = &options->common;
        return 0;
    case KEY_VARIANT:
        options->variant = text;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option own_options[] = {{"variant", KEY_VARIANT, "NAME", 0, "which variant (the first)", 0},
                                                 {0}};
static const struct argp_child children[] = {
    {&wo_cli_common, 0, NULL, 0}, {&wo_cli_trips, 0, NULL, 0}, {&wo_cli_help, 0, NULL, 0}, {0}};
static const struct argp argp = {.options = own_options,
                                 .parser = option,
                                 .args_doc = "SCENARIO",
                                 .doc = "Runs one variant of a scenario many times and tells who gets out by when.",
                                 .children = children};

static int find_variant(const wo_study *study, const char *name, const wo_scenario **variant)
{
    const int index = name == NULL ? 0 : wo_study_variant(study, name);
    if (index >= 0) {
        *variant = &study->variants[index];
        return WO_EXIT_DONE;
    }
    fprintf(stderr, "wayout: %s has no variant '%s'; it has:", study->name, name);
    for (size_t v = 0; v < study->n_variants; v++) {
        fprintf(stderr, "%s '%s'", v > 0 ? "," : "", study->variants[v].variant);
    }
    fputc('\n', stderr);
    return WO_EXIT_USAGE;
}

int wo_cmd_run(int argc, char **argv)
{
    run_options options = {.variant = NULL};
    wo_study study = {0};
    const wo_scenario *variant = NULL;
    wo_cli_options_init(&options.common);
    wo_cli_parse(&argp, argc, argv, &options);
    int code = wo_cli_study(&options.common, &study);
    if (code == WO_EXIT_DONE) {
        code = find_variant(&study, options.variant, &variant);
    }
    if (code == WO_EXIT_DONE) {
        code = wo_cli_compute(&options.common, &study, &variant, 1);
    }
    wo_study_free(&study);
    return code;
}
