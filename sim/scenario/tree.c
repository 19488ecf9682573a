/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tree.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES ((size_t)1 << 16)

typedef struct wo_arena_block {
    struct wo_arena_block *next;
    size_t used, size;
    max_align_t bytes[];
} wo_arena_block;

void *wo_arena_take(wo_arena *arena, size_t n, size_t size)
{
    if (n > 0 && size > (SIZE_MAX - sizeof(wo_arena_block)) / 2 / n) {
        arena->failed = true;
        return NULL;
    }
    const size_t align = sizeof(max_align_t);
    const size_t need = (n * size + align - 1) / align * align;
    wo_arena_block *block = arena->blocks;
    if (block == NULL || block->size - block->used < need) {
        const size_t room = need > BLOCK_BYTES ? need : BLOCK_BYTES;
        block = calloc(1, sizeof *block + room);
        if (block == NULL) {
            arena->failed = true;
            return NULL;
        }
        block->size = room;
        block->next = arena->blocks;
        arena->blocks = block;
    }
    void *piece = (char *)block->bytes + block->used;
    block->used += need;
    return piece;
}

void wo_arena_free(wo_arena *arena)
{
    while (arena->blocks != NULL) {
        wo_arena_block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
}

wo_node *wo_node_scalar(wo_arena *arena, const char *text, size_t length)
{
    wo_node *node = wo_arena_take(arena, 1, sizeof *node);
    char *copy = wo_arena_take(arena, length + 1, 1);
    if (node == NULL || copy == NULL) {
        return NULL;
    }
    memcpy(copy, text, length);
    node->kind = WO_NODE_SCALAR;
    node->text = copy;
    return node;
}

wo_node *wo_node_group(wo_arena *arena, wo_node_kind kind, size_t n)
{
    wo_node *node = wo_arena_take(arena, 1, sizeof *node);
    const wo_node **items = wo_arena_take(arena, kind == WO_NODE_MAP ? 2 * n : n, sizeof *items);
    if (node == NULL || items == NULL) {
        return NULL;
    }
    node->kind = kind;
    node->text = "";
    node->n = n;
    node->items = items;
    node->keys = kind == WO_NODE_MAP ? items + n : NULL;
    return node;
}

static size_t find(const wo_node *map, const char *key)
{
    const size_t n = map != NULL && map->kind == WO_NODE_MAP ? map->n : 0;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(map->keys[i]->text, key) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

const wo_node *wo_node_get(const wo_node *map, const char *key)
{
    const size_t i = find(map, key);
    return i == SIZE_MAX ? NULL : map->items[i];
}

static const wo_node *step(const wo_node *node, const char *word)
{
    if (node->kind == WO_NODE_MAP) {
        return wo_node_get(node, word);
    }
    const size_t at = strtoull(word, NULL, 10);
    return node->kind == WO_NODE_LIST && at < node->n ? node->items[at] : NULL;
}

const wo_node *wo_node_locate(const wo_node *root, const char *path)
{
    const wo_node *found = root;
    const wo_node *node = root;
    while (*path != '\0' && node != NULL) {
        char word[64];
        const size_t length = strcspn(path, "/");
        if (length >= sizeof word) {
            break;
        }
        memcpy(word, path, length);
        word[length] = '\0';
        path += length + (path[length] == '/');
        node = step(node, word);
        found = node != NULL && node->line > 0 ? node : found;
    }
    return found;
}

bool wo_node_is_empty(const wo_node *node)
{
    return node->kind == WO_NODE_SCALAR ? node->text[0] == '\0' : node->n == 0;
}
