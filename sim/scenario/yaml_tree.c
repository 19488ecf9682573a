/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree is built from libyaml's events, so that what is refused is refused before anything is made of it. */
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "tree.h"
#include "yaml_text.h"

#define MAX_DEPTH 32
#define MAX_NODES 1000000
#define MAX_KEYS  10000 /* of one map; maps are searched from end to end */

typedef struct frame { /* a list or map that is still open */
    wo_node_kind kind;
    yaml_mark_t start;
    size_t first; /* of its children on the stack */
} frame;

typedef struct builder {
    wo_arena *arena;
    wo_found *found;
    frame frames[MAX_DEPTH];
    size_t depth;
    wo_node **stack; /* finished children of the open lists and maps; of maps: key, value, key, value */
    size_t n_stack, stack_room;
    size_t n_nodes;
    bool built_in;
    bool documents; /* the one document has begun */
    bool stopped;   /* a fault after which nothing can be understood */
} builder;

static void stop_at(builder *b, yaml_mark_t mark, const char *format, ...) WO_PRINTF(3, 4);
static void stop_at(builder *b, yaml_mark_t mark, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    wo_found_add_list(b->found, (int)mark.line + 1, (int)mark.column + 1, format, arguments);
    va_end(arguments);
    b->stopped = true;
}

/** Refuses what is not UTF-8 or holds control characters, with its position. */
static bool check_characters(const char *text, size_t size, wo_found *found)
{
    int line = 1;
    int column = 1;
    for (size_t i = 0; i < size;) {
        uint32_t code = 0;
        const size_t n = wo_utf8_next(text + i, size - i, &code);
        const bool line_break = code == '\n' || (code == '\r' && (i + 1 == size || text[i + 1] != '\n'));
        if (n == 0) {
            wo_found_add(found, line, column, "byte 0x%02x is not UTF-8", (unsigned char)text[i]);
            return false;
        }
        if (!wo_utf8_allowed(code) && code != '\t' && code != '\n' && code != '\r' && !(code == 0xfeff && i == 0)) {
            wo_found_add(found, line, column, "character U+%04X is not allowed", (unsigned)code);
            return false;
        }
        i += n;
        line += line_break;
        column = line_break ? 1 : column + 1;
    }
    return true;
}

static bool push(builder *b, wo_node *node)
{
    if (node == NULL) {
        b->stopped = true; /* the arena remembers why */
        return false;
    }
    if (b->n_stack == b->stack_room) {
        const size_t room = 2 * b->stack_room + 64;
        wo_node **stack = realloc(b->stack, room * sizeof(wo_node *));
        if (stack == NULL) {
            b->arena->failed = true;
            b->stopped = true;
            return false;
        }
        b->stack = stack;
        b->stack_room = room;
    }
    b->stack[b->n_stack++] = node;
    return true;
}

/** The next node would be a key of the innermost map. */
static bool expects_key(const builder *b)
{
    const frame *f = b->depth > 0 ? &b->frames[b->depth - 1] : NULL;
    return f != NULL && f->kind == WO_NODE_MAP && (b->n_stack - f->first) % 2 == 0;
}

static bool refuse(builder *b, const yaml_event_t *event, const yaml_char_t *anchor, const yaml_char_t *tag)
{
    if (anchor != NULL) {
        stop_at(b, event->start_mark, "anchors (&%.40s) are not part of the scenario format", (const char *)anchor);
    } else if (tag != NULL) {
        stop_at(b, event->start_mark, "tags (%.40s) are not part of the scenario format", (const char *)tag);
    } else if (++b->n_nodes > MAX_NODES) {
        stop_at(b, event->start_mark, "more than %d values", MAX_NODES);
    }
    return b->stopped;
}

/** Line breaks and tabs of folded and quoted text become blanks, those at the end go. */
static bool clean_scalar(wo_node *node, char *text)
{
    size_t length = strlen(text);
    while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == ' ')) {
        text[--length] = '\0';
    }
    for (size_t i = 0; i < length;) {
        uint32_t code = 0;
        const size_t n = wo_utf8_next(text + i, length - i, &code);
        if (code == '\n' || code == '\t') {
            text[i] = ' ';
        } else if (n == 0 || !wo_utf8_allowed(code)) {
            return false;
        }
        i += n;
    }
    node->text = text;
    return true;
}

static void take_scalar(builder *b, const yaml_event_t *event)
{
    if (refuse(b, event, event->data.scalar.anchor, event->data.scalar.tag)) {
        return;
    }
    const char *value = (const char *)event->data.scalar.value;
    const size_t length = event->data.scalar.length;
    wo_node *node = wo_node_scalar(b->arena, value, length);
    char *text = wo_arena_take(b->arena, length + 1, 1);
    if (node == NULL || text == NULL) {
        b->stopped = true;
        return;
    }
    memcpy(text, value, length);
    if (strlen(text) != length || !clean_scalar(node, text)) {
        stop_at(b, event->start_mark, "a control character in a value");
        return;
    }
    node->line = b->built_in ? 0 : (int)event->start_mark.line + 1;
    node->column = (int)event->start_mark.column + 1;
    node->end_line = (int)event->end_mark.line + 1;
    (void)push(b, node);
}

static void open_group(builder *b, const yaml_event_t *event, wo_node_kind kind)
{
    if (expects_key(b)) {
        stop_at(b, event->start_mark, "a key must be a word, not a list or map");
    } else if (b->depth == MAX_DEPTH) {
        stop_at(b, event->start_mark, "lists and maps are nested more than %d levels deep", MAX_DEPTH);
    } else {
        b->frames[b->depth++] = (frame){kind, event->start_mark, b->n_stack};
    }
}

