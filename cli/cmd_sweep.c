/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wayout sweep: what each extra day is worth. */
#include <stdlib.h>

#include "cli.h"

typedef struct sweep_options {
    wo_cli_options common;
    const char *deadlines;
    double confidence;
} sweep_options;

enum { KEY_DEADLINE = 300, KEY_CONFIDENCE };

static double share(const struct argp_state *state, const char *text)
{
    wo_error error = {0};
    double value = 0;
    if (wo_quantity_parse(text, WO_DIM_NONE, &value, &error) != WO_OK) {
        argp_error(state, "--confidence '%s': %s", text, error.message);
    }
    if (value <= 0 || value > 1) {
        argp_error(state, "--confidence '%s' is not above 0 and at most 1", text);
    }
    return value;
}

static error_t option(int key, char *text, struct argp_state *state)
{
    sweep_options *options = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->common;
        return 0;
    case KEY_DEADLINE:
        options->deadlines = text;
        return 0;
    case KEY_CONFIDENCE:
        options->confidence = share(state, text);
        return 0;
    case ARGP_KEY_END:
        if (options->deadlines == NULL) {
            argp_error(state, "no --deadline given, such as +0d:+20d:1d");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option own_options[] = {
    {"deadline", KEY_DEADLINE, "LIST", 0,
     "closings: ranges +0d:+20d:1d, offsets +5d to the first variant's closing, or instants, parted by commas", 0},
    {"confidence", KEY_CONFIDENCE, "P", 0, "wanted P(everyone out) of the smallest deadline (0.95)", 0},
    {0}};
static const struct argp_child children[] = {{&wo_cli_common, 0, NULL, 0}, {&wo_cli_help, 0, NULL, 0}, {0}};
static const struct argp argp = {
    .options = own_options,
    .parser = option,
    .args_doc = "SCENARIO",
    .doc = "Tells what is left behind at each deadline, what each extra day buys, and the smallest deadline that gets "
           "everyone out. Known: announced with the order. Late: announced when the second variant announces its own.",
    .children = children};

/* The step is checked on the first variant's road: deadlines do not change it. */
static wo_status check_step(const wo_cli_options *options, const wo_study *study, wo_error *error)
{
    wo_layout layout;
    const wo_scenario *const first[] = {&study->variants[0]};
    WO_TRY(wo_layout_init(&layout, first, 1, error));
    const wo_status status = wo_cli_check_step(options, &layout.road, error);
    wo_layout_free(&layout);
    return status;
}

static wo_status sweep(const sweep_options *options, const wo_study *study, wo_error *error)
{
    wo_progress progress;
    wo_sweep_options wanted = {.run = options->common.run,
                               .deadlines = options->deadlines,
                               .confidence = options->confidence,
                               .output = options->common.output,
                               .json = options->common.json,
                               .provenance = wo_cli_provenance(&options->common)};
    wo_progress_init(&progress);
    if (!options->common.quiet) {
        wanted.run.progress = wo_progress_show;
        wanted.run.progress_context = &progress;
    }
    WO_TRY(check_step(&options->common, study, error));
    /* the bar must be gone from a terminal before the report comes */
    char *report = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&report, &size);
    if (stream == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for the report");
    }
    wo_status status = wo_sweep(study, &wanted, stream, error);
    wo_progress_end(&progress);
    if (fclose(stream) != 0) {
        status = wo_error_set(error, WO_ERR_MEMORY, "no memory for the report");
    } else if (size > 0) {
        fwrite(report, 1, size, stdout);
        if (!options->common.json) {
            wo_cli_tell_output(&options->common);
        }
        if (fflush(stdout) != 0 || ferror(stdout) != 0) {
            status = wo_error_set(error, WO_ERR_IO, "the sweep could not be written");
        }
    }
    free(report);
    return status;
}

int wo_cmd_sweep(int argc, char **argv)
{
    sweep_options options = {.confidence = 0.95};
    wo_study study = {0};
    wo_error error = {0};
    wo_cli_options_init(&options.common);
    options.common.output = "sweep.h5"; /* beside what a comparison left */
    wo_cli_parse(&argp, argc, argv, &options);
    int code = wo_cli_study(&options.common, &study);
    if (code == WO_EXIT_DONE) {
        const wo_status status = sweep(&options, &study, &error);
        code = status == WO_OK ? WO_EXIT_DONE : wo_cli_fail(status, &error);
    }
    wo_study_free(&study);
    return code;
}
