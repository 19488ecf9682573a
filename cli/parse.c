/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a command line: the top level, hints for what was misspelt, numbers. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

#define MAX_OPTIONS 32

/* Long options of a parser and its children, names for the did-you-mean. */
typedef struct option_list {
    const struct argp_option *options[MAX_OPTIONS];
    const char *names[MAX_OPTIONS + 1];
    size_t n;
} option_list;

static void collect(option_list *list, const struct argp *argp)
{
    for (const struct argp_option *o = argp->options; o != NULL && (o->name != NULL || o->key != 0 || o->doc != NULL);
         o++) {
        if (o->name != NULL && list->n < MAX_OPTIONS) {
            list->options[list->n] = o;
            list->names[list->n++] = o->name;
        }
    }
    for (const struct argp_child *c = argp->children; c != NULL && c->argp != NULL; c++) {
        collect(list, c->argp);
    }
}

/* The option that a long or a short word means; NULL for none. Long ones may be abbreviated, as getopt allows. */
static const struct argp_option *find_option(const option_list *list, const char *word)
{
    const bool is_long = word[1] == '-';
    const size_t length = strcspn(word + 2, "=");
    for (size_t i = 0; i < list->n; i++) {
        const struct argp_option *option = list->options[i];
        if (is_long ? strncmp(option->name, word + 2, length) == 0 : option->key == word[1]) {
            return option;
        }
    }
    return NULL;
}

static void unknown_option(const option_list *list, const char *word, const char *program)
{
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(word + 2, "="), word + 2);
    const char *near = wo_did_you_mean(name, list->names);
    fprintf(stderr, "%s: unknown option '--%s'", program, name);
    if (near != NULL) {
        fprintf(stderr, "; did you mean '--%s'?", near);
    }
    fprintf(stderr, "\nTry '%s --help'.\n", program);
    exit(WO_EXIT_USAGE);
}

/* getopt would refuse an unknown option too, but without a hint. Values of options are stepped over. */
static void check_options(const struct argp *argp, int argc, char **argv, bool in_order)
{
    option_list list = {.n = 0};
    collect(&list, argp);
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (argv[i][0] != '-' || argv[i][1] == '\0') {
            if (in_order) {
                return;
            }
            continue;
        }
        const struct argp_option *option = find_option(&list, argv[i]);
        const bool is_long = argv[i][1] == '-';
        if (option != NULL) {
            const bool apart = is_long ? strchr(argv[i], '=') == NULL : argv[i][2] == '\0';
            i += option->arg != NULL && apart ? 1 : 0;
            continue;
        }
        if (is_long) {
            unknown_option(&list, argv[i], argv[0]);
        }
    }
}

enum { KEY_USAGE = 512, KEY_VERSION };

static error_t help_option(int key, char *text, struct argp_state *state)
{
    (void)text;
    switch (key) {
    case 'h':
        argp_state_help(state, state->out_stream, ARGP_HELP_STD_HELP);
        return 0;
    case KEY_USAGE:
        argp_state_help(state, state->out_stream, ARGP_HELP_USAGE | ARGP_HELP_EXIT_OK);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* In the place of argp's own, which spells it -?. */
static const struct argp_option help_options[] = {
    {"help", 'h', NULL, 0, "print this help", -1},
    {"usage", KEY_USAGE, NULL, 0, "print a short usage", -1},
    {0},
};

const struct argp wo_cli_help = {.options = help_options, .parser = help_option};

void wo_cli_parse(const struct argp *argp, int argc, char **argv, void *input)
{
    check_options(argp, argc, argv, false);
    const error_t failed = argp_parse(argp, argc, argv, ARGP_NO_HELP, NULL, input);
    if (failed != 0) {
        fprintf(stderr, "%s: %s\n", argv[0], strerror(failed));
        exit(WO_EXIT_FAILED);
    }
}

const char *wo_cli_word(const struct argp_state *state, const char *option, const char *text, const char *const *words)
{
    char list[256] = "";
    size_t used = 0;
    for (size_t i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], text) == 0) {
            return words[i];
        }
        const int n = snprintf(list + used, sizeof list - used, "%s%s", i > 0 ? ", " : "", words[i]);
        used = used + (size_t)n < sizeof list ? used + (size_t)n : sizeof list - 1;
    }
    const char *near = wo_did_you_mean(text, words);
    argp_error(state, "%s '%s' is none of %s%s%s%s", option, text, list, near != NULL ? "; did you mean '" : "",
               near != NULL ? near : "", near != NULL ? "'?" : "");
    return words[0];
}

