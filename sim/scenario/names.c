/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reading.h"

/** Among more names no nearest one is looked for. */
#define MANY_NAMES 2000

static int by_name(const void *a, const void *b)
{
    const struct wo_named *p = a;
    const struct wo_named *q = b;
    const int order = strcmp(p->name, q->name);
    return order != 0 ? order : p->index - q->index;
}

bool wo_names_build(wo_names *names, const void *elements, size_t n, size_t size, size_t offset)
{
    names->n = 0;
    names->list = calloc(n + 1, sizeof *names->list);
    if (names->list == NULL) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        const char *name = wo_field_pointer(wo_field_const(elements, i * size), offset);
        if (name != NULL) {
            names->list[names->n].name = name;
            names->list[names->n++].index = (int)i;
        }
    }
    if (names->n > 1) {
        qsort(names->list, names->n, sizeof *names->list, by_name);
    }
    return true;
}

int wo_names_find(const wo_names *names, const char *name)
{
    size_t low = 0;
    size_t high = names->n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (strcmp(names->list[middle].name, name) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < names->n && strcmp(names->list[low].name, name) == 0 ? names->list[low].index : -1;
}

void wo_names_hint(const wo_names *names, const char *name, char hint[128])
{
    hint[0] = '\0';
    const char **candidates = names->n <= MANY_NAMES ? calloc(names->n + 1, sizeof *candidates) : NULL;
    if (candidates == NULL) {
        return;
    }
    for (size_t i = 0; i < names->n; i++) {
        candidates[i] = names->list[i].name;
    }
    const char *near = wo_did_you_mean(name, candidates);
    if (near != NULL) {
        (void)snprintf(hint, 128, "; did you mean '%.80s'?", near);
    }
    free(candidates);
}

void wo_names_free(wo_names *names)
{
    free(names->list);
    memset(names, 0, sizeof *names);
}
