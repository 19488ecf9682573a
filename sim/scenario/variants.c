/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "variants.h"

#include <stdlib.h>
#include <string.h>

static const wo_node *merge_maps(wo_merge *m, const wo_object *object, const wo_node *base, const wo_node *change);

static void fault(wo_merge *m, const wo_node *node, const char *format, ...) WO_PRINTF(3, 4);
static void fault(wo_merge *m, const wo_node *node, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    wo_found_add_list(m->found, node->line, node->column, format, arguments);
    va_end(arguments);
}

/** A group in the place of `base`, or of `change` where the base is built in. */
static wo_node *make_group(wo_merge *m, const wo_node *base, const wo_node *change, size_t n)
{
    const wo_node *place = base->line > 0 ? base : change;
    wo_node *group = wo_node_group(m->arena, place->kind, n);
    if (group != NULL) {
        group->line = place->line;
        group->column = place->column;
        group->end_line = place->end_line;
    }
    return group;
}

static const wo_node *concatenate(wo_merge *m, const wo_node *base, const wo_node *more)
{
    wo_node *list = make_group(m, base, more, base->n + more->n);
    if (list != NULL && base->n > 0) {
        memcpy(list->items, base->items, base->n * sizeof(const wo_node *));
    }
    if (list != NULL && more->n > 0) {
        memcpy(list->items + base->n, more->items, more->n * sizeof(const wo_node *));
    }
    return list;
}

static const char *name_of(const wo_node *item)
{
    const wo_node *name = wo_node_get(item, "name");
    return name != NULL ? name->text : "";
}

