/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values other than numbers: texts, choices, instants, places, classes. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reading.h"

#define LONGEST_NAME 200
#define LONGEST_TEXT 2000
#define LONGEST_DAYS 49

/* 0 to 49 days after the start in ms, or a sentence that says why not. */
static const char *instant_to_ms(wo_instant start, wo_instant instant, wo_ms *ms)
{
    const int64_t after = instant.unix_ms - start.unix_ms;
    if (after < 0) {
        return "is before the start";
    }
    if (after > (int64_t)LONGEST_DAYS * WO_DAY_MS) {
        return "is more than 49 days after the start";
    }
    *ms = (wo_ms)after;
    return NULL;
}

static bool read_scalar(wo_reading *r, const wo_key *key, const wo_node *node, const char *expected)
{
    if (node->kind != WO_NODE_SCALAR) {
        wo_reading_fault(r, node, "'%s': expected %s, found a %s", key->name, expected,
                         node->kind == WO_NODE_LIST ? "list" : "map");
    }
    return node->kind == WO_NODE_SCALAR;
}

static void read_text(wo_reading *r, const wo_key *key, const wo_node *node, void *fields)
{
    const size_t longest = key->kind == WO_KEY_NAME ? LONGEST_NAME : LONGEST_TEXT;
    if (!read_scalar(r, key, node, "a text")) {
        return;
    }
    if (node->text[0] == '\0' || strlen(node->text) > longest) {
        wo_reading_fault(r, node, "'%s': a text of 1 to %zu bytes is expected", key->name, longest);
        return;
    }
    char *copy = strdup(node->text);
    r->failed = r->failed || copy == NULL;
    wo_field_set_pointer(fields, key->offset, copy);
}

static void read_version(wo_reading *r, const wo_key *key, const wo_node *node)
{
    if (read_scalar(r, key, node, "the version of the format") && strcmp(node->text, "1") != 0) {
        wo_reading_fault(r, node, "version '%.40s' of the scenario format is not known; this program reads version 1",
                         node->text);
    }
}

static void read_whole(wo_reading *r, const wo_key *key, const wo_node *node, int *whole)
{
    wo_key count = *key;
    count.dimension = WO_DIM_COUNT;
    double value = 0.0;
    *whole = wo_read_quantity(r, &count, node, &value) ? (int)value : (int)key->low;
}

static void list_words(const char *const *words, char *text, size_t size)
{
    size_t n = 0;
    text[0] = '\0';
    for (size_t i = 0; words[i] != NULL && n < size; i++) {
        const int more = snprintf(text + n, size - n, "%s%s", i > 0 ? ", " : "", words[i]);
        n += more > 0 ? (size_t)more : 0;
    }
}

