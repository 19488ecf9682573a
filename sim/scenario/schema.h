/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file schema.h
 *  The table of all scenario keys. It drives reading, checking, copying, writing back and the printed reference.
 *  Private to the scenario layer. */
#ifndef WAYOUT_SCENARIO_SCHEMA_H
#define WAYOUT_SCENARIO_SCHEMA_H

#include "wayout/scenario.h"

typedef enum wo_key_kind {
    WO_KEY_VERSION,  /**< no field; must be 1 */
    WO_KEY_VARIANTS, /**< no field; read by study.c */
    WO_KEY_NAME,     /**< char *, short */
    WO_KEY_TEXT,     /**< char * */
    WO_KEY_NUMBER,   /**< wo_number */
    WO_KEY_PAIR,     /**< two wo_number, one behind the other: [from, to] */
    WO_KEY_EVENT,    /**< wo_distribution */
    WO_KEY_REAL,     /**< double, never uncertain; absent = NaN */
    WO_KEY_WHOLE,    /**< int */
    WO_KEY_FLAG,     /**< bool; yes or no */
    WO_KEY_CHOICE,   /**< enum; `words`, the first of which has the value `low` */
    WO_KEY_START,    /**< wo_instant */
    WO_KEY_INSTANT,  /**< wo_ms; absent = WO_NEVER */
    WO_KEY_SPAN,     /**< wo_ms at `offset` and at `count`: [from, to] */
    WO_KEY_TIMES,    /**< wo_ms *, size_t at `count` */
    WO_KEY_COUNTS,   /**< wo_ms * and, behind it, double *; size_t at `count`; [[instant, count], ...] */
    WO_KEY_PATH,     /**< wo_point *, size_t at `count`; [[latitude, longitude], ...] */
    WO_KEY_FILE,     /**< no field; files.c has put what the file says under another key */
    WO_KEY_SECTION,  /**< int, index of a section */
    WO_KEY_PLACE,    /**< wo_place; `count`, if not 0: a bool that says it is absent */
    WO_KEY_CLASS,    /**< int, index of a class */
    WO_KEY_OBJECT,   /**< a struct; `count`, if not 0: a bool that says it is there */
    WO_KEY_LIST,     /**< pointer to structs, size_t at `count`; at most `high` */
    WO_KEY_TABLE     /**< the same, written as a map from the name */
} wo_key_kind;

typedef struct wo_object wo_object;

typedef struct wo_key {
    const char *name; /**< NULL ends a list of keys */
    wo_key_kind kind;
    wo_dimension dimension;
    double low, high;     /**< allowed range, SI */
    const char *fallback; /**< default as one would write it; NULL: required; "": may be absent;
                               "=words": follows from other values as the words say */
    size_t offset, count; /**< of the field in its struct */
    const wo_object *object;
    const char *const *words;
    bool common; /**< the same in all variants */
    const char *sentence;
} wo_key;

struct wo_object {
    const char *title; /**< heading in the reference */
    size_t size;
    bool named; /**< its first key is its name, by which variants change it */
    bool
        single; /**< in a table: not a map of keys, but the value of its only key; its name comes first in the struct */
    const wo_key *keys;
};

extern const wo_object wo_object_scenario, wo_object_road, wo_object_section, wo_object_class, wo_object_announcement,
    wo_object_climate, wo_object_state, wo_object_incidents, wo_object_observed;
/** `outbound, inbound, both`, the first of which is WO_SIDE_OUTBOUND. */
extern const char *const wo_side_words[];
/** Built-in classes and states of the weather, in the notation of a scenario file. */
extern const char wo_builtin_classes[], wo_builtin_states[];

/** NULL when there is no such key. */
const wo_key *wo_object_key(const wo_object *object, const char *name);
/** The nearest name, NULL when none is near. */
const char *wo_object_near_key(const wo_object *object, const char *name);

/** Field access without regard to its type. */
void *wo_field(void *object, size_t offset);
const void *wo_field_const(const void *object, size_t offset);
/** The pointer stored in a field (a char *, the elements of a list). */
void *wo_field_pointer(const void *object, size_t offset);
void wo_field_set_pointer(void *object, size_t offset, void *pointer);
size_t wo_field_size(const void *object, size_t offset);
/** Offset of the second pointer of WO_KEY_COUNTS. */
size_t wo_field_behind(const wo_key *key);
/** Whether an optional struct is there. */
bool wo_field_present(const wo_key *key, const void *object);

/** Frees all that the struct owns and clears it. */
void wo_object_free(const wo_object *object, void *fields);
/** Replaces everything that the struct owns, and so far shares with its original, by copies; false when there is no
 *  memory, then what could not be copied is NULL. */
bool wo_object_own(const wo_object *object, void *fields);

#endif