static void refuse_name(wo_merge *m, const wo_key *key, const wo_node *list, const wo_node *word)
{
    const char **names = calloc(list->n + 1, sizeof *names);
    if (names == NULL) {
        m->arena->failed = true;
        return;
    }
    for (size_t i = 0; i < list->n; i++) {
        names[i] = name_of(list->items[i]);
    }
    const char *near = wo_did_you_mean(word->text, names);
    fault(m, word, "%s: there is no '%.80s' to change%s%.80s%s", key->object->title, word->text,
          near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    free(names);
}

/** Position of the element of that name, looked for from `start` on and around; list->n when there is none. */
static size_t find_named(const wo_node *list, const char *name, size_t start)
{
    for (size_t k = 0; k < list->n; k++) {
        const size_t i = (start + k) % list->n;
        if (strcmp(name_of(list->items[i]), name) == 0) {
            return i;
        }
    }
    return list->n;
}

/** Changes elements of a list by their names. */
static const wo_node *merge_named(wo_merge *m, const wo_key *key, const wo_node *list, const wo_node *change)
{
    wo_node *merged = make_group(m, list, change, list->n);
    if (merged == NULL) {
        return NULL;
    }
    if (list->n > 0) {
        memcpy(merged->items, list->items, list->n * sizeof(const wo_node *));
    }
    size_t at = 0; /* changes mostly come in the order of the list */
    for (size_t c = 0; c < change->n && !wo_found_full(m->found); c++) {
        at = find_named(list, change->keys[c]->text, at < list->n ? at : 0);
        if (at == list->n) {
            refuse_name(m, key, list, change->keys[c]);
            continue;
        }
        merged->items[at] = merge_maps(m, key->object, list->items[at], change->items[c]);
        if (merged->items[at] == NULL) {
            return NULL;
        }
    }
    return merged;
}

static const wo_node *merge_table(wo_merge *m, const wo_key *key, const wo_node *base, const wo_node *change)
{
    wo_node *merged = make_group(m, base, change, base->n + change->n);
    if (merged == NULL) {
        return NULL;
    }
    memcpy(merged->keys, base->keys, base->n * sizeof(const wo_node *));
    memcpy(merged->items, base->items, base->n * sizeof(const wo_node *));
    merged->n = base->n;
    for (size_t c = 0; c < change->n; c++) {
        size_t i = 0;
        while (i < merged->n && strcmp(merged->keys[i]->text, change->keys[c]->text) != 0) {
            i++;
        }
        const bool known = i < merged->n;
        merged->keys[i] = known ? merged->keys[i] : change->keys[c];
        const bool whole = !known || key->object->single;
        merged->items[i] = whole ? change->items[c] : merge_maps(m, key->object, merged->items[i], change->items[c]);
        if (merged->items[i] == NULL) {
            return NULL;
        }
        merged->n += !known;
    }
    return merged;
}

static const wo_node *merge_value(wo_merge *m, const wo_key *key, const wo_node *base, const wo_node *change)
{
    const bool maps = base->kind == WO_NODE_MAP && change->kind == WO_NODE_MAP;
    if (key == NULL) {
        return change;
    }
    if (key->kind == WO_KEY_OBJECT && (maps || wo_node_is_empty(change))) {
        return maps ? merge_maps(m, key->object, base, change) : base;
    }
    if (key->kind == WO_KEY_TABLE && (maps || wo_node_is_empty(change))) {
        return maps ? merge_table(m, key, base, change) : base;
    }
    if (key->kind == WO_KEY_PLACE && maps) {
        return merge_maps(m, NULL, base, change);
    }
    if (key->kind == WO_KEY_LIST && m->variant && key->object->named && base->kind == WO_NODE_LIST &&
        change->kind == WO_NODE_MAP) {
        return merge_named(m, key, base, change);
    }
    return change;
}

/** The key that `word` appends to ("key+"), NULL when it is no such word. */
static const wo_key *appended_key(const wo_merge *m, const wo_object *object, const wo_node *word)
{
    char stem[64];
    const size_t length = strlen(word->text);
    if (!m->variant || object == NULL || length < 2 || length > sizeof stem || word->text[length - 1] != '+') {
        return NULL;
    }
    memcpy(stem, word->text, length - 1);
    stem[length - 1] = '\0';
    return wo_object_key(object, stem);
}

static size_t position_of(const wo_node *map, const char *key)
{
    size_t i = 0;
    while (i < map->n && strcmp(map->keys[i]->text, key) != 0) {
        i++;
    }
    return i;
}

/** Appends to what the merged map has so far, or to what the base says without words. */
static bool append(wo_merge *m, wo_node *merged, const wo_key *key, const wo_node *word, const wo_node *more)
{
    const size_t at = position_of(merged, key->name);
    const wo_node *list = at < merged->n ? merged->items[at] : NULL;
    if (list == NULL && key->fallback != NULL && key->fallback[0] == '=') {
        list = m->announcements;
    }
    if ((key->kind != WO_KEY_LIST && key->kind != WO_KEY_TIMES) || more->kind != WO_NODE_LIST) {
        fault(m, word, "'%s' appends a list to a list", word->text);
        return true;
    }
    wo_node *name = wo_node_scalar(m->arena, key->name, strlen(key->name));
    const wo_node *all = list != NULL && list->kind == WO_NODE_LIST ? concatenate(m, list, more) : more;
    if (name == NULL || all == NULL) {
        return false;
    }
    merged->keys[at] = at < merged->n ? merged->keys[at] : name;
    merged->items[at] = all;
    merged->n += at == merged->n;
    return true;
}

static bool merge_pair(wo_merge *m, const wo_object *object, wo_node *merged, const wo_node *word, const wo_node *value)
{
    const wo_key *key = object != NULL ? wo_object_key(object, word->text) : NULL;
    const wo_key *appended = key == NULL ? appended_key(m, object, word) : NULL;
    if (m->variant && key != NULL && key->common) {
        fault(m, word, "'%s' is the same in all variants; it can only stand at the top of the file", word->text);
        return true;
    }
    if (appended != NULL) {
        return append(m, merged, appended, word, value);
    }
    const size_t at = position_of(merged, word->text);
    const bool known = at < merged->n;
    const wo_node *result = known ? merge_value(m, key, merged->items[at], value) : value;
    if (m->variant && !known && key != NULL && key->kind == WO_KEY_LIST && value->kind == WO_NODE_MAP) {
        fault(m, word, "'%s': the base has none that could be changed by name", word->text);
        return true;
    }
    if (result == NULL) {
        return false;
    }
    merged->keys[at] = known ? merged->keys[at] : word;
    merged->items[at] = result;
    merged->n += !known;
    return true;
}

/** What `+` appends comes after all replacements. */
static bool is_append(const wo_merge *m, const wo_object *object, const wo_node *word)
{
    return appended_key(m, object, word) != NULL;
}

static const wo_node *merge_maps(wo_merge *m, const wo_object *object, const wo_node *base, const wo_node *change)
{
    if (base->kind != WO_NODE_MAP || change->kind != WO_NODE_MAP) {
        return wo_node_is_empty(change) ? base : change;
    }
    wo_node *merged = make_group(m, base, change, base->n + change->n);
    if (merged == NULL) {
        return NULL;
    }
    if (base->n > 0) {
        memcpy(merged->keys, base->keys, base->n * sizeof(const wo_node *));
        memcpy(merged->items, base->items, base->n * sizeof(const wo_node *));
    }
    merged->n = base->n;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t c = 0; c < change->n; c++) {
            const bool later = is_append(m, object, change->keys[c]);
            if (later == (pass == 1) && !merge_pair(m, object, merged, change->keys[c], change->items[c])) {
                return NULL;
            }
        }
    }
    return merged;
}

const wo_node *wo_merge_scenario(wo_merge *merge, const wo_node *base, const wo_node *change)
{
    return merge_maps(merge, &wo_object_scenario, base, change);
}
