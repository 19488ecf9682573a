/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Freeing and copying what the structs of a scenario own, by the schema. */
#include <stdlib.h>
#include <string.h>

#include "schema.h"

void *wo_field(void *object, size_t offset)
{
    return (char *)object + offset;
}

const void *wo_field_const(const void *object, size_t offset)
{
    return (const char *)object + offset;
}

void *wo_field_pointer(const void *object, size_t offset)
{
    void *pointer = NULL;
    memcpy(&pointer, wo_field_const(object, offset), sizeof pointer);
    return pointer;
}

void wo_field_set_pointer(void *object, size_t offset, void *pointer)
{
    memcpy(wo_field(object, offset), &pointer, sizeof pointer);
}

size_t wo_field_size(const void *object, size_t offset)
{
    size_t size = 0;
    memcpy(&size, wo_field_const(object, offset), sizeof size);
    return size;
}

size_t wo_field_behind(const wo_key *key)
{
    return key->offset + sizeof(void *);
}

bool wo_field_present(const wo_key *key, const void *object)
{
    return key->count == 0 || *(const bool *)wo_field_const(object, key->count);
}

static void free_list(const wo_key *key, void *fields)
{
    char *elements = wo_field_pointer(fields, key->offset);
    const size_t n = wo_field_size(fields, key->count);
    for (size_t i = 0; i < n && elements != NULL; i++) {
        void *element = elements + i * key->object->size;
        wo_object_free(key->object, element);
        if (key->kind == WO_KEY_TABLE) {
            free(wo_field_pointer(element, 0));
        }
    }
    free(elements);
}

static void free_field(const wo_key *key, void *fields)
{
    switch (key->kind) {
    case WO_KEY_NAME:
    case WO_KEY_TEXT:
    case WO_KEY_TIMES:
    case WO_KEY_PATH:
        free(wo_field_pointer(fields, key->offset));
        break;
    case WO_KEY_COUNTS:
        free(wo_field_pointer(fields, key->offset));
        free(wo_field_pointer(fields, wo_field_behind(key)));
        wo_field_set_pointer(fields, wo_field_behind(key), NULL);
        break;
    case WO_KEY_LIST:
    case WO_KEY_TABLE:
        free_list(key, fields);
        break;
    case WO_KEY_OBJECT:
        wo_object_free(key->object, wo_field(fields, key->offset));
        return;
    default:
        return;
    }
    wo_field_set_pointer(fields, key->offset, NULL);
}

void wo_object_free(const wo_object *object, void *fields)
{
    for (const wo_key *key = object->keys; key->name != NULL; key++) {
        free_field(key, fields);
    }
}

/** Replaces the memory at the pointer field by a copy of `n` bytes; NULL stays NULL. */
static bool own(void *fields, size_t offset, size_t n)
{
    const void *original = wo_field_pointer(fields, offset);
    void *copy = original != NULL ? malloc(n > 0 ? n : 1) : NULL;
    if (copy != NULL) {
        memcpy(copy, original, n);
    }
    wo_field_set_pointer(fields, offset, copy);
    return copy != NULL || original == NULL;
}

static bool own_text(void *fields, size_t offset)
{
    const char *text = wo_field_pointer(fields, offset);
    return own(fields, offset, text != NULL ? strlen(text) + 1 : 0);
}

static bool own_list(const wo_key *key, void *fields)
{
    const size_t n = wo_field_size(fields, key->count);
    bool done = own(fields, key->offset, n * key->object->size);
    char *elements = wo_field_pointer(fields, key->offset);
    for (size_t i = 0; i < n && elements != NULL; i++) {
        void *element = elements + i * key->object->size;
        if (key->kind == WO_KEY_TABLE) {
            done = own_text(element, 0) && done;
        }
        done = wo_object_own(key->object, element) && done;
    }
    return done;
}

static bool own_field(const wo_key *key, void *fields)
{
    switch (key->kind) {
    case WO_KEY_NAME:
    case WO_KEY_TEXT:
        return own_text(fields, key->offset);
    case WO_KEY_TIMES:
        return own(fields, key->offset, wo_field_size(fields, key->count) * sizeof(wo_ms));
    case WO_KEY_PATH:
        return own(fields, key->offset, wo_field_size(fields, key->count) * sizeof(wo_point));
    case WO_KEY_COUNTS: {
        const size_t n = wo_field_size(fields, key->count);
        const bool times = own(fields, key->offset, n * sizeof(wo_ms));
        return own(fields, wo_field_behind(key), n * sizeof(double)) && times;
    }
    case WO_KEY_LIST:
    case WO_KEY_TABLE:
        return own_list(key, fields);
    case WO_KEY_OBJECT:
        return wo_object_own(key->object, wo_field(fields, key->offset));
    default:
        return true;
    }
}

bool wo_object_own(const wo_object *object, void *fields)
{
    bool done = true;
    for (const wo_key *key = object->keys; key->name != NULL; key++) {
        done = own_field(key, fields) && done;
    }
    return done;
}
