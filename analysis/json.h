/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file json.h
 *  A writer of valid JSON: commas, escapes, and null for numbers that JSON does not know. */
#ifndef WO_ANALYSIS_JSON_H
#define WO_ANALYSIS_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef struct wo_json {
    FILE *stream;
    int depth;
    bool first; /**< nothing written yet at this depth */
} wo_json;

/** `bracket` is '{' or '['; `key` is NULL inside an array and at the top. Closing takes '}' or ']'. */
void wo_json_open(wo_json *json, const char *key, char bracket);
void wo_json_close(wo_json *json, char bracket);
/** Non-finite numbers become null. */
void wo_json_number(wo_json *json, const char *key, double value);
void wo_json_count(wo_json *json, const char *key, uint64_t value);
void wo_json_text(wo_json *json, const char *key, const char *value);
void wo_json_null(wo_json *json, const char *key);

#endif
