/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options that run, compare and sweep share. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* Some ten megabytes each. */
#define MOST_TRIPS        1000
#define MOST_REPLICATIONS 1000000
#define MOST_THREADS      1024
#define SHORTEST_SEGMENT  50.0
#define LONGEST_SEGMENT   5000.0

enum { KEY_SEED = 256, KEY_THREADS, KEY_DT, KEY_SEGMENT, KEY_CENTRAL, KEY_VERIFY, KEY_JSON, KEY_QUIET, KEY_TRIPS };

static double quantity(const struct argp_state *state, const char *option, const char *text, wo_dimension dimension)
{
    wo_error error = {0};
    double si = 0;
    if (wo_quantity_parse(text, dimension, &si, &error) != WO_OK) {
        argp_error(state, "%s '%s': %s", option, text, error.message);
    }
    return si;
}

static wo_ms step(const struct argp_state *state, const char *text)
{
    const double ms = 1000 * quantity(state, "--dt", text, WO_DIM_TIME);
    if (ms < 1 || ms > WO_HOUR_MS || fabs(ms - round(ms)) > 1e-6) {
        argp_error(state, "--dt '%s' is no whole number of milliseconds from 1 ms to 1 h", text);
    }
    return (wo_ms)lround(ms);
}

static double segment(const struct argp_state *state, const char *text)
{
    const double m = quantity(state, "--segment-length", text, WO_DIM_LENGTH);
    if (m < SHORTEST_SEGMENT || m > LONGEST_SEGMENT) {
        argp_error(state, "--segment-length '%s' is not between 50 m and 5 km", text);
    }
    return m;
}

static error_t common_option(int key, char *text, struct argp_state *state)
{
    wo_cli_options *options = state->input;
    switch (key) {
    case 'n':
        options->run.replications = (uint32_t)wo_cli_whole(state, "--replications", text, 1, MOST_REPLICATIONS);
        return 0;
    case 'o':
        options->output = text;
        return 0;
    case KEY_SEED:
        options->run.seed = wo_cli_whole(state, "--seed", text, 0, UINT64_MAX);
        return 0;
    case KEY_THREADS:
        options->run.threads = (int)wo_cli_whole(state, "--threads", text, 1, MOST_THREADS);
        return 0;
    case KEY_DT:
        options->run.dt_ms = step(state, text);
        return 0;
    case KEY_SEGMENT:
        options->segment_length_m = segment(state, text);
        return 0;
    case KEY_CENTRAL:
        options->run.central = true;
        return 0;
    case KEY_VERIFY:
        options->run.verify = true;
        return 0;
    case KEY_JSON:
        options->json = true;
        return 0;
    case KEY_QUIET:
        options->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
    case ARGP_KEY_END:
        return wo_cli_one_argument(key, text, state, &options->scenario, "scenario file");
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option common_options[] = {
    {"replications", 'n', "N", 0, "realisations of every variant (200)", 0},
    {"seed", KEY_SEED, "N", 0, "of the random numbers (1)", 0},
    {"threads", KEY_THREADS, "N", 0, "processor threads (all); results do not depend on it", 0},
    {"dt", KEY_DT, "TIME", 0, "time step (the road's limit); results do not depend on it", 0},
    {"segment-length", KEY_SEGMENT, "LENGTH", 0, "pieces of road, 50 m to 5 km (the scenario's)", 0},
    {"central", KEY_CENTRAL, NULL, 0, "uncertain values at their centre", 0},
    {"verify", KEY_VERIFY, NULL, 0, "check all invariants of the model on the way", 0},
    {"json", KEY_JSON, NULL, 0, "print JSON", 0},
    {"quiet", KEY_QUIET, NULL, 0, "no progress", 0},
    {"output", 'o', "FILE", 0, "results file (results.h5, of a sweep sweep.h5)", 0},
    {0},
};

const struct argp wo_cli_common = {.options = common_options, .parser = common_option};

static error_t trips_option(int key, char *text, struct argp_state *state)
{
    wo_cli_options *options = state->input;
    if (key != KEY_TRIPS) {
        return ARGP_ERR_UNKNOWN;
    }
    options->run.trips = (uint32_t)wo_cli_whole(state, "--trips", text, 0, MOST_TRIPS);
    return 0;
}

static const struct argp_option trips_options[] = {
    {"trips", KEY_TRIPS, "N", 0, "keep every trip of the first N replications (0)", 0}, {0}};

const struct argp wo_cli_trips = {.options = trips_options, .parser = trips_option};

void wo_cli_options_init(wo_cli_options *options)
{
    *options =
        (wo_cli_options){.run = {.seed = 1, .replications = 200, .stop = wo_cli_stop_flag()}, .output = "results.h5"};
}

wo_status wo_cli_check_step(const wo_cli_options *options, const wo_road *road, wo_error *error)
{
    if (options->run.dt_ms > road->limit_all_ms) {
        return wo_error_set(error, WO_ERR_SCENARIO,
                            "--dt %.3f s is longer than a step on this road may be: at most %.3f s",
                            options->run.dt_ms / 1000.0, road->limit_all_ms / 1000.0);
    }
    return WO_OK;
}
