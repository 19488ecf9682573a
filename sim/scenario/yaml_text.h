/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file yaml_text.h
 *  A text that grows, and what may stand in one. Private to the scenario layer. */
#ifndef WAYOUT_SCENARIO_YAML_TEXT_H
#define WAYOUT_SCENARIO_YAML_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "wayout/error.h"

/** Zero-initialise. `data` is NULL or ends with a NUL. After a failed allocation everything is a no-op. */
typedef struct wo_yaml_text {
    char *data;
    size_t length, room;
    bool failed;
} wo_yaml_text;

void wo_yaml_text_append(wo_yaml_text *text, const char *bytes, size_t n);
void wo_yaml_text_add(wo_yaml_text *text, const char *format, ...) WO_PRINTF(2, 3);
/** Shortens the text to `length` bytes. */
void wo_yaml_text_cut(wo_yaml_text *text, size_t length);
/** Appends `words` as a double-quoted YAML scalar. */
void wo_yaml_text_quote(wo_yaml_text *text, const char *words);
void wo_yaml_text_free(wo_yaml_text *text);

/** Length in bytes (1 to 4) of the UTF-8 character at `bytes`, 0 when it is not one. */
size_t wo_utf8_next(const char *bytes, size_t n, uint32_t *code);
/** Whether a scenario may contain the character, line breaks and tabs apart: no control characters, no breaks of line
 *  that only some programs see. */
bool wo_utf8_allowed(uint32_t code);

#endif
