/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values as one writes them; what is read back is the same to the bit. */
#include <math.h>
#include <stdio.h>

#include "writing.h"

static void write_quantity(wo_yaml_text *text, double si, wo_dimension dimension)
{
    char words[64];
    wo_quantity_format(si, dimension, words);
    wo_yaml_text_add(text, "%s", words);
}

/** Opens, parts or closes the parameters of a shape. */
static const char *before_parameter(wo_shape shape, int i)
{
    static const char *const words[][3] = {
        [WO_SHAPE_FIXED] = {"", "", ""},
        [WO_SHAPE_TRIANGULAR] = {"{low: ", ", central: ", ", high: "},
        [WO_SHAPE_UNIFORM] = {"{uniform: [", ", ", ""},
        [WO_SHAPE_NORMAL] = {"{normal: [", ", ", ""},
        [WO_SHAPE_LOGNORMAL] = {"{lognormal: [", ", ", ""},
    };
    return words[shape][i];
}

static int n_parameters(wo_shape shape)
{
    return shape == WO_SHAPE_FIXED ? 1 : shape == WO_SHAPE_TRIANGULAR ? 3 : 2;
}

static const char *after_parameters(wo_shape shape)
{
    return shape == WO_SHAPE_FIXED ? "" : shape == WO_SHAPE_TRIANGULAR ? "}" : "]}";
}

static wo_dimension dimension_of(const wo_key *key, wo_shape shape, int i)
{
    const bool sigma = shape == WO_SHAPE_LOGNORMAL && i == 1;
    const bool counts = shape == WO_SHAPE_NORMAL && i == 1 && key->dimension == WO_DIM_COUNT;
    return sigma || counts ? WO_DIM_NONE : key->dimension;
}

void wo_write_number(wo_yaml_text *text, const wo_key *key, const wo_number *number)
{
    for (int i = 0; i < n_parameters(number->shape); i++) {
        wo_yaml_text_add(text, "%s", before_parameter(number->shape, i));
        write_quantity(text, number->p[i], dimension_of(key, number->shape, i));
    }
    wo_yaml_text_add(text, "%s", after_parameters(number->shape));
}

static void write_event(wo_yaml_text *text, const wo_key *key, const wo_distribution *event)
{
    for (int i = 0; i < n_parameters(event->shape); i++) {
        wo_key parameter = *key;
        parameter.dimension = dimension_of(key, event->shape, i);
        const bool certain = event->shape == WO_SHAPE_FIXED && event->p[0].shape != WO_SHAPE_FIXED;
        wo_yaml_text_add(text, "%s", certain ? "{value: " : before_parameter(event->shape, i));
        wo_write_number(text, &parameter, &event->p[i]);
        wo_yaml_text_add(text, "%s", certain ? "}" : "");
    }
    wo_yaml_text_add(text, "%s", after_parameters(event->shape));
}

static void write_place(wo_yaml_text *text, const wo_scenario *scenario, const wo_place *place)
{
    wo_yaml_text_add(text, "{section: ");
    wo_yaml_text_quote(text, scenario->sections[place->section].name);
    wo_yaml_text_add(text, ", km: ");
    /* (km * 1000 / 1000) * 1000 is km * 1000 to the bit, although km need not come back. */
    write_quantity(text, place->m / 1000.0, WO_DIM_NONE);
    wo_yaml_text_add(text, "}");
}

static void write_instant(wo_yaml_text *text, const wo_scenario *scenario, wo_ms ms)
{
    char words[32];
    wo_instant_format(wo_instant_after(scenario->start, ms), words);
    wo_yaml_text_add(text, "%s", words);
}

static void write_instants(wo_yaml_text *text, const wo_scenario *scenario, const wo_ms *times, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        wo_yaml_text_add(text, "%s", i == 0 ? "[" : ", ");
        write_instant(text, scenario, times[i]);
    }
    wo_yaml_text_add(text, n == 0 ? "[]" : "]");
}

static void write_counts(wo_yaml_text *text, const wo_scenario *scenario, const wo_key *key, const void *fields)
{
    const wo_ms *times = wo_field_pointer(fields, key->offset);
    const double *counts = wo_field_pointer(fields, wo_field_behind(key));
    const size_t n = wo_field_size(fields, key->count);
    for (size_t i = 0; i < n; i++) {
        wo_yaml_text_add(text, "%s[", i == 0 ? "[" : ", ");
        write_instant(text, scenario, times[i]);
        wo_yaml_text_add(text, ", ");
        write_quantity(text, counts[i], WO_DIM_NONE);
        wo_yaml_text_add(text, "]");
    }
    wo_yaml_text_add(text, "]");
}

