/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers, certain and uncertain. */
#include <math.h>
#include <string.h>

#include "reading.h"

const char *const wo_mark_words[] = {"none", "reported", "derived", "assumed", NULL};

static const char *const shape_words[] = {"value",  "low",       "central", "high",   "uniform",
                                          "normal", "lognormal", "mark",    "source", NULL};

/** How the parameters of a shape are written. */
static const struct {
    const char *words[3]; /* one word: a list of `n` */
    wo_shape shape;
    size_t n;
} forms[] = {
    {{"value"}, WO_SHAPE_FIXED, 1},         {{"low", "central", "high"}, WO_SHAPE_TRIANGULAR, 3},
    {{"uniform"}, WO_SHAPE_UNIFORM, 2},     {{"normal"}, WO_SHAPE_NORMAL, 2},
    {{"lognormal"}, WO_SHAPE_LOGNORMAL, 2},
};
#define N_FORMS (sizeof forms / sizeof forms[0])

static const char *const parameter_words[][3] = {
    [WO_SHAPE_FIXED] = {"value", "", ""},           [WO_SHAPE_TRIANGULAR] = {"low", "central", "high"},
    [WO_SHAPE_UNIFORM] = {"from", "to", ""},        [WO_SHAPE_NORMAL] = {"mean", "sd", ""},
    [WO_SHAPE_LOGNORMAL] = {"median", "sigma", ""},
};

static const char *const examples[] = {
    [WO_DIM_NONE] = "a number such as 0.5",
    [WO_DIM_COUNT] = "a whole number such as 20",
    [WO_DIM_LENGTH] = "a length such as 250 m",
    [WO_DIM_AREA] = "an area such as 3 m2",
    [WO_DIM_TIME] = "a time such as 2.5 h",
    [WO_DIM_SPEED] = "a speed such as 40 km/h",
    [WO_DIM_FLOW] = "a flow such as 50/h",
    [WO_DIM_RATE] = "a rate such as 0.2/h",
    [WO_DIM_MASS_TO_POWER] = "a ratio such as 95 kg/kW",
    [WO_DIM_ANGLE] = "an angle such as 40.2",
    [WO_DIM_GROWTH] = "a growth such as 1.5 cm/h",
    [WO_DIM_HAZARD] = "a number such as 0.05",
};

static bool is_shape_word(const char *word)
{
    for (size_t i = 0; shape_words[i] != NULL; i++) {
        if (strcmp(shape_words[i], word) == 0) {
            return true;
        }
    }
    return false;
}

wo_mark wo_mark_of_word(const char *word)
{
    for (int i = WO_MARK_REPORTED; wo_mark_words[i] != NULL; i++) {
        if (strcmp(wo_mark_words[i], word) == 0) {
            return (wo_mark)i;
        }
    }
    return WO_MARK_NONE;
}

void wo_read_mark(wo_reading *r, const wo_node *map)
{
    const wo_node *mark = wo_node_get(map, "mark");
    if (mark != NULL && (mark->kind != WO_NODE_SCALAR || wo_mark_of_word(mark->text) == WO_MARK_NONE)) {
        const char *near = mark->kind == WO_NODE_SCALAR ? wo_did_you_mean(mark->text, wo_mark_words + 1) : NULL;
        wo_reading_fault(r, mark, "'mark' is one of reported, derived, assumed%s%s%s", near ? "; did you mean '" : "",
                         near ? near : "", near ? "'?" : "");
    }
    const wo_node *source = wo_node_get(map, "source");
    if (source != NULL && source->kind != WO_NODE_SCALAR) {
        wo_reading_fault(r, source, "'source' is a text");
    }
}

bool wo_read_quantity(wo_reading *r, const wo_key *key, const wo_node *node, double *si)
{
    *si = NAN;
    if (node->kind != WO_NODE_SCALAR) {
        wo_reading_fault(r, node, "'%s': expected %s, found a %s", key->name, examples[key->dimension],
                         node->kind == WO_NODE_LIST ? "list" : "map");
        return false;
    }
    wo_error error = {0};
    double value = 0.0;
    if (wo_quantity_parse(node->text, key->dimension, &value, &error) != WO_OK) {
        wo_reading_fault(r, node, "'%s': %s", key->name, error.message);
        return false;
    }
    if (!(value >= key->low && value <= key->high)) {
        char low[64];
        char high[64];
        wo_quantity_format(key->low, key->dimension, low);
        wo_quantity_format(key->high, key->dimension, high);
        wo_reading_fault(r, node, "'%s': %.60s is outside the allowed range %s to %s", key->name, node->text, low,
                         high);
        return false;
    }
    *si = value + 0.0; /* no negative zero */
    return true;
}

/** What may be written for parameter `i` of a shape. */
static wo_key parameter_key(const wo_key *key, wo_shape shape, size_t i)
{
    wo_key parameter = *key;
    if (shape == WO_SHAPE_NORMAL && i == 1) {
        parameter.low = 0.0;
        parameter.high = key->high - key->low;
        parameter.dimension = key->dimension == WO_DIM_COUNT ? WO_DIM_NONE : key->dimension;
    } else if (shape == WO_SHAPE_LOGNORMAL && i == 1) {
        parameter.low = 0.0;
        parameter.high = 5.0;
        parameter.dimension = WO_DIM_NONE;
    }
    return parameter;
}

/** False when there are unknown words, which are reported. */
static bool check_words(wo_reading *r, const wo_key *key, const wo_node *map)
{
    bool known = true;
    for (size_t i = 0; i < map->n; i++) {
        const char *word = map->keys[i]->text;
        if (!is_shape_word(word)) {
            known = false;
            const char *near = wo_did_you_mean(word, shape_words);
            wo_reading_fault(r, map->keys[i], "'%s': unknown key '%.60s'%s%s%s", key->name, word,
                             near ? "; did you mean '" : " in a value", near ? near : "", near ? "'?" : "");
        }
    }
    return known;
}

