/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problems.h"

#include <stdlib.h>
#include <string.h>

#include "yaml_text.h"

/** A line is shown for so many characters around the fault. */
#define SHOWN_BEFORE 90
#define SHOWN        150

bool wo_found_full(const wo_found *found)
{
    return found->failed || found->problems->n >= WO_PROBLEMS_MAX;
}

static bool is_known(const wo_problems *problems, int line, int column, const char *message)
{
    for (size_t i = 0; i < problems->n; i++) {
        const wo_problem *p = &problems->list[i];
        if (p->line == line && p->column == column && strcmp(p->message, message) == 0) {
            return true;
        }
    }
    return false;
}

/** Takes over `message`. */
static void append(wo_found *found, int line, int column, bool warning, char *message)
{
    wo_problems *problems = found->problems;
    if ((problems->n & (problems->n + 1)) == 0) { /* full at 0, 1, 3, 7, ... */
        wo_problem *list = realloc(problems->list, (2 * problems->n + 1) * sizeof *list);
        if (list == NULL) {
            found->failed = true;
            free(message);
            return;
        }
        problems->list = list;
    }
    problems->list[problems->n++] =
        (wo_problem){.line = line, .column = column, .warning = warning, .message = message};
    found->n_errors += !warning;
}

static void add(wo_found *found, int line, int column, bool warning, const char *format, va_list arguments)
    WO_PRINTF(5, 0);
static void add(wo_found *found, int line, int column, bool warning, const char *format, va_list arguments)
{
    if (wo_found_full(found)) {
        return;
    }
    char words[1024];
    (void)vsnprintf(words, sizeof words, format, arguments);
    line = line > 0 ? line : 1;
    column = column > 0 ? column : 1;
    if (is_known(found->problems, line, column, words)) {
        return;
    }
    wo_yaml_text message = {0};
    wo_yaml_text_add(&message, "%s", words);
    if (found->variant != NULL && (line < found->first_line || line > found->last_line)) {
        wo_yaml_text_add(&message, " (in variant '%.80s')", found->variant);
    }
    if (message.failed) {
        wo_yaml_text_free(&message);
        found->failed = true;
    } else if (is_known(found->problems, line, column, message.data)) {
        wo_yaml_text_free(&message);
    } else {
        append(found, line, column, warning, message.data);
    }
}

void wo_found_add_list(wo_found *found, int line, int column, const char *format, va_list arguments)
{
    add(found, line, column, false, format, arguments);
}

void wo_found_warn(wo_found *found, int line, int column, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add(found, line, column, true, format, arguments);
    va_end(arguments);
}

void wo_found_add(wo_found *found, int line, int column, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    wo_found_add_list(found, line, column, format, arguments);
    va_end(arguments);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/** Numbers in words by their value, so that the lines of a file that the scenario names come in its order. */
static int compare_messages(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b && !is_digit(*a)) {
        a++;
        b++;
    }
    while (is_digit(*a) && is_digit(*b)) {
        const size_t p = strspn(a, "0123456789");
        const size_t q = strspn(b, "0123456789");
        const int order = p != q ? (p < q ? -1 : 1) : strncmp(a, b, p);
        if (order != 0) {
            return order;
        }
        for (a += p, b += p; *a != '\0' && *a == *b && !is_digit(*a); a++) {
            b++;
        }
    }
    return strcmp(a, b);
}

static int by_position(const void *a, const void *b)
{
    const wo_problem *p = a;
    const wo_problem *q = b;
    if (p->line != q->line) {
        return p->line < q->line ? -1 : 1;
    }
    if (p->column != q->column) {
        return p->column < q->column ? -1 : 1;
    }
    return compare_messages(p->message, q->message);
}

void wo_found_sort(wo_found *found)
{
    if (found->problems->n > 1) {
        qsort(found->problems->list, found->problems->n, sizeof(wo_problem), by_position);
    }
}

void wo_problems_free(wo_problems *problems)
{
    for (size_t i = 0; i < problems->n; i++) {
        free(problems->list[i].message);
    }
    free(problems->list);
    memset(problems, 0, sizeof *problems);
}

/** Breaks of line as YAML sees them: LF, CR LF, CR. */
static const char *next_line(const char *line)
{
    line += strcspn(line, "\r\n");
    if (line[0] == '\r' && line[1] == '\n') {
        return line + 2;
    }
    return *line != '\0' ? line + 1 : NULL;
}

/** Prints up to SHOWN characters of the line around `column` and a caret below it. What a terminal would not show as
 *  it stands becomes '?'. */
static void print_line(const char *line, int column, FILE *stream)
{
    const size_t length = strcspn(line, "\r\n");
    const int skip = column > SHOWN_BEFORE + 10 ? column - SHOWN_BEFORE : 0;
    wo_yaml_text shown = {0};
    wo_yaml_text caret = {0};
    int at = 1;
    for (size_t i = 0; i < length && at <= skip + SHOWN; at++) {
        uint32_t code = 0;
        const size_t n = wo_utf8_next(line + i, length - i, &code);
        const bool tab = n == 1 && code == '\t';
        if (at > skip) {
            const bool plain = n > 0 && wo_utf8_allowed(code);
            wo_yaml_text_append(&shown, tab ? "\t" : plain ? line + i : "?", tab || !plain ? 1 : n);
            if (at < column) {
                wo_yaml_text_append(&caret, tab ? "\t" : " ", 1);
            }
        }
        i += n > 0 ? n : 1;
    }
    if (shown.data != NULL && !shown.failed && !caret.failed) {
        fprintf(stream, "    %s\n    %s^\n", shown.data, caret.data != NULL ? caret.data : "");
    }
    wo_yaml_text_free(&shown);
    wo_yaml_text_free(&caret);
}

void wo_problems_print(const wo_problems *problems, const char *name, const char *text, FILE *stream)
{
    const char *line = text;
    int number = 1;
    for (size_t i = 0; i < problems->n; i++) {
        const wo_problem *p = &problems->list[i];
        fprintf(stream, "%s:%d:%d: %s: %s\n", name, p->line, p->column, p->warning ? "warning" : "error", p->message);
        while (line != NULL && number < p->line) {
            line = next_line(line);
            number++;
        }
        if (line != NULL && number == p->line) {
            print_line(line, p->column, stream);
        }
    }
    if (problems->n >= WO_PROBLEMS_MAX) {
        fprintf(stream, "%s: only the first %d problems are shown\n", name, WO_PROBLEMS_MAX);
    }
}
