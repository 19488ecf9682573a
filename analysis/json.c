/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json.h"

#include <inttypes.h>
#include <math.h>

static void put_string(FILE *stream, const char *text)
{
    fputc('"', stream);
    for (const char *c = text; *c != '\0'; c++) {
        const unsigned char byte = (unsigned char)*c;
        if (byte == '"' || byte == '\\') {
            fputc('\\', stream);
            fputc(byte, stream);
        } else if (byte < 0x20) {
            fprintf(stream, "\\u%04x", byte);
        } else {
            fputc(byte, stream);
        }
    }
    fputc('"', stream);
}

static void put_key(wo_json *json, const char *key)
{
    if (!json->first) {
        fputc(',', json->stream);
    }
    json->first = false;
    if (json->depth > 0) {
        fprintf(json->stream, "\n%*s", 2 * json->depth, "");
    }
    if (key != NULL) {
        put_string(json->stream, key);
        fputs(": ", json->stream);
    }
}

void wo_json_open(wo_json *json, const char *key, char bracket)
{
    put_key(json, key);
    fputc(bracket, json->stream);
    json->depth++;
    json->first = true;
}

void wo_json_close(wo_json *json, char bracket)
{
    json->depth--;
    if (!json->first) {
        fprintf(json->stream, "\n%*s", 2 * json->depth, "");
    }
    fputc(bracket, json->stream);
    json->first = false;
    if (json->depth == 0) {
        fputc('\n', json->stream);
    }
}

void wo_json_number(wo_json *json, const char *key, double value)
{
    if (!isfinite(value)) {
        wo_json_null(json, key);
        return;
    }
    put_key(json, key);
    fprintf(json->stream, "%.10g", value);
}

void wo_json_count(wo_json *json, const char *key, uint64_t value)
{
    put_key(json, key);
    fprintf(json->stream, "%" PRIu64, value);
}

void wo_json_text(wo_json *json, const char *key, const char *value)
{
    put_key(json, key);
    put_string(json->stream, value);
}

void wo_json_null(wo_json *json, const char *key)
{
    put_key(json, key);
    fputs("null", json->stream);
}
