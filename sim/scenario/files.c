/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every row of a file becomes a node that knows file and line, so that all later checks can name them. */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "yaml_text.h"

#define FILE_BYTES  ((size_t)1 << 20)
#define MOST_ROWS   ((size_t)50000) /* of all files together */
#define MOST_FIELDS 3

/** A key that names a file and the key under which its rows are put. */
typedef struct csv_form {
    const char *file_key, *list_key;
    const char *names[MOST_FIELDS + 1]; /* of the fields */
    size_t least;                       /* fields of a row */
    bool map;                           /* a row is a map of these names, else a list */
} csv_form;

static const csv_form series_form = {"series", "observations", {"at", "state", "zone", NULL}, 2, true};
static const csv_form counts_form = {"file", "counts", {"time", "count", NULL}, 2, false};

/** A file while it is read. */
typedef struct csv {
    wo_files *files;
    const csv_form *form;
    const wo_node *place;                 /* where the scenario names it */
    const wo_node *mark, *source;         /* that stand beside the name, or NULL */
    const wo_node *keys[MOST_FIELDS + 2]; /* of a row's map, shared by all rows */
    const char *name;
    const wo_node **rows;
    size_t n_rows, room;
    int line;
    bool faulty;
} csv;

/* What comes from a file stands in the scenario where the file is named. */
static wo_node *put_at(wo_node *node, const wo_node *place, const char *file)
{
    if (node != NULL) {
        node->line = place->line;
        node->column = place->column;
        node->end_line = place->end_line;
        node->file = file;
    }
    return node;
}

static const wo_node *scalar(wo_files *f, const wo_node *place, const char *text, size_t length, const char *file)
{
    return put_at(wo_node_scalar(f->arena, text, length), place, file);
}

static wo_node *group(wo_files *f, const wo_node *place, wo_node_kind kind, size_t n, const char *file)
{
    return put_at(wo_node_group(f->arena, kind, n), place, file);
}

