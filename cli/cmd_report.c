/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wayout report: one page about a results file. */
#include "cli.h"

typedef struct report_options {
    const char *results, *output;
} report_options;

static error_t option(int key, char *text, struct argp_state *state)
{
    report_options *options = state->input;
    switch (key) {
    case 'o':
        options->output = text;
        return 0;
    case ARGP_KEY_ARG:
    case ARGP_KEY_END:
        return wo_cli_one_argument(key, text, state, &options->results, "results file");
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option own_options[] = {{"output", 'o', "FILE", 0, "the page (report.html)", 0}, {0}};
static const struct argp_child children[] = {{&wo_cli_help, 0, NULL, 0}, {0}};
static const struct argp argp = {
    .options = own_options,
    .parser = option,
    .args_doc = "RESULTS",
    .doc =
        "Writes one page about the results of run or compare, which any browser shows without a network: the answer, "
        "tables, the fan of residents out, a map of road and time, a film, and every assumption.\v"
        "The film needs the trips of one replication: run with --trips 1.",
    .children = children};

int wo_cmd_report(int argc, char **argv)
{
    report_options options = {.output = "report.html"};
    wo_error error = {0};
    wo_cli_parse(&argp, argc, argv, &options);
    const wo_status status = wo_report(options.results, options.output, &error);
    return status == WO_OK ? WO_EXIT_DONE : wo_cli_fail(status, &error);
}
