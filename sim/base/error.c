/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wayout/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *wo_status_text(wo_status status)
{
    static const char *const sentences[] = {
#define WO_STATUS_SENTENCE(code, sentence) [code] = (sentence),
        WO_STATUS_LIST(WO_STATUS_SENTENCE)
#undef WO_STATUS_SENTENCE
    };
    const size_t index = (size_t)status;
    return index < sizeof sentences / sizeof sentences[0] ? sentences[index] : "unknown status";
}

/** A message is one line; text of users that is quoted in it may hold anything. */
static void one_line(char *message)
{
    for (char *c = message; *c != '\0'; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7f) {
            *c = ' ';
        }
    }
}

/** Takes back a UTF-8 character that the end of the buffer has cut in two. */
static void drop_cut_character(char *message, size_t length)
{
    size_t start = length;
    while (start > 0 && ((unsigned char)message[start - 1] & 0xc0) == 0x80) {
        start--;
    }
    if (start == 0 || (unsigned char)message[start - 1] < 0xc0) {
        return;
    }
    const unsigned char lead = (unsigned char)message[start - 1];
    const size_t follow = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    if (length - start < follow) {
        message[start - 1] = '\0';
    }
}

wo_status wo_error_set(wo_error *error, wo_status status, const char *format, ...)
{
    if (error == NULL) {
        return status;
    }
    error->status = status;
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    if (length < 0) {
        error->message[0] = '\0';
    }
    one_line(error->message);
    if (length >= (int)sizeof error->message) {
        drop_cut_character(error->message, strlen(error->message));
    }
    return status;
}