static void read_choice(wo_reading *r, const wo_key *key, const wo_node *node, void *field)
{
    char known[128];
    list_words(key->words, known, sizeof known);
    int value = (int)key->low;
    memcpy(field, &value, sizeof value);
    if (!read_scalar(r, key, node, known)) {
        return;
    }
    for (int i = 0; key->words[i] != NULL; i++) {
        if (strcmp(key->words[i], node->text) == 0) {
            value = (int)key->low + i;
            memcpy(field, &value, sizeof value);
            return;
        }
    }
    const char *near = wo_did_you_mean(node->text, key->words);
    wo_reading_fault(r, node, "'%s': '%.60s' is none of %s%s%s%s", key->name, node->text, known,
                     near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static void read_flag(wo_reading *r, const wo_key *key, const wo_node *node, bool *flag)
{
    *flag = false;
    if (!read_scalar(r, key, node, "yes or no")) {
        return;
    }
    *flag = strcmp(node->text, "yes") == 0;
    if (!*flag && strcmp(node->text, "no") != 0) {
        wo_reading_fault(r, node, "'%s': '%.60s' is neither yes nor no", key->name, node->text);
    }
}

static bool read_wall_time(wo_reading *r, const wo_key *key, const wo_node *node, wo_instant *instant)
{
    wo_error error = {0};
    if (!read_scalar(r, key, node, "a time such as 2020-11-10T01:00:00+04:00")) {
        return false;
    }
    if (wo_instant_parse(node->text, instant, &error) != WO_OK) {
        wo_reading_fault(r, node, "'%s': %s", key->name, error.message);
        return false;
    }
    return true;
}

static void read_start(wo_reading *r, const wo_key *key, const wo_node *node, wo_instant *start)
{
    r->start_known = read_wall_time(r, key, node, start);
}

static void read_instant(wo_reading *r, const wo_key *key, const wo_node *node, wo_ms *ms)
{
    wo_instant instant = {0};
    *ms = WO_NEVER;
    if (!read_wall_time(r, key, node, &instant) || !r->start_known) {
        return;
    }
    const char *fault = instant_to_ms(r->scenario->start, instant, ms);
    if (fault != NULL) {
        wo_reading_fault(r, node, "'%s': %.60s %s", key->name, node->text, fault);
    }
}

static void read_span(wo_reading *r, const wo_key *key, const wo_node *node, void *fields)
{
    wo_ms *from = wo_field(fields, key->offset);
    wo_ms *to = wo_field(fields, key->count);
    if (node->kind != WO_NODE_LIST || node->n != 2) {
        wo_reading_fault(r, node, "'%s': expected two times, [from, to]", key->name);
        return;
    }
    read_instant(r, key, node->items[0], from);
    read_instant(r, key, node->items[1], to);
    if (*from != WO_NEVER && *to != WO_NEVER && *from >= *to) {
        wo_reading_fault(r, node, "'%s': the first time must be before the second", key->name);
    }
}

static void read_times(wo_reading *r, const wo_key *key, const wo_node *node, void *fields)
{
    if (node->kind != WO_NODE_LIST || (double)node->n > key->high) {
        wo_reading_fault(r, node, "'%s': expected a list of at most %.0f times", key->name, key->high);
        return;
    }
    wo_ms *times = calloc(node->n + 1, sizeof *times);
    if (times == NULL) {
        r->failed = true;
        return;
    }
    for (size_t i = 0; i < node->n; i++) {
        read_instant(r, key, node->items[i], &times[i]);
        if (i > 0 && times[i] != WO_NEVER && times[i - 1] != WO_NEVER && times[i] < times[i - 1]) {
            wo_reading_fault(r, node->items[i], "'%s': the times are not in order", key->name);
        }
    }
    wo_field_set_pointer(fields, key->offset, times);
    memcpy(wo_field(fields, key->count), &node->n, sizeof node->n);
}

/** A point of [[instant, count], ...]; both grow. */
static void read_count(wo_reading *r, const wo_key *key, const wo_node *pair, size_t i, wo_ms *times, double *counts)
{
    const wo_key count = {.name = key->name, .dimension = WO_DIM_NONE, .low = 0, .high = 1e9};
    times[i] = WO_NEVER;
    counts[i] = NAN;
    if (pair->kind != WO_NODE_LIST || pair->n != 2) {
        wo_reading_fault(r, pair, "'%s': expected [instant, count]", key->name);
        return;
    }
    read_instant(r, key, pair->items[0], &times[i]);
    (void)wo_read_quantity(r, &count, pair->items[1], &counts[i]);
    if (i > 0 && times[i] != WO_NEVER && times[i - 1] != WO_NEVER && times[i] <= times[i - 1]) {
        wo_reading_fault(r, pair, "'%s': the times are not in order", key->name);
    }
    if (i > 0 && counts[i] < counts[i - 1]) {
        wo_reading_fault(r, pair, "'%s': %g after %g: all since the start are counted, which cannot become fewer",
                         key->name, counts[i], counts[i - 1]);
    }
}

static void read_counts(wo_reading *r, const wo_key *key, const wo_node *node, void *fields)
{
    if (node->kind != WO_NODE_LIST || node->n == 0 || (double)node->n > key->high) {
        wo_reading_fault(r, node, "'%s': expected a list of 1 to %.0f pairs [instant, count]", key->name, key->high);
        return;
    }
    wo_ms *times = calloc(node->n, sizeof *times);
    double *counts = calloc(node->n, sizeof *counts);
    if (times == NULL || counts == NULL) {
        r->failed = true;
        free(times);
        free(counts);
        return;
    }
    for (size_t i = 0; i < node->n; i++) {
        read_count(r, key, node->items[i], i, times, counts);
    }
    wo_field_set_pointer(fields, key->offset, times);
    wo_field_set_pointer(fields, wo_field_behind(key), counts);
    memcpy(wo_field(fields, key->count), &node->n, sizeof node->n);
}

static void read_point(wo_reading *r, const wo_key *key, const wo_node *pair, wo_point *point)
{
    const wo_key latitude = {.name = key->name, .dimension = WO_DIM_NONE, .low = -90, .high = 90};
    const wo_key longitude = {.name = key->name, .dimension = WO_DIM_NONE, .low = -180, .high = 180};
    *point = (wo_point){NAN, NAN};
    if (pair->kind != WO_NODE_LIST || pair->n != 2) {
        wo_reading_fault(r, pair, "'%s': expected [latitude, longitude]", key->name);
        return;
    }
    (void)wo_read_quantity(r, &latitude, pair->items[0], &point->latitude_deg);
    (void)wo_read_quantity(r, &longitude, pair->items[1], &point->longitude_deg);
}

static void read_path(wo_reading *r, const wo_key *key, const wo_node *node, void *fields)
{
    if (node->kind != WO_NODE_LIST || node->n < 2 || (double)node->n > key->high) {
        wo_reading_fault(r, node, "'%s': expected a list of 2 to %.0f points [latitude, longitude]", key->name,
                         key->high);
        return;
    }
    wo_point *path = calloc(node->n, sizeof *path);
    if (path == NULL) {
        r->failed = true;
        return;
    }
    for (size_t i = 0; i < node->n; i++) {
        read_point(r, key, node->items[i], &path[i]);
        if (i > 0 && path[i].latitude_deg == path[i - 1].latitude_deg &&
            path[i].longitude_deg == path[i - 1].longitude_deg) {
            wo_reading_fault(r, node->items[i], "'%s': the same point twice in a row", key->name);
        }
        if (i > 0 && fabs(path[i].longitude_deg - path[i - 1].longitude_deg) > 180.0) {
            wo_reading_fault(r, node->items[i], "'%s': a map cannot show a road across the 180th meridian", key->name);
        }
    }
    wo_field_set_pointer(fields, key->offset, path);
    memcpy(wo_field(fields, key->count), &node->n, sizeof node->n);
}

static void read_section(wo_reading *r, const wo_key *key, const wo_node *node, int *section)
{
    *section = -1;
    if (!read_scalar(r, key, node, "the name of a section")) {
        return;
    }
    *section = wo_names_find(&r->sections, node->text);
    if (*section < 0) {
        char hint[128];
        wo_names_hint(&r->sections, node->text, hint);
        wo_reading_fault(r, node, "'%s': there is no section '%.80s'%s", key->name, node->text, hint);
    }
}

static void read_place(wo_reading *r, const wo_key *key, const wo_node *node, void *fields)
{
    static const wo_key km_key = {.name = "km", .dimension = WO_DIM_NONE, .low = 0, .high = 1000};
    static const char *const words[] = {"section", "km", "mark", "source", NULL};
    wo_place *place = wo_field(fields, key->offset);
    *place = (wo_place){-1, NAN};
    if (key->count != 0) {
        *(bool *)wo_field(fields, key->count) = false;
    }
    const wo_node *section = wo_node_get(node, "section");
    const wo_node *km = wo_node_get(node, "km");
    if (section == NULL || km == NULL) {
        wo_reading_fault(r, node, "'%s': expected a place such as {section: pass, km: 18}", key->name);
        return;
    }
    for (size_t i = 0; i < node->n; i++) {
        const char *word = node->keys[i]->text;
        if (strcmp(word, words[0]) != 0 && strcmp(word, words[1]) != 0 && strcmp(word, words[2]) != 0 &&
            strcmp(word, words[3]) != 0) {
            wo_reading_fault(r, node->keys[i], "unknown key '%.60s' in a place", word);
        }
    }
    wo_read_mark(r, node);
    read_section(r, key, section, &place->section);
    double value = 0.0;
    if (wo_read_quantity(r, &km_key, km, &value)) {
        place->m = value * 1000.0;
    }
}

static void read_class(wo_reading *r, const wo_key *key, const wo_node *node, int *index)
{
    *index = -1;
    if (!read_scalar(r, key, node, "the name of a class")) {
        return;
    }
    const char *names[WO_MAX_CLASSES + 1] = {NULL};
    for (size_t i = 0; i < r->scenario->n_classes; i++) {
        names[i] = r->scenario->classes[i].name;
        if (names[i] != NULL && strcmp(names[i], node->text) == 0) {
            *index = (int)i;
            return;
        }
    }
    const char *near = wo_did_you_mean(node->text, names);
    wo_reading_fault(r, node, "'%s': there is no class '%.60s'%s%s%s", key->name, node->text,
                     near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static void read_pair(wo_reading *r, const wo_key *key, const wo_node *node, wo_number *pair)
{
    const bool both = node->line == 0; /* the default holds for both */
    if (!both && (node->kind != WO_NODE_LIST || node->n != 2)) {
        wo_reading_fault(r, node, "'%s': expected a list of two, [from, to]", key->name);
        return;
    }
    for (int i = 0; i < 2; i++) {
        const size_t before = wo_reading_down(r, i == 0 ? "from" : "to");
        wo_read_number(r, key, both ? node : node->items[i], &pair[i]);
        wo_reading_up(r, before);
    }
}

/** The value within {value: ., mark: ., source: .}; numbers and places look into their maps themselves. */
static const wo_node *unwrap(wo_reading *r, const wo_key *key, const wo_node *node)
{
    const bool own_map = key->kind == WO_KEY_NUMBER || key->kind == WO_KEY_EVENT || key->kind == WO_KEY_PLACE;
    const wo_node *value = own_map ? NULL : wo_node_get(node, "value");
    if (value == NULL) {
        return node;
    }
    for (size_t i = 0; i < node->n; i++) {
        const char *word = node->keys[i]->text;
        if (strcmp(word, "value") != 0 && strcmp(word, "mark") != 0 && strcmp(word, "source") != 0) {
            wo_reading_fault(r, node->keys[i], "'%s': unknown key '%.60s' beside 'value'", key->name, word);
        }
    }
    wo_read_mark(r, node);
    return value;
}

/** Values that are lists. */
static void read_list(wo_reading *r, const wo_key *key, const wo_node *node, void *fields)
{
    if (key->kind == WO_KEY_PAIR) {
        read_pair(r, key, node, wo_field(fields, key->offset));
    } else if (key->kind == WO_KEY_SPAN) {
        read_span(r, key, node, fields);
    } else if (key->kind == WO_KEY_PATH) {
        read_path(r, key, node, fields);
    } else if (key->kind == WO_KEY_TIMES) {
        read_times(r, key, node, fields);
    } else {
        read_counts(r, key, node, fields);
    }
}

void wo_read_value(wo_reading *r, const wo_key *key, const wo_node *node, void *fields)
{
    void *field = wo_field(fields, key->offset);
    node = unwrap(r, key, node);
    switch (key->kind) {
    case WO_KEY_VERSION:
        read_version(r, key, node);
        break;
    case WO_KEY_NAME:
    case WO_KEY_TEXT:
        read_text(r, key, node, fields);
        break;
    case WO_KEY_NUMBER:
        wo_read_number(r, key, node, field);
        break;
    case WO_KEY_EVENT:
        wo_read_event(r, key, node, field);
        break;
    case WO_KEY_REAL:
        (void)wo_read_quantity(r, key, node, field);
        break;
    case WO_KEY_WHOLE:
        read_whole(r, key, node, field);
        break;
    case WO_KEY_FLAG:
        read_flag(r, key, node, field);
        break;
    case WO_KEY_CHOICE:
        read_choice(r, key, node, field);
        break;
    case WO_KEY_START:
        read_start(r, key, node, field);
        break;
    case WO_KEY_INSTANT:
        read_instant(r, key, node, field);
        break;
    case WO_KEY_PAIR:
    case WO_KEY_SPAN:
    case WO_KEY_TIMES:
    case WO_KEY_COUNTS:
    case WO_KEY_PATH:
        read_list(r, key, node, fields);
        break;
    case WO_KEY_SECTION:
        read_section(r, key, node, field);
        break;
    case WO_KEY_PLACE:
        read_place(r, key, node, fields);
        break;
    case WO_KEY_CLASS:
        read_class(r, key, node, field);
        break;
    default:
        break;
    }
}

static void clear_number(const wo_reading *r, wo_number *number, const wo_key *key)
{
    *number = (wo_number){.shape = WO_SHAPE_FIXED,
                          .p = {NAN, 0.0, 0.0},
                          .low = key->low,
                          .high = key->high,
                          .path = wo_hash_text(r->path.data != NULL ? r->path.data : "")};
}

void wo_clear_value(const wo_reading *r, const wo_key *key, void *fields)
{
    void *field = wo_field(fields, key->offset);
    switch (key->kind) {
    case WO_KEY_PAIR:
        clear_number(r, (wo_number *)field + 1, key);
        clear_number(r, field, key);
        break;
    case WO_KEY_NUMBER:
        clear_number(r, field, key);
        break;
    case WO_KEY_EVENT:
        clear_number(r, ((wo_distribution *)field)->p, key);
        break;
    case WO_KEY_REAL:
        *(double *)field = NAN;
        break;
    case WO_KEY_SPAN:
        *(wo_ms *)wo_field(fields, key->count) = WO_NEVER;
        *(wo_ms *)field = WO_NEVER;
        break;
    case WO_KEY_INSTANT:
        *(wo_ms *)field = WO_NEVER;
        break;
    case WO_KEY_PLACE:
        *(wo_place *)field = (wo_place){key->count != 0 ? 0 : -1, key->count != 0 ? 0.0 : NAN};
        if (key->count != 0) {
            *(bool *)wo_field(fields, key->count) = true;
        }
        break;
    case WO_KEY_SECTION:
    case WO_KEY_CLASS:
        *(int *)field = -1;
        break;
    case WO_KEY_WHOLE:
        *(int *)field = (int)key->low;
        break;
    default:
        break; /* zero */
    }
}
