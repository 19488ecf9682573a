/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reference of the scenario format, from the schema. */
#include <stdio.h>
#include <string.h>

#include "schema.h"
#include "yaml_text.h"

static const char introduction[] =
    "# Scenario file\n"
    "\n"
    "This page is printed by `wayout schema --markdown`; the table of keys in `sim/scenario/schema*.c` is its source.\n"
    "\n"
    "A scenario is a YAML file in UTF-8 of at most 8 MiB: maps, lists and single values, without anchors, aliases and\n"
    "tags. `wayout check FILE` lists all its problems at once, with line and column.\n"
    "\n"
    "## Values\n"
    "\n"
    "- Numbers carry their unit: `7 m`, `18.5 km`, `40 km/h`, `50/h`, `2.5 h`, `10 d`, `95 kg/kW`. Counts and shares "
    "are\n"
    "  plain; a share may be written `45 %`.\n"
    "- Times are ISO 8601 with a zone: `2020-11-10T01:00:00+04:00`.\n"
    "- A place is `{section: pass, km: 18}`; `km` is a plain number of kilometres from the section's `from`.\n"
    "- A *number* may be uncertain; then each replication draws it once, and all variants share the draw:\n"
    "  `{low: 60, central: 120, high: 250}` (triangle), `{uniform: [a, b]}`, `{normal: [mean, sd]}`,\n"
    "  `{lognormal: [median, sigma of the logarithm]}`. Draws are cut to the range of the key.\n"
    "- A *distribution* is drawn anew for each event, such as the loading of a truck. It is written in the same way,\n"
    "  `{lognormal: [2.5 h, 0.5]}`, and its parameters may themselves be uncertain numbers.\n"
    "- Files that a scenario names lie beside it: their names are relative to its folder. They are CSV in UTF-8, at "
    "most\n"
    "  1 MiB each and 50,000 lines together; a first line of names, empty lines and lines with `#` are skipped.\n"
    "- A value may say where it comes from: `{value: 7 m, mark: reported, source: \"...\"}`. `mark` is one of "
    "reported,\n"
    "  derived, assumed. Shapes take the same two keys; at a map they hold for all values in it that have none of "
    "their\n"
    "  own. `wayout check --ledger` lists every value with mark and source; what is not written is a default of "
    "wayout\n"
    "  and counts as assumed.\n"
    "\n"
    "## Variants\n"
    "\n"
    "`variants` maps names to the keys that change; without it the scenario is its own only variant. Maps merge "
    "deeply;\n"
    "values (uncertain ones as a whole) and lists are replaced; `key+` appends to a list. Lists\n"
    "whose elements have a `name` are also changed by it: `origins: {Karvachar: {households: 200}}`.\n";

static const char *kind_words(const wo_key *key)
{
    static const char *const dimensions[] = {
        [WO_DIM_NONE] = "number",
        [WO_DIM_COUNT] = "whole number",
        [WO_DIM_LENGTH] = "length",
        [WO_DIM_AREA] = "area",
        [WO_DIM_TIME] = "time span",
        [WO_DIM_SPEED] = "speed",
        [WO_DIM_FLOW] = "flow",
        [WO_DIM_RATE] = "rate",
        [WO_DIM_MASS_TO_POWER] = "kg/kW",
        [WO_DIM_ANGLE] = "angle",
        [WO_DIM_GROWTH] = "growth of snow",
        [WO_DIM_HAZARD] = "number",
    };
    static const char *const kinds[] = {
        [WO_KEY_VERSION] = "1",
        [WO_KEY_VARIANTS] = "map of changes",
        [WO_KEY_NAME] = "name",
        [WO_KEY_TEXT] = "text",
        [WO_KEY_NUMBER] = NULL,
        [WO_KEY_PAIR] = NULL,
        [WO_KEY_EVENT] = NULL,
        [WO_KEY_REAL] = NULL,
        [WO_KEY_WHOLE] = NULL,
        [WO_KEY_FLAG] = "yes or no",
        [WO_KEY_CHOICE] = "word",
        [WO_KEY_START] = "instant",
        [WO_KEY_INSTANT] = "instant",
        [WO_KEY_SPAN] = "[instant, instant]",
        [WO_KEY_TIMES] = "list of instants",
        [WO_KEY_COUNTS] = "list of [instant, count]",
        [WO_KEY_PATH] = "list of [latitude, longitude]",
        [WO_KEY_FILE] = "name of a file",
        [WO_KEY_SECTION] = "name of a section",
        [WO_KEY_PLACE] = "place",
        [WO_KEY_CLASS] = "name of a class",
        [WO_KEY_OBJECT] = "map",
        [WO_KEY_LIST] = "list of maps",
        [WO_KEY_TABLE] = "map from names",
    };
    return kinds[key->kind] != NULL ? kinds[key->kind] : dimensions[key->dimension];
}