static int by_text(const void *a, const void *b)
{
    const wo_node *const *p = a;
    const wo_node *const *q = b;
    const int order = strcmp((*p)->text, (*q)->text);
    if (order != 0) {
        return order;
    }
    if ((*p)->line != (*q)->line) {
        return (*p)->line < (*q)->line ? -1 : 1;
    }
    return (*p)->column < (*q)->column ? -1 : 1;
}

static void check_duplicates(builder *b, const wo_node *map)
{
    if (map->n < 2) {
        return;
    }
    const wo_node **keys = malloc(map->n * sizeof(const wo_node *));
    if (keys == NULL) {
        b->arena->failed = true;
        b->stopped = true;
        return;
    }
    memcpy(keys, map->keys, map->n * sizeof(const wo_node *));
    qsort(keys, map->n, sizeof(const wo_node *), by_text);
    for (size_t i = 1; i < map->n; i++) {
        if (strcmp(keys[i]->text, keys[i - 1]->text) == 0) {
            wo_found_add(b->found, keys[i]->line, keys[i]->column, "'%.80s' is given twice (first in line %d)",
                         keys[i]->text, keys[i - 1]->line);
        }
    }
    free(keys);
}

static void close_group(builder *b, const yaml_event_t *event)
{
    const frame f = b->frames[--b->depth];
    const bool map = f.kind == WO_NODE_MAP;
    const size_t n = (b->n_stack - f.first) / (map ? 2 : 1);
    if (map && n > MAX_KEYS) {
        stop_at(b, f.start, "a map with more than %d keys", MAX_KEYS);
        return;
    }
    wo_node *node = wo_node_group(b->arena, f.kind, n);
    if (node == NULL) {
        b->stopped = true;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (map) {
            node->keys[i] = b->stack[f.first + 2 * i];
        }
        node->items[i] = b->stack[f.first + (map ? 2 * i + 1 : i)];
    }
    node->line = b->built_in ? 0 : (int)f.start.line + 1;
    node->column = (int)f.start.column + 1;
    /* A block ends where the next token begins: its own last line is that of its last child. */
    node->end_line = n > 0 ? node->items[n - 1]->end_line : (int)event->end_mark.line + 1;
    b->n_stack = f.first;
    if (map) {
        check_duplicates(b, node);
    }
    (void)push(b, node);
}

static void start_document(builder *b, const yaml_event_t *event)
{
    if (b->documents) {
        stop_at(b, event->start_mark, "a second document; a scenario file holds one");
    } else if (event->data.document_start.tag_directives.start != event->data.document_start.tag_directives.end) {
        stop_at(b, event->start_mark, "tag directives are not part of the scenario format");
    }
    b->documents = true;
}

static void take_event(builder *b, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        start_document(b, event);
        break;
    case YAML_ALIAS_EVENT:
        stop_at(b, event->start_mark, "aliases (*%.40s) are not part of the scenario format",
                (const char *)event->data.alias.anchor);
        break;
    case YAML_SCALAR_EVENT:
        take_scalar(b, event);
        break;
    case YAML_SEQUENCE_START_EVENT:
        if (!refuse(b, event, event->data.sequence_start.anchor, event->data.sequence_start.tag)) {
            open_group(b, event, WO_NODE_LIST);
        }
        break;
    case YAML_MAPPING_START_EVENT:
        if (!refuse(b, event, event->data.mapping_start.anchor, event->data.mapping_start.tag)) {
            open_group(b, event, WO_NODE_MAP);
        }
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        close_group(b, event);
        break;
    default:
        break;
    }
}

static void syntax_fault(builder *b, const yaml_parser_t *parser)
{
    if (parser->error == YAML_MEMORY_ERROR) {
        b->arena->failed = true;
        b->stopped = true;
    } else if (parser->context != NULL) {
        stop_at(b, parser->problem_mark, "not valid YAML: %s %s (begun in line %d)", parser->problem, parser->context,
                (int)parser->context_mark.line + 1);
    } else {
        stop_at(b, parser->problem_mark, "not valid YAML: %s", parser->problem);
    }
}

static void take_events(builder *b, yaml_parser_t *parser)
{
    for (bool end = false; !end && !b->stopped;) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event)) {
            syntax_fault(b, parser);
            return;
        }
        take_event(b, &event);
        end = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
}

wo_status wo_yaml_tree(const char *text, size_t size, bool built_in, wo_arena *arena, wo_found *found,
                       const wo_node **root, wo_error *error)
{
    *root = NULL;
    if (size > WO_SCENARIO_BYTES) {
        wo_found_add(found, 1, 1, "the file has more than %zu MiB, the largest size of a scenario",
                     WO_SCENARIO_BYTES >> 20);
        return WO_OK;
    }
    if (!check_characters(text, size, found)) {
        return WO_OK;
    }
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        return wo_error_set(error, WO_ERR_MEMORY, "out of memory while reading a scenario");
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, size);
    builder b = {.arena = arena, .found = found, .built_in = built_in};
    take_events(&b, &parser);
    yaml_parser_delete(&parser);
    if (!b.stopped && b.n_stack == 1) {
        *root = b.stack[0];
    } else if (!b.stopped) {
        wo_found_add(found, 1, 1, "the file holds no scenario");
    }
    free(b.stack);
    return arena->failed ? wo_error_set(error, WO_ERR_MEMORY, "out of memory while reading a scenario") : WO_OK;
}
