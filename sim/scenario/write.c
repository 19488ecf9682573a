/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scenario as used: the base with all defaults, then what each variant has otherwise. */
#include <stdlib.h>
#include <string.h>

#include "reading.h"
#include "writing.h"

typedef struct writer {
    wo_yaml_text *text;
    const wo_scenario *scenario; /**< being written */
    const wo_scenario *base;     /**< NULL while the base itself is written: then everything is */
    const wo_ledger_entry *next; /**< marks of the base, in the order of writing; NULL for variants */
} writer;

static void write_mark(wo_yaml_text *text, const wo_ledger_entry *entry)
{
    if (entry->mark != WO_MARK_NONE) {
        wo_yaml_text_add(text, ", mark: %s", wo_mark_words[entry->mark]);
    }
    if (entry->source != NULL) {
        wo_yaml_text_add(text, ", source: ");
        wo_yaml_text_quote(text, entry->source);
    }
}

/** Puts the mark of the next ledger entry to the value that begins at `start`. */
static void mark_value(writer *w, size_t start)
{
    const wo_ledger_entry *entry = w->next++;
    const bool by_default = entry->source != NULL && strcmp(entry->source, wo_default_source) == 0;
    if (by_default || (entry->mark == WO_MARK_NONE && entry->source == NULL) || w->text->failed) {
        return;
    }
    if (w->text->data[start] == '{') { /* a shape or place: the mark stands among its keys */
        wo_yaml_text_cut(w->text, w->text->length - 1);
    } else {
        char *value = strdup(w->text->data + start);
        wo_yaml_text_cut(w->text, start);
        wo_yaml_text_add(w->text, "{value: %s", value != NULL ? value : "");
        w->text->failed = w->text->failed || value == NULL;
        free(value);
    }
    write_mark(w->text, entry);
    wo_yaml_text_add(w->text, "}");
}

static void write_marked_pair(writer *w, const wo_key *key, const wo_number *pair)
{
    for (int i = 0; i < 2; i++) {
        wo_yaml_text_add(w->text, i == 0 ? "[" : ", ");
        const size_t start = w->text->length;
        wo_write_number(w->text, key, &pair[i]);
        mark_value(w, start);
    }
    wo_yaml_text_add(w->text, "]");
}

static bool write_value(writer *w, const wo_key *key, const void *fields);

/** A table of single values on one line. */
static void write_table(writer *w, const wo_key *key, const void *fields)
{
    const char *elements = wo_field_pointer(fields, key->offset);
    const size_t n = wo_field_size(fields, key->count);
    for (size_t i = 0; i < n; i++) {
        const void *element = elements + i * key->object->size;
        wo_yaml_text_add(w->text, "%s", i == 0 ? "{" : ", ");
        wo_yaml_text_quote(w->text, wo_field_pointer(element, 0));
        wo_yaml_text_add(w->text, ": ");
        (void)write_value(w, key->object->keys, element);
    }
    wo_yaml_text_add(w->text, n == 0 ? "{}" : "}");
}

static bool write_value(writer *w, const wo_key *key, const void *fields)
{
    const size_t start = w->text->length;
    if (key->kind == WO_KEY_TABLE) {
        write_table(w, key, fields);
        return true;
    }
    if (key->kind == WO_KEY_PAIR && w->next != NULL) {
        write_marked_pair(w, key, wo_field_const(fields, key->offset));
        return true;
    }
    const bool present = wo_write_value(w->text, key, w->scenario, fields);
    if (present && w->next != NULL && wo_key_in_ledger(key)) {
        mark_value(w, start);
    }
    return present;
}

static void write_element(writer *w, const wo_object *object, const void *fields)
{
    const char *before = "{";
    for (const wo_key *key = object->keys; key->name != NULL; key++) {
        const size_t start = w->text->length;
        wo_yaml_text_add(w->text, "%s%s: ", before, key->name);
        if (write_value(w, key, fields)) {
            before = ", ";
        } else {
            wo_yaml_text_cut(w->text, start);
        }
    }
    wo_yaml_text_add(w->text, "}");
}

static void write_elements(writer *w, const wo_key *key, const void *fields, int indent)
{
    const char *elements = wo_field_pointer(fields, key->offset);
    const size_t n = wo_field_size(fields, key->count);
    wo_yaml_text_add(w->text, n == 0 ? " []\n" : "\n");
    for (size_t i = 0; i < n; i++) {
        const void *element = elements + i * key->object->size;
        wo_yaml_text_add(w->text, "%*s", indent + 2, "");
        if (key->kind == WO_KEY_TABLE) {
            wo_yaml_text_quote(w->text, wo_field_pointer(element, 0));
            wo_yaml_text_add(w->text, ": ");
        } else {
            wo_yaml_text_add(w->text, "- ");
        }
        write_element(w, key->object, element);
        wo_yaml_text_add(w->text, "\n");
    }
}

