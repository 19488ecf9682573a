/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The road is a tree of sections that leads to the exit. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reading.h"

enum { UNSEEN, ON_THE_WAY, GOOD, BAD };

static void section_fault(wo_reading *r, size_t i, const char *key, const char *format, ...) WO_PRINTF(4, 5);
static void section_fault(wo_reading *r, size_t i, const char *key, const char *format, ...)
{
    char path[96];
    (void)snprintf(path, sizeof path, "road/sections/%zu/%s", i, key);
    const wo_node *node = wo_node_locate(r->root, path);
    va_list arguments;
    va_start(arguments, format);
    wo_found_add_list(r->found, node->line, node->column, format, arguments);
    va_end(arguments);
}

/** Sections by the node where they begin; reports nodes that several sections leave. */
static bool index_starts(wo_reading *r, wo_names *starts)
{
    const wo_scenario *s = r->scenario;
    if (!wo_names_build(starts, s->sections, s->n_sections, sizeof *s->sections, offsetof(wo_section, from))) {
        return false;
    }
    for (size_t i = 1; i < starts->n; i++) {
        const struct wo_named *a = &starts->list[i - 1];
        const struct wo_named *b = &starts->list[i];
        const char *first = s->sections[a->index].name;
        if (strcmp(a->name, b->name) == 0) {
            section_fault(r, (size_t)b->index, "from",
                          "a second section leaves '%.80s' (besides '%.80s'): the road is a tree, with one way on "
                          "from every node",
                          b->name, first != NULL ? first : "?");
        }
    }
    return true;
}

static void check_section(wo_reading *r, size_t i)
{
    const wo_section *section = &r->scenario->sections[i];
    const char *exit = r->scenario->exit;
    const double rise =
        fabs(wo_number_central(&section->elevation_to_m) - wo_number_central(&section->elevation_from_m));
    if (section->from != NULL && exit != NULL && strcmp(section->from, exit) == 0) {
        section_fault(r, i, "from", "the section begins at the exit '%.80s'; sections are written towards the exit",
                      exit);
    }
    if (rise > 0.5 * wo_number_central(&section->length_m)) {
        section_fault(r, i, "elevation", "'elevation': a rise or fall of %.0f m is steeper than 50 %%", rise);
    }
}

/** Follows the sections from `i` to the exit; marks all on the way. */
static void follow(wo_reading *r, const wo_names *starts, size_t i, unsigned char *state)
{
    const wo_scenario *s = r->scenario;
    const size_t first = i;
    unsigned char end = UNSEEN;
    while (end == UNSEEN) {
        const wo_section *section = &s->sections[i];
        state[i] = ON_THE_WAY;
        const int next = section->to != NULL ? wo_names_find(starts, section->to) : -1;
        if (section->to == NULL || section->from == NULL) {
            end = BAD; /* reported before */
        } else if (strcmp(section->to, s->exit) == 0) {
            end = GOOD;
        } else if (next < 0) {
            section_fault(r, i, "to", "no section leads on from '%.80s' to the exit '%.80s'", section->to, s->exit);
            end = BAD;
        } else if (state[next] == ON_THE_WAY) {
            section_fault(r, i, "to", "the road runs in a circle through '%.80s'", section->to);
            end = BAD;
        } else {
            end = state[next];
            i = (size_t)next;
        }
    }
    for (i = first; state[i] == ON_THE_WAY;) {
        state[i] = end;
        const int next = s->sections[i].to != NULL ? wo_names_find(starts, s->sections[i].to) : -1;
        if (next < 0) {
            break;
        }
        i = (size_t)next;
    }
}

static bool check_exit(wo_reading *r)
{
    const wo_scenario *s = r->scenario;
    wo_names ends = {0};
    bool found = false;
    if (!wo_names_build(&ends, s->sections, s->n_sections, sizeof *s->sections, offsetof(wo_section, to))) {
        r->failed = true;
        return false;
    }
    found = wo_names_find(&ends, s->exit) >= 0;
    if (!found) {
        char hint[128];
        wo_names_hint(&ends, s->exit, hint);
        const wo_node *node = wo_node_locate(r->root, "road/exit");
        wo_reading_fault(r, node, "no section ends at the exit '%.80s'%s", s->exit, hint);
    }
    wo_names_free(&ends);
    return found;
}

static void check_service(wo_reading *r, size_t i, const wo_service *service)
{
    const wo_scenario *s = r->scenario;
    if (service->name == NULL || service->class_index >= 0 || strcmp(service->name, "other") == 0) {
        return;
    }
    char path[128];
    wo_names classes = {0};
    char hint[128];
    (void)snprintf(path, sizeof path, "road/checkpoints/%zu/service/%.64s", i, service->name);
    if (!wo_names_build(&classes, s->classes, s->n_classes, sizeof *s->classes, offsetof(wo_class, name))) {
        r->failed = true;
        return;
    }
    wo_names_hint(&classes, service->name, hint);
    wo_reading_fault(r, wo_node_locate(r->root, path), "'service': there is no class '%.60s'%s", service->name, hint);
    wo_names_free(&classes);
}

void wo_check_checkpoints(wo_reading *r)
{
    const wo_scenario *s = r->scenario;
    for (size_t i = 0; i < s->n_checkpoints; i++) {
        if (s->checkpoints[i].opens_s >= s->checkpoints[i].closes_s) {
            wo_check_fault_at(r, "road/checkpoints", i, "opens", "'opens' must be before 'closes' on the same day");
        }
        for (size_t k = 0; k < s->checkpoints[i].n_services; k++) {
            check_service(r, i, &s->checkpoints[i].services[k]);
        }
    }
}

void wo_check_road(wo_reading *r)
{
    const wo_scenario *s = r->scenario;
    wo_names starts = {0};
    unsigned char *state = NULL;
    if (s->n_sections == 0) {
        const wo_node *road = wo_node_get(r->root, "road");
        const wo_node *sections = wo_node_get(road, "sections");
        if (road != NULL && road->kind == WO_NODE_MAP && (sections == NULL || wo_node_is_empty(sections))) {
            wo_reading_fault(r, sections != NULL ? sections : road, "the road has no sections");
        }
        return;
    }
    for (size_t i = 0; i < s->n_sections; i++) {
        check_section(r, i);
    }
    r->exit_known = s->exit != NULL && check_exit(r);
    if (!r->exit_known) {
        return;
    }
    state = calloc(s->n_sections, 1);
    if (state == NULL || !index_starts(r, &starts)) {
        r->failed = true;
        goto out;
    }
    for (size_t i = 0; i < s->n_sections; i++) {
        if (state[i] == UNSEEN) {
            follow(r, &starts, i, state);
        }
    }
out:
    wo_names_free(&starts);
    free(state);
}
