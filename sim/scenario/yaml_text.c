/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "yaml_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define USUAL_BYTES 64 /* of what is written at a time: more is written once more */

static bool make_room(wo_yaml_text *text, size_t more)
{
    if (text->failed) {
        return false;
    }
    if (text->length + more + 1 > text->room) {
        const size_t room = 2 * (text->length + more + 1) + 64;
        char *data = realloc(text->data, room);
        if (data == NULL) {
            text->failed = true;
            return false;
        }
        text->data = data;
        text->room = room;
    }
    return true;
}

void wo_yaml_text_append(wo_yaml_text *text, const char *bytes, size_t n)
{
    if (make_room(text, n)) {
        memcpy(text->data + text->length, bytes, n);
        text->length += n;
        text->data[text->length] = '\0';
    }
}

void wo_yaml_text_add(wo_yaml_text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    if (make_room(text, USUAL_BYTES)) {
        const size_t free = text->room - text->length;
        const int n = vsnprintf(text->data + text->length, free, format, arguments);
        if (n >= 0 && (size_t)n >= free && make_room(text, (size_t)n)) {
            (void)vsnprintf(text->data + text->length, (size_t)n + 1, format, again);
        }
        text->length += n >= 0 && !text->failed ? (size_t)n : 0;
        text->data[text->length] = '\0';
    }
    va_end(arguments);
    va_end(again);
}

void wo_yaml_text_cut(wo_yaml_text *text, size_t length)
{
    if (length < text->length) {
        text->length = length;
        text->data[length] = '\0';
    }
}

void wo_yaml_text_quote(wo_yaml_text *text, const char *words)
{
    wo_yaml_text_append(text, "\"", 1);
    for (const char *c = words; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\') {
            wo_yaml_text_append(text, "\\", 1);
        }
        wo_yaml_text_append(text, c, 1);
    }
    wo_yaml_text_append(text, "\"", 1);
}

void wo_yaml_text_free(wo_yaml_text *text)
{
    free(text->data);
    memset(text, 0, sizeof *text);
}

size_t wo_utf8_next(const char *bytes, size_t n, uint32_t *code)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *b = (const unsigned char *)bytes;
    const size_t length = n == 0              ? 0
                          : b[0] < 0x80       ? 1
                          : (b[0] >> 5) == 6  ? 2
                          : (b[0] >> 4) == 14 ? 3
                          : (b[0] >> 3) == 30 ? 4
                                              : 0;
    if (length == 0 || length > n) {
        return 0;
    }
    *code = length == 1 ? b[0] : b[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((b[i] & 0xc0) != 0x80) {
            return 0;
        }
        *code = *code << 6 | (b[i] & 0x3fu);
    }
    const bool surrogate = *code >= 0xd800 && *code <= 0xdfff;
    return *code < smallest[length] || surrogate || *code > 0x10ffff ? 0 : length;
}

bool wo_utf8_allowed(uint32_t code)
{
    const bool control = code < 0x20 || (code >= 0x7f && code < 0xa0);
    const bool line_break = code == 0x2028 || code == 0x2029;
    const bool no_character = code == 0xfeff || (code & 0xfffe) == 0xfffe;
    return !control && !line_break && !no_character;
}