static size_t find_form(wo_reading *r, const wo_key *key, const wo_node *map)
{
    size_t form = N_FORMS;
    for (size_t i = 0; i < N_FORMS; i++) {
        bool given = false;
        for (size_t w = 0; w < 3 && forms[i].words[w] != NULL; w++) {
            given = given || wo_node_get(map, forms[i].words[w]) != NULL;
        }
        if (given && form < N_FORMS) {
            wo_reading_fault(r, map, "'%s': both '%s' and '%s' are given", key->name, forms[form].words[0],
                             forms[i].words[0]);
            return N_FORMS;
        }
        form = given ? i : form;
    }
    if (form == N_FORMS) {
        wo_reading_fault(r, map,
                         "'%s': expected %s, or one of {value: .}, {low: ., central: ., high: .}, {uniform: [., .]}, "
                         "{normal: [., .]}, {lognormal: [., .]}",
                         key->name, examples[key->dimension]);
    }
    return form;
}

/** Splits a value into the nodes of its parameters. */
static bool read_form(wo_reading *r, const wo_key *key, const wo_node *node, wo_shape *shape,
                      const wo_node *parameters[3])
{
    *shape = WO_SHAPE_FIXED;
    parameters[0] = node;
    if (node->kind != WO_NODE_MAP) {
        return true;
    }
    wo_read_mark(r, node);
    const size_t form = check_words(r, key, node) ? find_form(r, key, node) : N_FORMS;
    if (form == N_FORMS) {
        return false;
    }
    *shape = forms[form].shape;
    if (forms[form].words[1] == NULL && forms[form].n > 1) {
        const wo_node *list = wo_node_get(node, forms[form].words[0]);
        if (list->kind != WO_NODE_LIST || list->n != forms[form].n) {
            wo_reading_fault(r, list, "'%s': '%s' takes a list of two: [%s, %s]", key->name, forms[form].words[0],
                             parameter_words[*shape][0], parameter_words[*shape][1]);
            return false;
        }
        memcpy(parameters, list->items, forms[form].n * sizeof(const wo_node *));
        return true;
    }
    for (size_t i = 0; i < forms[form].n; i++) {
        parameters[i] = wo_node_get(node, forms[form].words[i]);
        if (parameters[i] == NULL) {
            wo_reading_fault(r, node, "'%s': '%s' is missing beside the others of low, central, high", key->name,
                             forms[form].words[i]);
            return false;
        }
    }
    return true;
}

/** Whether the parameters make a distribution; `p` in SI. */
static bool check_parameters(wo_reading *r, const wo_key *key, const wo_node *node, wo_shape shape, const double p[3])
{
    const char *fault = NULL;
    if (shape == WO_SHAPE_TRIANGULAR && (p[0] > p[1] || p[1] > p[2])) {
        fault = p[0] > p[1] ? "low is greater than central" : "central is greater than high";
    } else if (shape == WO_SHAPE_UNIFORM && p[0] > p[1]) {
        fault = "the first bound of uniform is greater than the second";
    } else if (shape == WO_SHAPE_LOGNORMAL && !(p[0] > 0.0)) {
        fault = "the median of a lognormal must be greater than 0";
    }
    if (fault != NULL) {
        wo_reading_fault(r, node, "'%s': %s", key->name, fault);
    }
    return fault == NULL;
}

static size_t n_parameters(wo_shape shape)
{
    return shape == WO_SHAPE_FIXED ? 1 : shape == WO_SHAPE_TRIANGULAR ? 3 : 2;
}

void wo_read_number(wo_reading *r, const wo_key *key, const wo_node *node, wo_number *number)
{
    const wo_node *parameters[3] = {NULL};
    *number = (wo_number){.shape = WO_SHAPE_FIXED, .low = key->low, .high = key->high, .p = {NAN, 0.0, 0.0}};
    number->path = wo_hash_text(r->path.data != NULL ? r->path.data : "");
    wo_shape shape = WO_SHAPE_FIXED;
    if (!read_form(r, key, node, &shape, parameters)) {
        return;
    }
    double p[3] = {0.0, 0.0, 0.0};
    bool good = true;
    for (size_t i = 0; i < n_parameters(shape); i++) {
        const wo_key parameter = parameter_key(key, shape, i);
        good = wo_read_quantity(r, &parameter, parameters[i], &p[i]) && good;
    }
    if (good && check_parameters(r, key, node, shape, p)) {
        number->shape = shape;
        memcpy(number->p, p, sizeof p);
    }
}

void wo_read_event(wo_reading *r, const wo_key *key, const wo_node *node, wo_distribution *event)
{
    const wo_node *parameters[3] = {NULL};
    wo_shape shape = WO_SHAPE_FIXED;
    memset(event, 0, sizeof *event);
    event->low = key->low;
    event->high = key->high;
    event->p[0].p[0] = NAN;
    if (!read_form(r, key, node, &shape, parameters)) {
        return;
    }
    double central[3] = {0.0, 0.0, 0.0};
    bool good = true;
    for (size_t i = 0; i < n_parameters(shape); i++) {
        const wo_key parameter = parameter_key(key, shape, i);
        const size_t before = wo_reading_down(r, parameter_words[shape][i]);
        wo_read_number(r, &parameter, parameters[i], &event->p[i]);
        wo_reading_up(r, before);
        central[i] = wo_number_central(&event->p[i]);
        good = good && !isnan(central[i]);
    }
    if (good && check_parameters(r, key, node, shape, central)) {
        event->shape = shape;
    }
}