/** Writes " value\n" or the elements below; false when there is nothing to write. */
static bool write_field(writer *w, const wo_key *key, const void *fields, int indent)
{
    if (key->kind == WO_KEY_LIST || key->kind == WO_KEY_TABLE) {
        write_elements(w, key, fields, indent);
        return true;
    }
    wo_yaml_text_add(w->text, " ");
    const bool present = write_value(w, key, fields);
    wo_yaml_text_add(w->text, "\n");
    return present;
}

/** Whether the base writes the same text as stands behind `start`. */
static bool same_in_base(const writer *w, const wo_key *key, const void *base_fields, int indent, size_t start)
{
    wo_yaml_text text = {0};
    writer base = {.text = &text, .scenario = w->base};
    const bool present = write_field(&base, key, base_fields, indent);
    const bool same = present && !text.failed && !w->text->failed && strcmp(text.data, w->text->data + start) == 0;
    w->text->failed = w->text->failed || text.failed;
    wo_yaml_text_free(&text);
    return same;
}

static void write_object(writer *w, const wo_object *object, const void *fields, const void *base_fields, int indent)
{
    for (const wo_key *key = object->keys; key->name != NULL; key++) {
        const size_t start = w->text->length;
        wo_yaml_text_add(w->text, "%*s%s:", indent, "", key->name);
        const size_t behind = w->text->length;
        bool keep = false;
        if (key->kind != WO_KEY_OBJECT) {
            keep = write_field(w, key, fields, indent) &&
                   (base_fields == NULL || !same_in_base(w, key, base_fields, indent, behind));
        } else if (wo_field_present(key, fields)) {
            const bool in_base = base_fields != NULL && wo_field_present(key, base_fields);
            wo_yaml_text_add(w->text, "\n");
            const size_t empty = w->text->length;
            write_object(w, key->object, wo_field_const(fields, key->offset),
                         in_base ? wo_field_const(base_fields, key->offset) : NULL, indent + 2);
            keep = w->text->length > empty;
        }
        if (!keep) {
            wo_yaml_text_cut(w->text, start);
        }
    }
}

/** The text of `scenario` with the deadlines of `told`: its closing, and what it tells people and armies. */
static void write_told(wo_yaml_text *text, const wo_scenario *scenario, const wo_scenario *told)
{
    wo_scenario twin = *scenario; /* borrows all lists but the armies */
    twin.closing = told->closing;
    twin.announcements = told->announcements;
    twin.n_announcements = told->n_announcements;
    twin.armies = calloc(scenario->n_armies + 1, sizeof *twin.armies);
    if (twin.armies == NULL) {
        text->failed = true;
        return;
    }
    for (size_t i = 0; i < scenario->n_armies; i++) {
        twin.armies[i] = scenario->armies[i];
        twin.armies[i].told = i < told->n_armies ? told->armies[i].told : scenario->armies[i].told;
    }
    writer w = {.text = text, .scenario = &twin};
    write_object(&w, &wo_object_scenario, &twin, NULL, 0);
    free(twin.armies);
}

wo_status wo_scenario_differs(const wo_scenario *a, const wo_scenario *b, bool *deadline_only, wo_error *error)
{
    wo_yaml_text first = {0}, second = {0};
    write_told(&first, a, a);
    write_told(&second, b, a);
    const bool failed = first.failed || second.failed;
    *deadline_only = !failed && strcmp(first.data, second.data) == 0;
    wo_yaml_text_free(&first);
    wo_yaml_text_free(&second);
    return failed ? wo_error_set(error, WO_ERR_MEMORY, "no memory for the text of a scenario") : WO_OK;
}

static void write_variants(wo_yaml_text *text, const wo_scenario *base, wo_study *study)
{
    wo_yaml_text_add(text, "variants:\n");
    for (size_t v = 0; v < study->n_variants; v++) {
        wo_scenario *variant = &study->variants[v];
        wo_error error = {0};
        text->failed = wo_scenario_differs(base, variant, &variant->deadline_only, &error) != WO_OK || text->failed;
        wo_yaml_text_add(text, "  ");
        wo_yaml_text_quote(text, variant->variant);
        const size_t behind = text->length;
        wo_yaml_text_add(text, ":\n");
        const size_t empty = text->length;
        writer w = {.text = text, .scenario = variant, .base = base};
        write_object(&w, &wo_object_scenario, variant, base, 4);
        if (text->length == empty) {
            wo_yaml_text_cut(text, behind);
            wo_yaml_text_add(text, ": {}\n");
        }
    }
}

bool wo_write_study(const wo_scenario *base, bool with_variants, wo_study *study)
{
    wo_yaml_text text = {0};
    writer w = {.text = &text, .scenario = base, .next = study->ledger};
    wo_yaml_text_add(&text, "# The scenario as used: every default is written out.\n");
    write_object(&w, &wo_object_scenario, base, NULL, 0);
    if (with_variants) {
        write_variants(&text, base, study);
    }
    if (text.failed) {
        wo_yaml_text_free(&text);
        return false;
    }
    study->used = text.data;
    return true;
}
