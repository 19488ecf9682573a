/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file cli.h
 *  What the subcommands share: the command table, exit codes, common options, progress, signals. */
#ifndef WO_CLI_H
#define WO_CLI_H

#include <argp.h>

#include "wayout/analysis.h"

typedef enum wo_exit { WO_EXIT_DONE = 0, WO_EXIT_FAILED = 1, WO_EXIT_USAGE = 2, WO_EXIT_INTERRUPTED = 3 } wo_exit;

typedef struct wo_command {
    const char *name, *sentence;
    int (*run)(int argc, char **argv); /**< argv[0] is "wayout NAME" */
} wo_command;
extern const wo_command wo_commands[]; /**< ends with a NULL name */

int wo_cmd_check(int argc, char **argv);
int wo_cmd_run(int argc, char **argv);
int wo_cmd_compare(int argc, char **argv);
int wo_cmd_sweep(int argc, char **argv);
int wo_cmd_export(int argc, char **argv);
int wo_cmd_plot(int argc, char **argv);
int wo_cmd_report(int argc, char **argv);
int wo_cmd_schema(int argc, char **argv);

/** Handles the options before the command. @return the command's place in argv. */
int wo_cli_top(int argc, char **argv);
/** The command line as typed. */
void wo_cli_typed(int *argc, char *const **argv);
/** Ends the program with code 2 and a hint when there is no such command. */
const wo_command *wo_cli_command(const char *word);

/** Options that run, compare and sweep share. */
typedef struct wo_cli_options {
    wo_run_options run;
    double segment_length_m; /**< 0 = the scenario's */
    bool json, quiet;
    const char *output;   /**< results file */
    const char *scenario; /**< file name, the one argument */
} wo_cli_options;

/** Child parser of the common options; its input is a wo_cli_options. */
extern const struct argp wo_cli_common;
/** --trips, of the commands whose results file may hold them. */
extern const struct argp wo_cli_trips;

/** Child parser of -h, --help and --usage. */
extern const struct argp wo_cli_help;

/** Fills the defaults. */
void wo_cli_options_init(wo_cli_options *options);
/** argp_parse with -h, a did-you-mean for unknown options, and exit code 2 for bad usage (does not return then). */
void wo_cli_parse(const struct argp *argp, int argc, char **argv, void *input);
/** Takes the one argument of a command: `*slot` must be empty. Call for ARGP_KEY_ARG and ARGP_KEY_END. */
error_t wo_cli_one_argument(int key, char *text, struct argp_state *state, const char **slot, const char *what);

/** The one of `words` (NULL-terminated) that `text` is; ends the program with code 2, the list and a did-you-mean
 *  otherwise. */
const char *wo_cli_word(const struct argp_state *state, const char *option, const char *text, const char *const *words);

/** Whole number in [low, high]; ends the program with code 2 otherwise. */
uint64_t wo_cli_whole(const struct argp_state *state, const char *option, const char *text, uint64_t low,
                      uint64_t high);

/** Prints "wayout: ..." on stderr; the exit code of a status. */
int wo_cli_fail(wo_status status, const wo_error *error);

/** Reads a scenario; prints its problems on stderr. @return an exit code; free the study in every case. */
int wo_cli_read(const char *path, bool quiet, wo_study *study);
/** Reads the scenario of the options and applies --segment-length; prints why not. @return an exit code. */
int wo_cli_study(const wo_cli_options *options, wo_study *study);
/** --dt must not exceed the road's limit. */
WO_NODISCARD wo_status wo_cli_check_step(const wo_cli_options *options, const wo_road *road, wo_error *error);

/** Runs the given variants of a study, writes the results file and prints the comparison. @return an exit code. */
int wo_cli_compute(const wo_cli_options *options, const wo_study *study, const wo_scenario *const *variants,
                   size_t n_variants);
/** The last line of a table: where all results lie. */
void wo_cli_tell_output(const wo_cli_options *options);
/** The options as the results file tells them. */
wo_provenance wo_cli_provenance(const wo_cli_options *options);

/** SIGINT and SIGTERM set the flag that this returns; a second one ends the program. */
const volatile sig_atomic_t *wo_cli_stop_flag(void);

/** Progress on stderr: a bar on a terminal, else a line every 10 s. */
typedef struct wo_progress {
    bool terminal, colour, drawn;
    double last_s;
} wo_progress;
void wo_progress_init(wo_progress *progress);
/** For wo_run_options.progress; the context is a wo_progress. */
void wo_progress_show(void *context, uint32_t done, uint32_t all, double seconds);
/** Removes the bar. */
void wo_progress_end(wo_progress *progress);

#endif
