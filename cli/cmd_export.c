/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wayout export: a results file as CSV or GeoJSON. */
#include <string.h>

#include "cli.h"

typedef struct export_options {
    const char *results, *format;
    wo_export_options table;
} export_options;

enum { KEY_WHAT = 300, KEY_FORMAT, KEY_AT, KEY_VARIANT };

/* Each table has one format. */
static const char *format_of(const char *table)
{
    return strcmp(table, "road") == 0 ? "geojson" : "csv";
}

static error_t option(int key, char *text, struct argp_state *state)
{
    export_options *options = state->input;
    switch (key) {
    case KEY_WHAT:
        options->table.what = wo_cli_word(state, "--what", text, wo_export_tables);
        return 0;
    case KEY_FORMAT:
        options->format = text;
        return 0;
    case KEY_AT:
        options->table.at = text;
        return 0;
    case KEY_VARIANT:
        options->table.variant = text;
        return 0;
    case ARGP_KEY_END:
        if (options->format != NULL && strcmp(options->format, format_of(options->table.what)) != 0) {
            argp_error(state, "--format '%s': %s is exported as %s", options->format, options->table.what,
                       format_of(options->table.what));
        }
        return wo_cli_one_argument(key, text, state, &options->results, "results file");
    case ARGP_KEY_ARG:
        return wo_cli_one_argument(key, text, state, &options->results, "results file");
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option own_options[] = {
    {"what", KEY_WHAT, "TABLE", 0, "summary, series, spacetime, observed, trips or road (summary)", 0},
    {"format", KEY_FORMAT, "FORMAT", 0, "csv, or geojson for the road", 0},
    {"at", KEY_AT, "INSTANT", 0, "when: the road in the record interval around it", 0},
    {"variant", KEY_VARIANT, "NAME", 0, "variant of the road (the first)", 0},
    {0}};
static const struct argp_child children[] = {{&wo_cli_help, 0, NULL, 0}, {0}};
static const struct argp argp = {
    .options = own_options,
    .parser = option,
    .args_doc = "RESULTS",
    .doc = "Prints one table of a results file as CSV, or the road at one instant as GeoJSON.",
    .children = children};

int wo_cmd_export(int argc, char **argv)
{
    export_options options = {.table.what = wo_export_tables[0]};
    wo_error error = {0};
    wo_cli_parse(&argp, argc, argv, &options);
    const wo_status status = wo_export(options.results, &options.table, stdout, &error);
    return status == WO_OK ? WO_EXIT_DONE : wo_cli_fail(status, &error);
}
