/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wayout export: a results file as CSV. */
#include <string.h>

#include "cli.h"

typedef struct export_options {
    const char *results, *what;
} export_options;

enum { KEY_WHAT = 300, KEY_FORMAT };

static const char *table_name(const struct argp_state *state, const char *text)
{
    for (size_t i = 0; wo_export_tables[i] != NULL; i++) {
        if (strcmp(wo_export_tables[i], text) == 0) {
            return wo_export_tables[i];
        }
    }
    const char *near = wo_did_you_mean(text, wo_export_tables);
    argp_error(state, "--what '%s' is none of summary, series, spacetime, observed, trips%s%s%s", text,
               near != NULL ? "; did you mean '" : "", near != NULL ? near : "", near != NULL ? "'?" : "");
    return wo_export_tables[0];
}

static error_t option(int key, char *text, struct argp_state *state)
{
    export_options *options = state->input;
    switch (key) {
    case KEY_WHAT:
        options->what = table_name(state, text);
        return 0;
    case KEY_FORMAT:
        if (strcmp(text, "csv") != 0) {
            argp_error(state, "--format '%s' is not csv", text);
        }
        return 0;
    case ARGP_KEY_ARG:
    case ARGP_KEY_END:
        return wo_cli_one_argument(key, text, state, &options->results, "results file");
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option own_options[] = {
    {"what", KEY_WHAT, "TABLE", 0, "summary, series, spacetime, observed or trips (summary)", 0},
    {"format", KEY_FORMAT, "FORMAT", 0, "csv, the only one (csv)", 0},
    {0}};
static const struct argp_child children[] = {{&wo_cli_help, 0, NULL, 0}, {0}};
static const struct argp argp = {.options = own_options,
                                 .parser = option,
                                 .args_doc = "RESULTS",
                                 .doc = "Prints one table of a results file as CSV.",
                                 .children = children};

int wo_cmd_export(int argc, char **argv)
{
    export_options options = {.what = wo_export_tables[0]};
    wo_error error = {0};
    wo_cli_parse(&argp, argc, argv, &options);
    const wo_status status = wo_export_csv(options.results, options.what, stdout, &error);
    return status == WO_OK ? WO_EXIT_DONE : wo_cli_fail(status, &error);
}