static void describe_kind(const wo_key *key, wo_yaml_text *text)
{
    switch (key->kind) {
    case WO_KEY_PAIR:
        wo_yaml_text_add(text, "[%s, %s], may be uncertain", kind_words(key), kind_words(key));
        break;
    case WO_KEY_NUMBER:
        wo_yaml_text_add(text, "%s, may be uncertain", kind_words(key));
        break;
    case WO_KEY_EVENT:
        wo_yaml_text_add(text, "distribution of a %s", kind_words(key));
        break;
    case WO_KEY_WHOLE:
        wo_yaml_text_add(text, "whole number");
        break;
    default:
        wo_yaml_text_add(text, "%s", kind_words(key));
        break;
    }
}

static void describe_range(const wo_key *key, wo_yaml_text *text)
{
    if (key->kind == WO_KEY_CHOICE) {
        for (size_t i = 0; key->words[i] != NULL; i++) {
            wo_yaml_text_add(text, "%s%s", i > 0 ? ", " : "", key->words[i]);
        }
    } else if (key->kind == WO_KEY_LIST || key->kind == WO_KEY_TABLE || key->kind == WO_KEY_TIMES ||
               key->kind == WO_KEY_COUNTS || key->kind == WO_KEY_PATH || key->kind == WO_KEY_VARIANTS) {
        wo_yaml_text_add(text, "at most %.0f", key->high);
    } else if (key->low < key->high) {
        char low[64];
        char high[64];
        wo_quantity_format(key->low, key->dimension, low);
        wo_quantity_format(key->high, key->dimension, high);
        wo_yaml_text_add(text, "%s to %s", low, high);
    }
}

static void describe_default(const wo_key *key, wo_yaml_text *text)
{
    const char *fallback = key->fallback;
    if (fallback == NULL) {
        wo_yaml_text_add(text, "required");
    } else if (fallback[0] == '=') {
        wo_yaml_text_add(text, "%s", fallback + 1);
    } else if (key->kind == WO_KEY_OBJECT && key->count == 0) {
        wo_yaml_text_add(text, "as below");
    } else {
        wo_yaml_text_add(text, "%s", fallback[0] == '\0' ? "none" : fallback);
    }
}

static void print_key(const wo_key *key, FILE *stream, bool markdown)
{
    wo_yaml_text kind = {0};
    wo_yaml_text range = {0};
    wo_yaml_text fallback = {0};
    describe_kind(key, &kind);
    describe_range(key, &range);
    describe_default(key, &fallback);
    const char *words[3] = {kind.data, range.data, fallback.data};
    for (int i = 0; i < 3; i++) {
        words[i] = words[i] != NULL ? words[i] : "";
    }
    if (markdown) {
        fprintf(stream, "| `%s` | %s | %s | %s | %s%s |\n", key->name, words[0], words[1], words[2], key->sentence,
                key->common ? " Not in variants." : "");
    } else {
        fprintf(stream, "  %-20s  %s%s%s; %s%s\n  %-20s  %s\n", key->name, words[0], words[1][0] != '\0' ? "; " : "",
                words[1], strcmp(words[2], "required") == 0 ? "" : "default: ", words[2], "", key->sentence);
    }
    wo_yaml_text_free(&kind);
    wo_yaml_text_free(&range);
    wo_yaml_text_free(&fallback);
}

static void print_object(const wo_object *object, FILE *stream, bool markdown)
{
    if (markdown) {
        fprintf(stream, "\n## `%s`\n\n| key | value | range | default | meaning |\n|---|---|---|---|---|\n",
                object->title);
    } else {
        fprintf(stream, "\n%s\n", object->title);
    }
    for (const wo_key *key = object->keys; key->name != NULL; key++) {
        print_key(key, stream, markdown);
    }
    const char *builtin = object == &wo_object_class   ? wo_builtin_classes
                          : object == &wo_object_state ? wo_builtin_states
                                                       : NULL;
    if (builtin != NULL) {
        fprintf(stream, "%sBuilt in:\n\n%s", markdown ? "\n" : "\n  ", markdown ? "```yaml\n" : "");
        fprintf(stream, "%s%s", builtin, markdown ? "```\n" : "");
    }
    for (const wo_key *key = object->keys; key->name != NULL; key++) {
        if (key->object != NULL) {
            print_object(key->object, stream, markdown);
        }
    }
}

void wo_schema_print(FILE *stream, bool markdown)
{
    fprintf(stream, "%s",
            markdown ? introduction : "Every key of a scenario file. `wayout schema --markdown` says more.\n");
    print_object(&wo_object_scenario, stream, markdown);
}
