/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scenario file from its text to its variants. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "files.h"
#include "reading.h"
#include "variants.h"
#include "writing.h"

#define MOST_VARIANTS 100

typedef struct session {
    wo_study *study;
    wo_arena arena;
    wo_found found;
    const wo_node *base_tree;
    wo_scenario base;
    bool failed; /**< no memory */
} session;

/** Reads and checks one complete tree. */
static void read_tree(session *s, const wo_node *root, wo_scenario *scenario)
{
    wo_reading r = {.found = &s->found, .arena = &s->arena, .root = root, .scenario = scenario, .here = root};
    wo_read_object(&r, &wo_object_scenario, root, scenario);
    if (!r.failed) {
        wo_derive_defaults(&r);
    }
    if (!r.failed) {
        wo_check_scenario(&r);
    }
    s->failed = s->failed || r.failed || s->arena.failed || s->found.failed;
    wo_names_free(&r.sections);
    wo_yaml_text_free(&r.path);
}

static bool set_variant_name(session *s, wo_scenario *scenario, const char *name)
{
    scenario->variant = strdup(name);
    s->failed = s->failed || scenario->variant == NULL;
    return scenario->variant != NULL;
}

/** [{at: order, deadline: closing}] of the base. */
static const wo_node *announcements_of(session *s)
{
    wo_yaml_text text = {0};
    char at[32];
    char deadline[32];
    wo_instant_format(wo_instant_after(s->base.start, s->base.order), at);
    wo_instant_format(wo_instant_after(s->base.start, s->base.closing), deadline);
    wo_yaml_text_add(&text, "[{at: %s, deadline: %s}]", at, deadline);
    const wo_node *node = NULL;
    if (text.failed || wo_yaml_tree(text.data, text.length, true, &s->arena, &s->found, &node, NULL) != WO_OK) {
        s->failed = true;
    }
    wo_yaml_text_free(&text);
    return node;
}

static bool has_base_times(const wo_scenario *base)
{
    return base->order != WO_NEVER && base->closing != WO_NEVER;
}

static void read_variant(session *s, const wo_node *name, const wo_node *change, wo_scenario *scenario)
{
    if (name->text[0] == '\0' || strlen(name->text) > 200) {
        wo_found_add(&s->found, name->line, name->column, "the name of a variant has 1 to 200 bytes");
        return;
    }
    if (change->kind != WO_NODE_MAP && !wo_node_is_empty(change)) {
        wo_found_add(&s->found, change->line, change->column, "variant '%.80s': expected a map of the keys that change",
                     name->text);
        return;
    }
    s->found.variant = name->text;
    s->found.first_line = name->line;
    s->found.last_line = change->end_line > name->line ? change->end_line : name->line;
    wo_merge merge = {.arena = &s->arena,
                      .found = &s->found,
                      .announcements = has_base_times(&s->base) ? announcements_of(s) : NULL,
                      .variant = true};
    const wo_node *tree = wo_merge_scenario(&merge, s->base_tree, change);
    if (tree == NULL || !set_variant_name(s, scenario, name->text)) {
        s->failed = true;
    } else {
        read_tree(s, tree, scenario);
    }
    if (!s->failed && s->found.n_errors == 0) {
        s->failed = !wo_ledger_add_variant(s->study, scenario, tree, s->found.first_line, s->found.last_line);
    }
    s->found.variant = NULL;
}

static void read_variants(session *s, const wo_node *variants)
{
    if (variants->kind != WO_NODE_MAP) {
        wo_found_add(&s->found, variants->line, variants->column, "'variants': expected a map from names to changes");
        return;
    }
    if (variants->n > MOST_VARIANTS) {
        wo_found_add(&s->found, variants->line, variants->column, "%zu variants are more than the limit of %d",
                     variants->n, MOST_VARIANTS);
        return;
    }
    s->study->variants = calloc(variants->n, sizeof(wo_scenario));
    if (s->study->variants == NULL) {
        s->failed = true;
        return;
    }
    s->study->n_variants = variants->n;
    for (size_t v = 0; v < variants->n && !s->failed && !wo_found_full(&s->found); v++) {
        read_variant(s, variants->keys[v], variants->items[v], &s->study->variants[v]);
    }
}

/** Without variants the base is the only one. */
static void use_base(session *s)
{
    s->study->variants = calloc(1, sizeof(wo_scenario));
    if (s->study->variants == NULL) {
        s->failed = true;
        return;
    }
    s->study->n_variants = 1;
    s->failed = wo_scenario_copy(&s->base, s->study->variants, NULL) != WO_OK ||
                !set_variant_name(s, s->study->variants, "base");
    s->study->variants->deadline_only = true;
}

