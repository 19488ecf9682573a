/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wayout schema: what a scenario may hold. */
#include "cli.h"

enum { KEY_MARKDOWN = 300 };

static error_t option(int key, char *text, struct argp_state *state)
{
    switch (key) {
    case KEY_MARKDOWN:
        *(bool *)state->input = true;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "it takes no argument, not even '%s'", text);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option own_options[] = {{"markdown", KEY_MARKDOWN, NULL, 0, "as docs/scenario.md", 0}, {0}};
static const struct argp_child children[] = {{&wo_cli_help, 0, NULL, 0}, {0}};
static const struct argp argp = {.options = own_options,
                                 .parser = option,
                                 .doc = "Lists every key of a scenario file with its unit, range and default.",
                                 .children = children};

int wo_cmd_schema(int argc, char **argv)
{
    bool markdown = false;
    wo_cli_parse(&argp, argc, argv, &markdown);
    wo_schema_print(stdout, markdown);
    return WO_EXIT_DONE;
}