error_t wo_cli_one_argument(int key, char *text, struct argp_state *state, const char **slot, const char *what)
{
    if (key == ARGP_KEY_ARG) {
        if (*slot != NULL) {
            argp_error(state, "one %s only, not also '%s'", what, text);
        }
        *slot = text;
        return 0;
    }
    if (*slot == NULL) {
        argp_error(state, "no %s given", what);
    }
    return 0;
}

uint64_t wo_cli_whole(const struct argp_state *state, const char *option, const char *text, uint64_t low, uint64_t high)
{
    char *end = NULL;
    errno = 0;
    const unsigned long long value = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 || value < low || value > high) {
        argp_error(state, "%s '%s' is no whole number from %llu to %llu", option, text, (unsigned long long)low,
                   (unsigned long long)high);
    }
    return value;
}

/* The list of commands stands where argp prints the text after the options. */
static char *list_commands(int key, const char *text, void *input)
{
    (void)input;
    if (key != ARGP_KEY_HELP_PRE_DOC) {
        return (char *)(uintptr_t)text;
    }
    char *list = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&list, &size);
    if (stream == NULL) {
        return NULL;
    }
    fputs("Who gets out by when, when there is only one road out.\n\nCommands:\n", stream);
    for (const wo_command *c = wo_commands; c->name != NULL; c++) {
        fprintf(stream, "  %-10s %s\n", c->name, c->sentence);
    }
    fputs("\n'wayout COMMAND --help' tells more.", stream);
    fclose(stream);
    return list;
}

static error_t top_option(int key, char *text, struct argp_state *state)
{
    switch (key) {
    case KEY_VERSION:
        fprintf(state->out_stream, "wayout %s\n", wo_version());
        exit(WO_EXIT_DONE);
    case ARGP_KEY_ARG:
        (void)text;
        *(int *)state->input = state->next - 1;
        state->next = state->argc;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "no command given");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static struct {
    int argc;
    char **argv;
} typed;

void wo_cli_typed(int *argc, char *const **argv)
{
    *argc = typed.argc;
    *argv = typed.argv;
}

int wo_cli_top(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"version", KEY_VERSION, NULL, 0, "print the version and the commit", -1}, {0}};
    static const struct argp_child children[] = {{&wo_cli_help, 0, NULL, 0}, {0}};
    static const struct argp top = {.options = options,
                                    .parser = top_option,
                                    .children = children,
                                    .args_doc = "COMMAND ...",
                                    .doc = "commands",
                                    .help_filter = list_commands};
    static char name[] = "wayout";
    int at = 0;
    argv[0] = name;
    setenv("ARGP_HELP_FMT", "no-dup-args-note,opt-doc-col=31,rmargin=99", 0);
    /* argp will sort argv, the results file tells it as typed */
    typed.argv = calloc((size_t)argc, sizeof *typed.argv);
    if (typed.argv != NULL) {
        typed.argc = argc;
        memcpy(typed.argv, argv, (size_t)argc * sizeof *argv);
    }
    check_options(&top, argc, argv, true);
    argp_parse(&top, argc, argv, ARGP_IN_ORDER | ARGP_NO_HELP, NULL, &at);
    return at;
}

const wo_command *wo_cli_command(const char *word)
{
    const char *names[MAX_OPTIONS] = {NULL};
    size_t n = 0;
    for (const wo_command *c = wo_commands; c->name != NULL && n + 1 < MAX_OPTIONS; c++) {
        if (strcmp(c->name, word) == 0) {
            return c;
        }
        names[n++] = c->name;
    }
    const char *near = wo_did_you_mean(word, names);
    fprintf(stderr, "wayout: unknown command '%s'", word);
    if (near != NULL) {
        fprintf(stderr, "; did you mean '%s'?", near);
    }
    fputs("\nTry 'wayout --help'.\n", stderr);
    exit(WO_EXIT_USAGE);
}
