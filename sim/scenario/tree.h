/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file tree.h
 *  A scenario text as a tree of scalars, lists and maps that know where they stand. Private to the scenario layer. */
#ifndef WAYOUT_SCENARIO_TREE_H
#define WAYOUT_SCENARIO_TREE_H

#include <stdbool.h>

#include "problems.h"
#include "wayout/scenario.h"

/** Largest size of a scenario file. */
#define WO_SCENARIO_BYTES ((size_t)8 << 20)

typedef enum wo_node_kind { WO_NODE_SCALAR, WO_NODE_LIST, WO_NODE_MAP } wo_node_kind;

/** Immutable once built; merged trees share nodes. */
typedef struct wo_node wo_node;
struct wo_node {
    wo_node_kind kind;
    int line, column; /**< 1-based, columns in characters; line 0 = built in, not from the file */
    int end_line;
    const char *file;      /**< "weather.csv:7" where a file named in the scenario says it, else NULL */
    const char *text;      /**< of a scalar, else "" */
    size_t n;              /**< items of a list, pairs of a map */
    const wo_node **keys;  /**< of a map: scalars */
    const wo_node **items; /**< of a list; of a map: the values */
};

/** Memory that is freed all at once. Zero-initialise. */
typedef struct wo_arena {
    struct wo_arena_block *blocks;
    bool failed; /**< an allocation failed since */
} wo_arena;

/** `n` zeroed pieces of `size` bytes; NULL when there is no memory. */
void *wo_arena_take(wo_arena *arena, size_t n, size_t size);
void wo_arena_free(wo_arena *arena);

/** New nodes, NULL when there is no memory. The texts are copied. */
wo_node *wo_node_scalar(wo_arena *arena, const char *text, size_t length);
wo_node *wo_node_group(wo_arena *arena, wo_node_kind kind, size_t n);

/** Value of a key of a map (of a node that is no map: NULL); the first one of duplicates. */
const wo_node *wo_node_get(const wo_node *map, const char *key);
/** The node at a path of keys and list positions such as "road/sections/3/from", or as much of the way to it as was
 *  written in the file. */
const wo_node *wo_node_locate(const wo_node *root, const char *path);
/** An empty scalar (`key:` without a value) stands for an empty list or map. */
bool wo_node_is_empty(const wo_node *node);

/** Reads a YAML document into a tree: no anchors, aliases, tags, further documents, at most 32 levels deep, sizes
 * limited. Faults go to `found`; `*root` is then NULL. Nodes of a `built_in` text have line 0. */
WO_NODISCARD wo_status wo_yaml_tree(const char *text, size_t size, bool built_in, wo_arena *arena, wo_found *found,
                                    const wo_node **root, wo_error *error);

#endif
