/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every value with its mark: what a source reports, what is derived, what is assumed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reading.h"
#include "writing.h"

const char wo_default_source[] = "default of wayout";

typedef struct walk {
    const wo_scenario *scenario;
    wo_study *study;
    int first_line, last_line; /* of the variant: only what it writes itself; 0 = the base, defaults too */
    wo_yaml_text path;
    bool failed;
} walk;

enum { LEDGER_STEP = 64 };

/** Mark and source in force for the values of a map. */
typedef struct origin_of_value {
    wo_mark mark;
    const char *source;
} origin_of_value;

bool wo_key_in_ledger(const wo_key *key)
{
    switch (key->kind) {
    case WO_KEY_VERSION:
    case WO_KEY_VARIANTS:
    case WO_KEY_FILE:
    case WO_KEY_NAME:
    case WO_KEY_TEXT:
    case WO_KEY_OBJECT:
    case WO_KEY_LIST:
    case WO_KEY_TABLE:
        return false;
    default:
        return true;
    }
}

static origin_of_value inherit(const wo_node *map, origin_of_value from)
{
    const wo_node *mark = wo_node_get(map, "mark");
    const wo_node *source = wo_node_get(map, "source");
    return (origin_of_value){mark != NULL ? wo_mark_of_word(mark->text) : from.mark,
                             source != NULL ? source->text : from.source};
}

static size_t down(walk *w, const char *word)
{
    const size_t before = w->path.length;
    wo_yaml_text_add(&w->path, "%s%s", before > 0 ? "/" : "", word);
    return before;
}

static char *copy_text(walk *w, const char *text)
{
    char *copy = text != NULL ? strdup(text) : NULL;
    w->failed = w->failed || (text != NULL && copy == NULL);
    return copy;
}

static void add_entry(walk *w, const char *value, const wo_node *node, origin_of_value from)
{
    wo_study *study = w->study;
    const bool written = node != NULL && node->line > 0;
    if (w->first_line > 0 && !(written && node->line >= w->first_line && node->line <= w->last_line)) {
        return;
    }
    if (study->n_ledger % LEDGER_STEP == 0) {
        wo_ledger_entry *ledger = realloc(study->ledger, (study->n_ledger + LEDGER_STEP) * sizeof *ledger);
        if (ledger == NULL) {
            w->failed = true;
            return;
        }
        study->ledger = ledger;
    }
    const origin_of_value found = written ? inherit(node, from) : (origin_of_value){WO_MARK_ASSUMED, wo_default_source};
    study->ledger[study->n_ledger++] = (wo_ledger_entry){.path = copy_text(w, w->path.data),
                                                         .value = copy_text(w, value != NULL ? value : ""),
                                                         .source = copy_text(w, found.source),
                                                         .mark = found.mark,
                                                         .line = written ? node->line : 0};
}

static void add_pair(walk *w, const wo_key *key, const wo_number *pair, const wo_node *node, origin_of_value from)
{
    const wo_node *inner = wo_node_get(node, "value") != NULL ? wo_node_get(node, "value") : node;
    const origin_of_value around = inherit(node, from);
    for (int i = 0; i < 2; i++) {
        wo_yaml_text value = {0};
        const size_t before = down(w, i == 0 ? "from" : "to");
        wo_write_number(&value, key, &pair[i]);
        add_entry(w, value.data, inner != NULL && inner->kind == WO_NODE_LIST ? inner->items[i] : NULL, around);
        wo_yaml_text_cut(&w->path, before);
        wo_yaml_text_free(&value);
    }
}

static void add_value(walk *w, const wo_key *key, const void *fields, const wo_node *node, origin_of_value from)
{
    wo_yaml_text value = {0};
    if (key->kind == WO_KEY_PAIR) {
        add_pair(w, key, wo_field_const(fields, key->offset), node, from);
    } else if (wo_key_in_ledger(key) && wo_write_value(&value, key, w->scenario, fields)) {
        add_entry(w, value.data, node, from);
    }
    w->failed = w->failed || value.failed;
    wo_yaml_text_free(&value);
}

static void walk_object(walk *w, const wo_object *object, const void *fields, const wo_node *map, origin_of_value from);

static void walk_elements(walk *w, const wo_key *key, const void *fields, const wo_node *node, origin_of_value from)
{
    const char *elements = wo_field_pointer(fields, key->offset);
    const size_t n = wo_field_size(fields, key->count);
    for (size_t i = 0; i < n; i++) {
        const void *element = elements + i * key->object->size;
        const wo_node *item = node != NULL && i < node->n ? node->items[i] : NULL;
        char label[256];
        const char *word = key->kind == WO_KEY_TABLE ? (const char *)wo_field_pointer(element, 0)
                           : item != NULL            ? wo_element_label(key->object, item, label)
                                                     : NULL;
        if (word == NULL) {
            (void)snprintf(label, sizeof label, "%zu", i);
            word = label;
        }
        const size_t before = down(w, word);
        if (key->object->single) {
            add_value(w, key->object->keys, element, item, from);
        } else {
            walk_object(w, key->object, element, item, from);
        }
        wo_yaml_text_cut(&w->path, before);
    }
}

static void walk_object(walk *w, const wo_object *object, const void *fields, const wo_node *map, origin_of_value from)
{
    const origin_of_value here = inherit(map, from);
    for (const wo_key *key = object->keys; key->name != NULL; key++) {
        const wo_node *node = wo_node_get(map, key->name);
        const size_t before = down(w, key->name);
        if (key->kind == WO_KEY_OBJECT) {
            if (wo_field_present(key, fields)) {
                walk_object(w, key->object, wo_field_const(fields, key->offset), node, here);
            }
        } else if (key->kind == WO_KEY_LIST || key->kind == WO_KEY_TABLE) {
            walk_elements(w, key, fields, node, here);
        } else {
            add_value(w, key, fields, node, here);
        }
        wo_yaml_text_cut(&w->path, before);
    }
}

static bool walk_tree(walk *w, const wo_node *tree)
{
    walk_object(w, &wo_object_scenario, w->scenario, tree, (origin_of_value){WO_MARK_NONE, NULL});
    const bool done = !w->failed && !w->path.failed;
    wo_yaml_text_free(&w->path);
    return done;
}

bool wo_ledger_add_base(wo_study *study, const wo_scenario *base, const wo_node *tree)
{
    walk w = {.scenario = base, .study = study};
    return walk_tree(&w, tree);
}

bool wo_ledger_add_variant(wo_study *study, const wo_scenario *variant, const wo_node *tree, int first_line,
                           int last_line)
{
    walk w = {.scenario = variant, .study = study, .first_line = first_line, .last_line = last_line};
    (void)down(&w, "variants");
    (void)down(&w, variant->variant);
    return walk_tree(&w, tree);
}
