/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks maps and lists along the schema. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reading.h"

/** Keys whose misspelt form was found are not missing as well. */
#define MAX_GUESSES 16
typedef struct guesses {
    const char *names[MAX_GUESSES];
    size_t n;
} guesses;

void wo_reading_fault_list(wo_reading *r, const wo_node *node, const char *format, va_list arguments)
{
    const wo_node *place = node != NULL && node->line > 0 ? node : r->here;
    const int line = place != NULL ? place->line : 1;
    const int column = place != NULL ? place->column : 1;
    if (node != NULL && node->file != NULL) {
        char words[1024];
        (void)vsnprintf(words, sizeof words, format, arguments);
        wo_found_add(r->found, line, column, "%s: %s", node->file, words);
    } else {
        wo_found_add_list(r->found, line, column, format, arguments);
    }
}

void wo_reading_fault(wo_reading *r, const wo_node *node, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    wo_reading_fault_list(r, node, format, arguments);
    va_end(arguments);
}

size_t wo_reading_down(wo_reading *r, const char *word)
{
    const size_t before = r->path.length;
    wo_yaml_text_add(&r->path, "%s%s", before > 0 ? "/" : "", word);
    r->failed = r->failed || r->path.failed;
    return before;
}

void wo_reading_up(wo_reading *r, size_t before)
{
    wo_yaml_text_cut(&r->path, before);
}

static void refuse_unknown_key(wo_reading *r, const wo_object *object, const wo_node *key, guesses *guessed)
{
    const size_t length = strlen(key->text);
    char stem[64] = "";
    if (length > 1 && length < sizeof stem && key->text[length - 1] == '+') {
        memcpy(stem, key->text, length - 1);
        if (wo_object_key(object, stem) != NULL) {
            wo_reading_fault(r, key, "'%s' adds to a list within a variant; write '%s' here", key->text, stem);
            return;
        }
    }
    const char *near = wo_object_near_key(object, key->text);
    if (near != NULL) {
        wo_reading_fault(r, key, "unknown key '%.80s' in %s; did you mean '%s'?", key->text, object->title, near);
        if (guessed->n < MAX_GUESSES) {
            guessed->names[guessed->n++] = near;
        }
    } else {
        wo_reading_fault(r, key, "unknown key '%.80s' in %s", key->text, object->title);
    }
}