static void read_trees(session *s, const wo_node *root)
{
    const wo_node *classes = NULL;
    const wo_node *states = NULL;
    wo_merge merge = {.arena = &s->arena, .found = &s->found};
    if (root->kind != WO_NODE_MAP) {
        wo_found_add(&s->found, root->line, root->column, "expected a map of keys such as 'wayout: 1'");
        return;
    }
    if (wo_yaml_tree(wo_builtin_classes, strlen(wo_builtin_classes), true, &s->arena, &s->found, &classes, NULL) !=
            WO_OK ||
        wo_yaml_tree(wo_builtin_states, strlen(wo_builtin_states), true, &s->arena, &s->found, &states, NULL) !=
            WO_OK) {
        s->failed = true;
        return;
    }
    const wo_node *built_in = wo_merge_scenario(&merge, classes, states);
    s->base_tree = built_in != NULL ? wo_merge_scenario(&merge, built_in, root) : NULL;
    if (s->base_tree == NULL) {
        s->failed = true;
        return;
    }
    read_tree(s, s->base_tree, &s->base);
    if (!s->failed && s->found.n_errors == 0) {
        s->failed = !wo_ledger_add_base(s->study, &s->base, s->base_tree);
    }
    const wo_node *variants = wo_node_get(root, "variants");
    const bool with_variants = variants != NULL && !wo_node_is_empty(variants);
    if (with_variants && !s->failed) {
        read_variants(s, variants);
    }
    if (s->failed || s->found.n_errors > 0) {
        return;
    }
    if (!with_variants) {
        use_base(s);
    }
    s->failed = s->failed || !wo_write_study(&s->base, with_variants, s->study);
}

static void free_variants(wo_study *study)
{
    for (size_t v = 0; v < study->n_variants; v++) {
        wo_scenario_free(&study->variants[v]);
    }
    free(study->variants);
    study->variants = NULL;
    study->n_variants = 0;
}

static wo_status finish(session *s, const char *name, wo_error *error)
{
    if (s->failed || s->arena.failed || s->found.failed) {
        free_variants(s->study);
        return wo_error_set(error, WO_ERR_MEMORY, "%.200s: out of memory", name);
    }
    wo_found_sort(&s->found);
    if (s->found.n_errors > 0) {
        free_variants(s->study);
        return wo_error_set(error, WO_ERR_SCENARIO, "%.200s: %zu problem%s", name, s->found.n_errors,
                            s->found.n_errors == 1 ? "" : "s");
    }
    return WO_OK;
}

/** `folder` ends with a slash; "" is the current one. */
static wo_status parse_in(const char *folder, const char *name, const char *text, size_t size, wo_study *study,
                          wo_problems *problems, wo_error *error)
{
    session s = {.study = study, .found = {.problems = problems}};
    const wo_node *root = NULL;
    const size_t kept = size <= WO_SCENARIO_BYTES ? size : 0;
    memset(study, 0, sizeof *study);
    study->name = strdup(name);
    study->text = calloc(kept + 1, 1);
    if (study->name == NULL || study->text == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "%.200s: out of memory", name);
    }
    if (kept > 0) {
        memcpy(study->text, text, kept);
    }
    wo_status status = wo_yaml_tree(text, size, false, &s.arena, &s.found, &root, error);
    if (status == WO_OK) {
        if (root != NULL && s.found.n_errors < WO_PROBLEMS_MAX) {
            wo_files files = {.arena = &s.arena, .found = &s.found, .folder = folder};
            wo_files_expand(&files, root);
            read_trees(&s, root);
        }
        status = finish(&s, name, error);
    }
    wo_scenario_free(&s.base);
    wo_arena_free(&s.arena);
    return status;
}

wo_status wo_study_parse(const char *name, const char *text, size_t size, wo_study *study, wo_problems *problems,
                         wo_error *error)
{
    return parse_in("", name, text, size, study, problems, error);
}

/** Reads up to `room` bytes; what is longer fills all of it. */
static wo_status read_file(const char *path, FILE *file, char *text, size_t room, size_t *size, wo_error *error)
{
    struct stat status;
    if (fstat(fileno(file), &status) != 0 || S_ISDIR(status.st_mode)) {
        return wo_error_set(error, WO_ERR_IO, "%.200s is no file that can be read", path);
    }
    *size = fread(text, 1, room, file);
    if (ferror(file)) {
        return wo_error_set(error, WO_ERR_IO, "%.200s: %s", path, strerror(errno));
    }
    return WO_OK;
}

wo_status wo_study_read(const char *path, wo_study *study, wo_problems *problems, wo_error *error)
{
    const size_t room = WO_SCENARIO_BYTES + 1; /* one more shows that it is too long */
    memset(study, 0, sizeof *study);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return wo_error_set(error, WO_ERR_IO, "%.200s: %s", path, strerror(errno));
    }
    size_t size = 0;
    char *text = malloc(room);
    wo_status status = text != NULL ? read_file(path, file, text, room, &size, error)
                                    : wo_error_set(error, WO_ERR_MEMORY, "%.200s: out of memory", path);
    (void)fclose(file);
    const char *slash = strrchr(path, '/');
    char *folder = strndup(path, slash != NULL ? (size_t)(slash - path) + 1 : 0);
    if (status == WO_OK && folder == NULL) {
        status = wo_error_set(error, WO_ERR_MEMORY, "%.200s: out of memory", path);
    } else if (status == WO_OK) {
        status = parse_in(folder, path, text, size, study, problems, error);
    }
    free(folder);
    free(text);
    return status;
}

void wo_study_free(wo_study *study)
{
    free_variants(study);
    for (size_t i = 0; i < study->n_ledger; i++) {
        free(study->ledger[i].path);
        free(study->ledger[i].value);
        free(study->ledger[i].source);
    }
    free(study->ledger);
    free(study->name);
    free(study->text);
    free(study->used);
    memset(study, 0, sizeof *study);
}

int wo_study_variant(const wo_study *study, const char *name)
{
    for (size_t v = 0; v < study->n_variants; v++) {
        if (strcmp(study->variants[v].variant, name) == 0) {
            return (int)v;
        }
    }
    return -1;
}
