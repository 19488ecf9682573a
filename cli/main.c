/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command wayout: finds the subcommand and leaves the rest to it. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

const wo_command wo_commands[] = {
    {"check", "all problems of a scenario in one pass", wo_cmd_check},
    {"run", "one variant, many replications", wo_cmd_run},
    {"compare", "all variants with common random numbers", wo_cmd_compare},
    {"sweep", "the value of each extra day; the smallest deadline", wo_cmd_sweep},
    {"export", "tables of a results file as CSV", wo_cmd_export},
    {"plot", "a figure of a results file as SVG, PDF or PNG", wo_cmd_plot},
    {"report", "one page about a results file, for any browser", wo_cmd_report},
    {"schema", "every scenario key with unit, range, default", wo_cmd_schema},
    {NULL, NULL, NULL},
};

/* A full disk or a closed pipe shows at the latest here. */
static void close_stdout(void)
{
    const bool failed = ferror(stdout) != 0;
    if (fclose(stdout) != 0 || failed) {
        fprintf(stderr, "wayout: standard output could not be written: %s\n", strerror(errno));
        _exit(WO_EXIT_FAILED);
    }
}

int main(int argc, char **argv)
{
    char name[64];
    argp_err_exit_status = WO_EXIT_USAGE;
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file beyond the limit is a write that fails */
    atexit(close_stdout);
    const int at = wo_cli_top(argc, argv);
    const wo_command *command = wo_cli_command(argv[at]);
    snprintf(name, sizeof name, "wayout %s", command->name);
    argv[at] = name;
    return command->run(argc - at, argv + at);
}