static void write_path(wo_yaml_text *text, const wo_point *path, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        wo_yaml_text_add(text, "%s[", i == 0 ? "[" : ", ");
        write_quantity(text, path[i].latitude_deg, WO_DIM_NONE);
        wo_yaml_text_add(text, ", ");
        write_quantity(text, path[i].longitude_deg, WO_DIM_NONE);
        wo_yaml_text_add(text, "]");
    }
    wo_yaml_text_add(text, "]");
}

static void write_pair(wo_yaml_text *text, const wo_key *key, const wo_number *pair)
{
    wo_yaml_text_add(text, "[");
    wo_write_number(text, key, &pair[0]);
    wo_yaml_text_add(text, ", ");
    wo_write_number(text, key, &pair[1]);
    wo_yaml_text_add(text, "]");
}

static bool is_absent(const wo_key *key, const void *fields)
{
    const void *field = wo_field_const(fields, key->offset);
    switch (key->kind) {
    case WO_KEY_VARIANTS:
    case WO_KEY_FILE:
        return true;
    case WO_KEY_NAME:
    case WO_KEY_TEXT:
    case WO_KEY_COUNTS:
    case WO_KEY_TIMES:
    case WO_KEY_PATH:
        return wo_field_pointer(fields, key->offset) == NULL;
    case WO_KEY_NUMBER: { /* not "below the range": a fixed value can be nothing else */
        const wo_number *number = field;
        return number->shape == WO_SHAPE_FIXED && !(number->p[0] >= key->low);
    }
    case WO_KEY_REAL:
        return isnan(*(const double *)field);
    case WO_KEY_INSTANT:
        return *(const wo_ms *)field == WO_NEVER;
    case WO_KEY_PLACE:
        return key->count != 0 && *(const bool *)wo_field_const(fields, key->count);
    default:
        return false;
    }
}

/** Values that are lists. */
static void write_list(wo_yaml_text *text, const wo_key *key, const wo_scenario *scenario, const void *fields)
{
    const void *field = wo_field_const(fields, key->offset);
    if (key->kind == WO_KEY_PAIR) {
        write_pair(text, key, field);
    } else if (key->kind == WO_KEY_COUNTS) {
        write_counts(text, scenario, key, fields);
    } else if (key->kind == WO_KEY_PATH) {
        write_path(text, wo_field_pointer(fields, key->offset), wo_field_size(fields, key->count));
    } else if (key->kind == WO_KEY_TIMES) {
        write_instants(text, scenario, wo_field_pointer(fields, key->offset), wo_field_size(fields, key->count));
    } else {
        const wo_ms span[2] = {*(const wo_ms *)field, *(const wo_ms *)wo_field_const(fields, key->count)};
        write_instants(text, scenario, span, 2);
    }
}

bool wo_write_value(wo_yaml_text *text, const wo_key *key, const wo_scenario *scenario, const void *fields)
{
    const void *field = wo_field_const(fields, key->offset);
    if (is_absent(key, fields)) {
        return false;
    }
    switch (key->kind) {
    case WO_KEY_VERSION:
        wo_yaml_text_add(text, "1");
        break;
    case WO_KEY_NAME:
    case WO_KEY_TEXT:
        wo_yaml_text_quote(text, wo_field_pointer(fields, key->offset));
        break;
    case WO_KEY_NUMBER:
        wo_write_number(text, key, field);
        break;
    case WO_KEY_EVENT:
        write_event(text, key, field);
        break;
    case WO_KEY_REAL:
        write_quantity(text, *(const double *)field, key->dimension);
        break;
    case WO_KEY_WHOLE:
        wo_yaml_text_add(text, "%d", *(const int *)field);
        break;
    case WO_KEY_FLAG:
        wo_yaml_text_add(text, "%s", *(const bool *)field ? "yes" : "no");
        break;
    case WO_KEY_CHOICE:
        wo_yaml_text_add(text, "%s", key->words[*(const int *)field - (int)key->low]);
        break;
    case WO_KEY_START:
    case WO_KEY_INSTANT:
        write_instant(text, scenario, key->kind == WO_KEY_START ? 0 : *(const wo_ms *)field);
        break;
    case WO_KEY_PAIR:
    case WO_KEY_SPAN:
    case WO_KEY_TIMES:
    case WO_KEY_COUNTS:
    case WO_KEY_PATH:
        write_list(text, key, scenario, fields);
        break;
    case WO_KEY_SECTION:
        wo_yaml_text_quote(text, scenario->sections[*(const int *)field].name);
        break;
    case WO_KEY_PLACE:
        write_place(text, scenario, field);
        break;
    case WO_KEY_CLASS:
        wo_yaml_text_quote(text, scenario->classes[*(const int *)field].name);
        break;
    default:
        return false;
    }
    return true;
}
