/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file reading.h
 *  From the tree of a variant to its wo_scenario. Private to the scenario layer. */
#ifndef WAYOUT_SCENARIO_READING_H
#define WAYOUT_SCENARIO_READING_H

#include "problems.h"
#include "schema.h"
#include "tree.h"
#include "yaml_text.h"

/** Names with their positions, in alphabetical order. Zero-initialise. */
typedef struct wo_names {
    struct wo_named {
        const char *name;
        int index;
    } * list;
    size_t n;
} wo_names;

/** Collects the names (char * at `offset`) of `n` structs of `size` bytes; NULL names are left out. */
bool wo_names_build(wo_names *names, const void *elements, size_t n, size_t size, size_t offset);
/** Index of the first struct of that name, -1 when there is none. */
int wo_names_find(const wo_names *names, const char *name);
/** "; did you mean '...'?" or "". */
void wo_names_hint(const wo_names *names, const char *name, char hint[128]);
void wo_names_free(wo_names *names);

typedef struct wo_reading {
    wo_found *found;
    wo_arena *arena;
    const wo_node *root; /**< with the built-in classes and the changes of the variant */
    wo_scenario *scenario;
    wo_yaml_text path;   /**< of the value being read, "origins/Karvachar/households" */
    const wo_node *here; /**< where the map being read was written */
    wo_names sections;
    bool start_known;
    bool exit_known; /**< set by wo_check_road */
    bool failed;     /**< no memory */
} wo_reading;

/** Reports a fault at a node; at the map around it when the node is built in. What a file named in the scenario says is
 *  reported where it is named, with the line of that file. */
void wo_reading_fault(wo_reading *r, const wo_node *node, const char *format, ...) WO_PRINTF(3, 4);
void wo_reading_fault_list(wo_reading *r, const wo_node *node, const char *format, va_list arguments) WO_PRINTF(3, 0);
/** Goes down to `word` of the path; returns what wo_reading_up needs. */
size_t wo_reading_down(wo_reading *r, const char *word);
void wo_reading_up(wo_reading *r, size_t before);

/** Reads a map into its struct (zeroed before). */
void wo_read_object(wo_reading *r, const wo_object *object, const wo_node *map, void *fields);
/** Fills a struct of single values with their defaults; those without one are absent. */
void wo_read_fallbacks(wo_reading *r, const wo_object *object, void *fields);
/** Reads a value that is no list of structs and no struct. */
void wo_read_value(wo_reading *r, const wo_key *key, const wo_node *node, void *fields);
/** Marks the field as absent or faulty: NaN, WO_NEVER, NULL, -1. */
void wo_clear_value(const wo_reading *r, const wo_key *key, void *fields);
void wo_read_number(wo_reading *r, const wo_key *key, const wo_node *node, wo_number *number);
void wo_read_event(wo_reading *r, const wo_key *key, const wo_node *node, wo_distribution *event);
/** A number without uncertainty. */
bool wo_read_quantity(wo_reading *r, const wo_key *key, const wo_node *node, double *si);
/** Checks `mark` and `source` of a map. */
void wo_read_mark(wo_reading *r, const wo_node *map);
/** WO_MARK_NONE also for a word that is no mark. */
wo_mark wo_mark_of_word(const char *word);
extern const char *const wo_mark_words[]; /**< by wo_mark; ends with NULL */

/** Word of the path for an element of a list: its name, or where it is, or NULL. */
const char *wo_element_label(const wo_object *object, const wo_node *item, char label[256]);

/** Fills in what follows from other values. */
void wo_derive_defaults(wo_reading *r);
/** Checks what lies between values. */
void wo_check_scenario(wo_reading *r);
void wo_check_road(wo_reading *r);
void wo_check_checkpoints(wo_reading *r);
void wo_check_turns(wo_reading *r);
void wo_check_climate(wo_reading *r);
void wo_check_incidents(wo_reading *r);
void wo_check_observed(wo_reading *r);
/** Reports a fault where the path was written, or where the nearest part of it was. */
void wo_check_fault(wo_reading *r, const char *path, const char *format, ...) WO_PRINTF(3, 4);
/** The same at `key` of element `i` of the list at `path`. */
void wo_check_fault_at(wo_reading *r, const char *path, size_t i, const char *key, const char *format, ...)
    WO_PRINTF(5, 6);
/** A place must lie in its section; `key` is `at` or `to`. */
void wo_check_place(wo_reading *r, const char *path, size_t i, const char *key, wo_place place);
/** Places may lie so far behind the end of their section: rounding of kilometres. */
#define WO_PLACE_SLACK_M 0.01

#endif
