/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

#define BAR_WIDTH       30
#define BAR_INTERVAL_S  0.1
#define LINE_INTERVAL_S 10.0

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0';
}

void wo_progress_init(wo_progress *progress)
{
    const char *kind = getenv("TERM");
    const bool terminal = isatty(STDERR_FILENO) && kind != NULL && strcmp(kind, "dumb") != 0;
    *progress = (wo_progress){.terminal = terminal, .colour = terminal && !is_set("NO_COLOR")};
}

static void draw_bar(wo_progress *progress, uint32_t done, uint32_t all, double left_s)
{
    char bar[BAR_WIDTH + 1];
    const int filled = (int)((uint64_t)done * BAR_WIDTH / all);
    for (int i = 0; i < BAR_WIDTH; i++) {
        bar[i] = i < filled ? '#' : '.';
    }
    bar[BAR_WIDTH] = '\0';
    fprintf(stderr, "\r%s[%s]%s %u of %u replications, %.0f s left \033[K", progress->colour ? "\033[32m" : "", bar,
            progress->colour ? "\033[0m" : "", done, all, left_s);
    progress->drawn = true;
}

void wo_progress_show(void *context, uint32_t done, uint32_t all, double seconds)
{
    wo_progress *progress = context;
    const double left_s = seconds / done * (all - done);
    if (seconds < progress->last_s) { /* another ensemble has begun */
        progress->last_s = 0;
    }
    if (progress->terminal && (seconds - progress->last_s >= BAR_INTERVAL_S || done == all)) {
        progress->last_s = seconds;
        draw_bar(progress, done, all, left_s);
    } else if (!progress->terminal && seconds - progress->last_s >= LINE_INTERVAL_S) {
        progress->last_s = seconds;
        fprintf(stderr, "%u of %u replications, about %.0f s left\n", done, all, left_s);
    }
}

void wo_progress_end(wo_progress *progress)
{
    if (progress->drawn) {
        fputs("\r\033[K", stderr);
        progress->drawn = false;
    }
}