static void fault(csv *c, const char *format, ...) WO_PRINTF(2, 3);
static void fault(csv *c, const char *format, ...)
{
    char words[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    c->faulty = true;
    if (c->line > 0) {
        wo_found_add(c->files->found, c->place->line, c->place->column, "%.200s:%d: %s", c->name, c->line, words);
    } else {
        wo_found_add(c->files->found, c->place->line, c->place->column, "'%s': %.200s: %s", c->form->file_key, c->name,
                     words);
    }
}

/** "weather.csv:7" */
static const char *origin(csv *c)
{
    const size_t room = strlen(c->name) + 16;
    char *text = wo_arena_take(c->files->arena, room, 1);
    if (text != NULL) {
        (void)snprintf(text, room, "%s:%d", c->name, c->line);
    }
    return text;
}

static bool check_characters(csv *c, const char *text, size_t length)
{
    for (size_t i = 0; i < length;) {
        uint32_t code = 0;
        const size_t n = wo_utf8_next(text + i, length - i, &code);
        if (n == 0 || (!wo_utf8_allowed(code) && code != '\t')) {
            fault(c, n == 0 ? "no UTF-8" : "a character that is not allowed");
            return false;
        }
        i += n;
    }
    return true;
}

/** Splits at commas and takes blanks away; the number of fields, of which only so many are kept as there is room. */
static size_t split(const char *line, size_t length, const char *begins[MOST_FIELDS], size_t lengths[MOST_FIELDS])
{
    size_t n = 0;
    for (size_t at = 0; at <= length; n++) {
        size_t end = at;
        while (end < length && line[end] != ',') {
            end++;
        }
        size_t from = at;
        size_t to = end;
        while (from < to && (line[from] == ' ' || line[from] == '\t')) {
            from++;
        }
        while (to > from && (line[to - 1] == ' ' || line[to - 1] == '\t')) {
            to--;
        }
        if (n < MOST_FIELDS) {
            begins[n] = line + from;
            lengths[n] = to - from;
        }
        at = end + 1;
    }
    return n;
}

static const wo_node *row_node(csv *c, const char *const *begins, const size_t *lengths, size_t n)
{
    wo_files *f = c->files;
    const char *file = origin(c);
    const size_t marks = c->form->map ? (size_t)(c->mark != NULL) + (c->source != NULL) : 0;
    wo_node *row = group(f, c->place, c->form->map ? WO_NODE_MAP : WO_NODE_LIST, n + marks, file);
    if (row == NULL || file == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        row->items[i] = scalar(f, c->place, begins[i], lengths[i], file);
        if (row->items[i] == NULL) {
            return NULL;
        }
    }
    if (!c->form->map) {
        return row;
    }
    memcpy(row->keys, c->keys, n * sizeof(const wo_node *));
    size_t at = n;
    if (c->mark != NULL) {
        row->keys[at] = c->keys[MOST_FIELDS];
        row->items[at++] = c->mark;
    }
    if (c->source != NULL) {
        row->keys[at] = c->keys[MOST_FIELDS + 1];
        row->items[at] = c->source;
    }
    return row;
}

static bool keep_row(csv *c, const wo_node *row)
{
    if (row != NULL && c->n_rows == c->room) {
        const size_t room = 2 * c->room + 64;
        const wo_node **rows = realloc(c->rows, room * sizeof *rows);
        if (rows != NULL) {
            c->rows = rows;
            c->room = room;
        } else {
            row = NULL;
        }
    }
    if (row == NULL) {
        c->files->arena->failed = true;
        return false;
    }
    c->rows[c->n_rows++] = row;
    return true;
}

/** False when reading on is useless. */
static bool read_line(csv *c, const char *line, size_t length)
{
    const char *begins[MOST_FIELDS] = {NULL};
    size_t lengths[MOST_FIELDS] = {0};
    const csv_form *form = c->form;
    size_t most = form->least;
    while (form->names[most] != NULL) {
        most++;
    }
    if (!check_characters(c, line, length)) {
        return false;
    }
    size_t n = split(line, length, begins, lengths);
    const bool blank = n == 1 && lengths[0] == 0;
    const bool header = c->line == 1 && lengths[0] == 4 && memcmp(begins[0], "time", 4) == 0;
    if (blank || header || *begins[0] == '#') {
        return true;
    }
    if (n < form->least || n > most) {
        fault(c, "expected %s,%s%s, found %zu field%s", form->map ? "time" : form->names[0], form->names[1],
              form->map ? "[,zone]" : "", n, n == 1 ? "" : "s");
        return !wo_found_full(c->files->found);
    }
    n = n > form->least && lengths[n - 1] == 0 ? n - 1 : n; /* an empty zone is none */
    if (++c->files->n_rows > MOST_ROWS) {
        fault(c, "the files of the scenario have more than %zu lines", MOST_ROWS);
        return false;
    }
    return keep_row(c, row_node(c, begins, lengths, n));
}

static void read_lines(csv *c, const char *text, size_t size)
{
    const bool mark = size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0; /* of byte order */
    for (size_t at = mark ? 3 : 0; at < size;) {
        const char *end = memchr(text + at, '\n', size - at);
        size_t length = end != NULL ? (size_t)(end - text) - at : size - at;
        const size_t next = at + length + 1;
        length -= length > 0 && text[at + length - 1] == '\r';
        c->line++;
        if (!read_line(c, text + at, length)) {
            return;
        }
        at = next;
    }
    c->line = 0;
    if (c->n_rows == 0 && !c->faulty) {
        fault(c, "the file has no lines");
    }
}

/** Opens and reads a file of at most FILE_BYTES; what is no file (a pipe, a device) would make the program wait. */
static ssize_t load(const char *path, char *text, size_t room)
{
    const int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct stat status;
    size_t size = 0;
    ssize_t n = -1;
    if (file < 0) {
        return -1;
    }
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        errno = EINVAL;
    } else {
        do {
            n = read(file, text + size, room - size);
            size += n > 0 ? (size_t)n : 0;
        } while (n > 0 && size < room);
    }
    const int reason = errno;
    (void)close(file);
    errno = reason;
    return n < 0 ? -1 : (ssize_t)size;
}

static void read_csv(csv *c)
{
    wo_yaml_text path = {0};
    const bool absolute = c->name[0] == '/';
    wo_yaml_text_add(&path, "%s%s", absolute ? "" : c->files->folder, c->name);
    char *text = malloc(FILE_BYTES + 1);
    if (text == NULL || path.failed) {
        c->files->arena->failed = true;
        goto out;
    }
    const ssize_t size = load(path.data, text, FILE_BYTES + 1);
    if (size < 0) {
        fault(c, "%s", errno == EINVAL ? "no file that can be read" : strerror(errno));
    } else if ((size_t)size > FILE_BYTES) {
        fault(c, "the file has more than 1 MiB");
    } else {
        read_lines(c, text, (size_t)size);
    }
out:
    free(text);
    wo_yaml_text_free(&path);
}

