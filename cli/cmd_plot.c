/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wayout plot: a figure of a results file. */
#include "cli.h"

typedef struct plot_options {
    const char *results;
    wo_plot_options plot;
} plot_options;

enum { KEY_KIND = 300, KEY_VARIANT, KEY_TITLE, KEY_FROM, KEY_TO };

static void check_complete(const struct argp_state *state, const plot_options *options)
{
    if (options->plot.kind == NULL) {
        argp_error(state, "no --kind given: curves, fan, spacetime, trips, queue, left or compare");
    }
    if (options->plot.output == NULL) {
        argp_error(state, "no --output given: a file that ends with .svg, .pdf or .png");
    }
}

static error_t option(int key, char *text, struct argp_state *state)
{
    plot_options *options = state->input;
    switch (key) {
    case KEY_KIND:
        options->plot.kind = wo_cli_word(state, "--kind", text, wo_plot_kinds);
        return 0;
    case 'o':
        options->plot.output = text;
        return 0;
    case KEY_VARIANT:
        options->plot.variant = text;
        return 0;
    case KEY_TITLE:
        options->plot.title = text;
        return 0;
    case KEY_FROM:
        options->plot.from = text;
        return 0;
    case KEY_TO:
        options->plot.to = text;
        return 0;
    case ARGP_KEY_ARG:
        return wo_cli_one_argument(key, text, state, &options->results, "results file");
    case ARGP_KEY_END:
        check_complete(state, options);
        return wo_cli_one_argument(key, text, state, &options->results, "results file");
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option own_options[] = {
    {"kind", KEY_KIND, "KIND", 0, "curves, fan, spacetime, trips, queue, left or compare", 0},
    {"output", 'o', "FILE", 0, "picture; its ending says the format: .svg, .pdf or .png", 0},
    {"variant", KEY_VARIANT, "NAME", 0, "variant of curves, spacetime, trips and queue (the first)", 0},
    {"title", KEY_TITLE, "TEXT", 0, "title (the scenario's and the subject)", 0},
    {"from", KEY_FROM, "INSTANT", 0, "trips from here on (the start)", 0},
    {"to", KEY_TO, "INSTANT", 0, "trips up to here (the closing)", 0},
    {0}};
static const struct argp_child children[] = {{&wo_cli_help, 0, NULL, 0}, {0}};
static const struct argp argp = {
    .options = own_options,
    .parser = option,
    .args_doc = "RESULTS",
    .doc = "Draws a figure of a results file with gnuplot (package gnuplot-nox).\v"
           "curves: cumulative departures, passages of the line and exits. fan: residents out, with bands. "
           "spacetime: mean speed over road and time. trips: trajectories, of a file made with --trips. queue: length "
           "and tail of the longest queue. "
           "left: who and what is left behind. compare: differences to the first variant.",
    .children = children};

int wo_cmd_plot(int argc, char **argv)
{
    plot_options options = {0};
    wo_error error = {0};
    wo_cli_parse(&argp, argc, argv, &options);
    const wo_status status = wo_plot(options.results, &options.plot, &error);
    return status == WO_OK ? WO_EXIT_DONE : wo_cli_fail(status, &error);
}