static bool was_guessed(const guesses *guessed, const char *name)
{
    for (size_t i = 0; i < guessed->n; i++) {
        if (strcmp(guessed->names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static const wo_node *place_of(const wo_node *item)
{
    const wo_node *at = wo_node_get(item, "at");
    return at != NULL && at->kind == WO_NODE_MAP ? at : NULL;
}

const char *wo_element_label(const wo_object *object, const wo_node *item, char label[256])
{
    const wo_node *name = wo_node_get(item, "name");
    if (object->named && name != NULL) {
        return name->kind == WO_NODE_SCALAR ? name->text : NULL;
    }
    if (object->named && wo_node_get(item, "from") != NULL && wo_node_get(item, "to") != NULL) {
        const wo_node *class = wo_node_get(item, "class");
        (void)snprintf(label, 256, "%.80s %.80s to %.80s", class != NULL ? class->text : "car",
                       wo_node_get(item, "from")->text, wo_node_get(item, "to")->text);
        return label;
    }
    const wo_node *section = wo_node_get(place_of(item), "section");
    const wo_node *km = wo_node_get(place_of(item), "km");
    double value = 0.0;
    if (section != NULL && km != NULL && wo_quantity_parse(km->text, WO_DIM_NONE, &value, NULL) == WO_OK &&
        fabs(value) < 1e6) {
        (void)snprintf(label, 256, "%.200s at %lld mm", section->text, llround(value * 1e6));
        return label;
    }
    return NULL;
}

static void refuse_duplicate_names(wo_reading *r, const wo_key *key, const wo_node *list, const char *elements)
{
    wo_names names = {0};
    if (!wo_names_build(&names, elements, list->n, key->object->size, 0)) {
        r->failed = true;
        return;
    }
    for (size_t i = 1; i < names.n; i++) {
        if (strcmp(names.list[i].name, names.list[i - 1].name) == 0) {
            const wo_node *item = list->items[names.list[i].index];
            const wo_node *name = wo_node_get(item, "name");
            wo_reading_fault(r, name != NULL ? name : item, "%s: the name '%.80s' is given twice", key->name,
                             names.list[i].name);
        }
    }
    wo_names_free(&names);
}

static void read_element(wo_reading *r, const wo_key *key, const wo_node *item, size_t i, void *element)
{
    char label[256];
    const char *word = wo_element_label(key->object, item, label);
    if (word == NULL) {
        (void)snprintf(label, sizeof label, "%zu", i);
        word = label;
    }
    const size_t before = wo_reading_down(r, word);
    wo_read_object(r, key->object, item, element);
    wo_reading_up(r, before);
}

/** Room for the elements of a list or table, set in the fields. */
static char *make_elements(wo_reading *r, const wo_key *key, size_t n, void *fields)
{
    char *elements = calloc(n + 1, key->object->size);
    r->failed = r->failed || elements == NULL;
    if (elements != NULL) {
        wo_field_set_pointer(fields, key->offset, elements);
        memcpy(wo_field(fields, key->count), &n, sizeof n);
    }
    return elements;
}

static void read_list(wo_reading *r, const wo_key *key, const wo_node *list, void *fields)
{
    if (wo_node_is_empty(list)) {
        return;
    }
    if (list->kind != WO_NODE_LIST) {
        wo_reading_fault(
            r, list, "'%s': expected a list%s", key->name,
            list->kind == WO_NODE_MAP && key->object->named ? " (only a variant changes elements by their names)" : "");
        return;
    }
    if ((double)list->n > key->high) {
        wo_reading_fault(r, list, "'%s': %zu elements are more than the limit of %.0f", key->name, list->n, key->high);
        return;
    }
    char *elements = make_elements(r, key, list->n, fields);
    for (size_t i = 0; i < list->n && elements != NULL && !wo_found_full(r->found); i++) {
        read_element(r, key, list->items[i], i, elements + i * key->object->size);
    }
    if (elements != NULL && key->object->named) {
        refuse_duplicate_names(r, key, list, elements);
    }
    if (elements != NULL && key->object == &wo_object_section &&
        !wo_names_build(&r->sections, elements, list->n, key->object->size, 0)) {
        r->failed = true;
    }
}

static void read_table(wo_reading *r, const wo_key *key, const wo_node *map, void *fields)
{
    if (map->kind != WO_NODE_MAP) {
        wo_reading_fault(r, map, "'%s': expected a map from names", key->name);
        return;
    }
    if ((double)map->n > key->high) {
        wo_reading_fault(r, map, "'%s': %zu are more than the limit of %.0f", key->name, map->n, key->high);
        return;
    }
    char *elements = make_elements(r, key, map->n, fields);
    for (size_t i = 0; i < map->n && elements != NULL; i++) {
        const char *name = map->keys[i]->text;
        if (name[0] == '\0' || strlen(name) > 64) {
            wo_reading_fault(r, map->keys[i], "'%s': a name of 1 to 64 bytes is expected", key->name);
            name = "?";
        }
        void *element = elements + i * key->object->size;
        char *copy = strdup(name);
        r->failed = r->failed || copy == NULL;
        wo_field_set_pointer(element, 0, copy);
        const size_t before = wo_reading_down(r, name);
        if (key->object->single) {
            wo_key value = *key->object->keys;
            value.name = name;
            wo_clear_value(r, &value, element);
            wo_read_value(r, &value, map->items[i], element);
        } else {
            wo_read_object(r, key->object, map->items[i], element);
        }
        wo_reading_up(r, before);
    }
}

static void read_struct(wo_reading *r, const wo_key *key, const wo_node *map, void *fields)
{
    if (key->count != 0) {
        *(bool *)wo_field(fields, key->count) = true;
    }
    wo_read_object(r, key->object, map, wo_field(fields, key->offset));
}

/** The default as a node; NULL when there is none to read. */
static const wo_node *default_node(wo_reading *r, const wo_key *key)
{
    const char *text = key->fallback;
    if (text == NULL || text[0] == '\0' || text[0] == '=') {
        return NULL;
    }
    if (text[0] != '{') {
        return wo_node_scalar(r->arena, text, strlen(text));
    }
    const wo_node *node = NULL;
    if (wo_yaml_tree(text, strlen(text), true, r->arena, r->found, &node, NULL) != WO_OK) {
        r->failed = true;
    }
    return node;
}

static void read_absent(wo_reading *r, const wo_key *key, const wo_node *map, const guesses *guessed, void *fields)
{
    static const wo_node nothing = {.kind = WO_NODE_MAP, .text = ""};
    const bool structure = key->kind == WO_KEY_OBJECT || key->kind == WO_KEY_LIST || key->kind == WO_KEY_TABLE;
    if (key->fallback == NULL && !was_guessed(guessed, key->name)) {
        wo_reading_fault(r, map, "'%s' is missing: %s", key->name, key->sentence);
    }
    if (key->kind == WO_KEY_OBJECT && key->count == 0 && key->fallback != NULL) {
        wo_read_object(r, key->object, &nothing, wo_field(fields, key->offset));
    }
    if (structure) {
        return;
    }
    const wo_node *node = default_node(r, key);
    if (node != NULL) {
        wo_read_value(r, key, node, fields);
    }
}

void wo_read_fallbacks(wo_reading *r, const wo_object *object, void *fields)
{
    for (const wo_key *key = object->keys; key->name != NULL; key++) {
        const size_t before = wo_reading_down(r, key->name);
        const wo_node *node = default_node(r, key);
        wo_clear_value(r, key, fields);
        if (node != NULL) {
            wo_read_value(r, key, node, fields);
        }
        wo_reading_up(r, before);
    }
}

static void read_key(wo_reading *r, const wo_key *key, const wo_node *map, const guesses *guessed, void *fields)
{
    const wo_node *node = wo_node_get(map, key->name);
    const size_t before = wo_reading_down(r, key->name);
    wo_clear_value(r, key, fields);
    if (node == NULL) {
        read_absent(r, key, map, guessed, fields);
    } else if (key->kind == WO_KEY_OBJECT) {
        read_struct(r, key, node, fields);
    } else if (key->kind == WO_KEY_LIST) {
        read_list(r, key, node, fields);
    } else if (key->kind == WO_KEY_TABLE) {
        read_table(r, key, node, fields);
    } else {
        wo_read_value(r, key, node, fields);
    }
    wo_reading_up(r, before);
}

void wo_read_object(wo_reading *r, const wo_object *object, const wo_node *map, void *fields)
{
    const wo_node *around = r->here;
    guesses guessed = {.n = 0};
    if (map->line > 0) {
        r->here = map;
    }
    if (map->kind != WO_NODE_MAP && !wo_node_is_empty(map)) {
        wo_reading_fault(r, map, "%s: expected a map of keys, found a %s", object->title,
                         map->kind == WO_NODE_LIST ? "list" : "single value");
        for (const wo_key *key = object->keys; key->name != NULL; key++) {
            wo_clear_value(r, key, fields);
        }
        r->here = around;
        return;
    }
    const size_t n = map->kind == WO_NODE_MAP ? map->n : 0;
    for (size_t i = 0; i < n; i++) {
        const char *word = map->keys[i]->text;
        if (strcmp(word, "mark") != 0 && strcmp(word, "source") != 0 && wo_object_key(object, word) == NULL) {
            refuse_unknown_key(r, object, map->keys[i], &guessed);
        }
    }
    wo_read_mark(r, map);
    for (const wo_key *key = object->keys; key->name != NULL; key++) {
        read_key(r, key, map, &guessed, fields);
    }
    r->here = around;
}