/** The name of the file in {value: ., mark: ., source: .} or by itself; NULL when there is none. */
static const wo_node *name_node(csv *c, const wo_node *value)
{
    const wo_node *inner = wo_node_get(value, "value");
    if (inner != NULL) {
        c->mark = wo_node_get(value, "mark");
        c->source = wo_node_get(value, "source");
        const size_t known = (size_t)1 + (c->mark != NULL) + (c->source != NULL);
        value = value->n == known ? inner : value;
    }
    if (value->kind != WO_NODE_SCALAR || value->text[0] == '\0' || strlen(value->text) > 200) {
        wo_found_add(c->files->found, value->line, value->column, "'%s': expected the name of a file",
                     c->form->file_key);
        return NULL;
    }
    return value;
}

static bool make_keys(csv *c)
{
    bool done = true;
    for (size_t i = 0; c->form->names[i] != NULL; i++) {
        c->keys[i] = scalar(c->files, c->place, c->form->names[i], strlen(c->form->names[i]), NULL);
        done = done && c->keys[i] != NULL;
    }
    c->keys[MOST_FIELDS] = scalar(c->files, c->place, "mark", 4, NULL);
    c->keys[MOST_FIELDS + 1] = scalar(c->files, c->place, "source", 6, NULL);
    return done && c->keys[MOST_FIELDS] != NULL && c->keys[MOST_FIELDS + 1] != NULL;
}

/** {value: [rows], mark: ., source: .} where they are marked. */
static const wo_node *marked(csv *c, const wo_node *list)
{
    const size_t marks = (size_t)(c->mark != NULL) + (c->source != NULL);
    if (c->form->map || marks == 0) {
        return list;
    }
    wo_node *map = group(c->files, c->place, WO_NODE_MAP, marks + 1, NULL);
    if (map == NULL) {
        return NULL;
    }
    map->keys[0] = scalar(c->files, c->place, "value", 5, NULL);
    map->items[0] = list;
    size_t at = 1;
    if (c->mark != NULL) {
        map->keys[at] = c->keys[MOST_FIELDS];
        map->items[at++] = c->mark;
    }
    if (c->source != NULL) {
        map->keys[at] = c->keys[MOST_FIELDS + 1];
        map->items[at] = c->source;
    }
    return map->keys[0] != NULL ? map : NULL;
}

/** Replaces the pair `file_key`: name of the map by `list_key`: rows. */
static void expand(wo_files *f, const csv_form *form, const wo_node *map)
{
    size_t at = 0;
    while (map != NULL && map->kind == WO_NODE_MAP && at < map->n && strcmp(map->keys[at]->text, form->file_key) != 0) {
        at++;
    }
    if (map == NULL || map->kind != WO_NODE_MAP || at == map->n) {
        return;
    }
    if (wo_node_get(map, form->list_key) != NULL) {
        wo_found_add(f->found, map->keys[at]->line, map->keys[at]->column, "'%s' and '%s' are both given",
                     form->list_key, form->file_key);
        return;
    }
    csv c = {.files = f, .form = form};
    c.place = name_node(&c, map->items[at]);
    if (c.place == NULL) {
        return;
    }
    c.name = c.place->text;
    bool done = make_keys(&c);
    if (done) {
        read_csv(&c);
    }
    if (done && c.n_rows > 0 && !f->arena->failed) { /* good rows are checked further although others are faulty */
        wo_node *list = group(f, c.place, WO_NODE_LIST, c.n_rows, NULL);
        const wo_node *key = scalar(f, map->keys[at], form->list_key, strlen(form->list_key), NULL);
        const wo_node *value = list != NULL ? marked(&c, list) : NULL;
        if (value != NULL && key != NULL) {
            memcpy(list->items, c.rows, c.n_rows * sizeof(const wo_node *));
            map->keys[at] = key;
            map->items[at] = value;
        }
    }
    free(c.rows);
}

static void expand_scenario(wo_files *f, const wo_node *map)
{
    static const char *const lists[] = {"observed", "observed+"};
    expand(f, &series_form, wo_node_get(map, "climate"));
    for (size_t k = 0; k < 2; k++) {
        const wo_node *observed = wo_node_get(map, lists[k]);
        for (size_t i = 0; observed != NULL && i < observed->n && observed->kind != WO_NODE_SCALAR; i++) {
            expand(f, &counts_form, observed->items[i]);
        }
    }
}

void wo_files_expand(wo_files *files, const wo_node *root)
{
    const wo_node *variants = wo_node_get(root, "variants");
    expand_scenario(files, root);
    for (size_t v = 0; variants != NULL && variants->kind == WO_NODE_MAP && v < variants->n; v++) {
        expand_scenario(files, variants->items[v]);
    }
}
