/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void copy(char text[WO_TEXT_SIZE], const char *from)
{
    snprintf(text, WO_TEXT_SIZE, "%s", from);
}

/* Puts a comma between thousands. */
static void group_thousands(char text[WO_TEXT_SIZE])
{
    char digits[WO_TEXT_SIZE];
    copy(digits, text);
    const size_t n = strlen(digits);
    const size_t sign = digits[0] == '-' ? 1 : 0;
    size_t k = 0;
    for (size_t i = 0; i < n && k + 2 < WO_TEXT_SIZE; i++) {
        if (i > sign && (n - i) % 3 == 0) {
            text[k++] = ',';
        }
        text[k++] = digits[i];
    }
    text[k] = '\0';
}

void wo_text_count(double value, char text[WO_TEXT_SIZE])
{
    if (fabs(value) < 9.95 && fabs(value - round(value)) > 0.05) {
        snprintf(text, WO_TEXT_SIZE, "%.1f", value);
        return;
    }
    snprintf(text, WO_TEXT_SIZE, "%.0f", value);
    if (strcmp(text, "-0") == 0) {
        copy(text, "0");
    }
    group_thousands(text);
}

void wo_text_duration(double seconds, char text[WO_TEXT_SIZE])
{
    const char *sign = seconds < 0 ? "-" : "";
    const double size = fabs(seconds);
    if (size < 59.95) {
        snprintf(text, WO_TEXT_SIZE, size < 0.05 ? "%s%.0f s" : "%s%.1f s", size < 0.05 ? "" : sign, size);
    } else if (size < 3599.5) {
        const long long s = llround(size);
        snprintf(text, WO_TEXT_SIZE, s % 60 == 0 ? "%s%lld min" : "%s%lld:%02lld min", sign, s / 60, s % 60);
    } else if (size < 86370) {
        const long long minutes = llround(size / 60);
        snprintf(text, WO_TEXT_SIZE, minutes % 60 == 0 ? "%s%lld h" : "%s%lld:%02lld h", sign, minutes / 60,
                 minutes % 60);
    } else {
        const long long hours = llround(size / 3600);
        snprintf(text, WO_TEXT_SIZE, hours % 24 == 0 ? "%s%lld d" : "%s%lld d %lld h", sign, hours / 24, hours % 24);
    }
}

static void length(double m, char text[WO_TEXT_SIZE])
{
    if (fabs(m) < 999.5) {
        snprintf(text, WO_TEXT_SIZE, "%.0f m", m);
    } else {
        snprintf(text, WO_TEXT_SIZE, "%.1f km", m / 1000);
    }
}

void wo_text_value(wo_kind kind, double value, char text[WO_TEXT_SIZE])
{
    if (isnan(value)) {
        copy(text, "unknown");
    } else if (isinf(value)) {
        copy(text, "not reached");
    } else if (kind == WO_KIND_DURATION) {
        wo_text_duration(value, text);
    } else if (kind == WO_KIND_LENGTH) {
        length(value, text);
    } else {
        wo_text_count(value, text);
    }
}

void wo_text_signed(wo_kind kind, double value, char text[WO_TEXT_SIZE])
{
    char plain[WO_TEXT_SIZE];
    wo_text_value(kind, value, plain);
    const bool plus = isfinite(value) && plain[0] != '-' && strtod(plain, NULL) > 0;
    snprintf(text, WO_TEXT_SIZE, "%s%.*s", plus ? "+" : "", WO_TEXT_SIZE - 2, plain);
}

void wo_text_range(wo_kind kind, double low, double high, char text[WO_TEXT_SIZE])
{
    char from[WO_TEXT_SIZE], to[WO_TEXT_SIZE];
    wo_text_value(kind, low, from);
    wo_text_value(kind, high, to);
    if (isinf(low)) {
        copy(text, from);
    } else if (isinf(high)) {
        snprintf(text, WO_TEXT_SIZE, "%.28s or later", from);
    } else {
        snprintf(text, WO_TEXT_SIZE, "%.28s .. %.28s", from, to);
    }
}

/* One unit without decimals is enough for the width of an interval: "78 min". */
static void half_width(wo_kind kind, double value, char text[WO_TEXT_SIZE])
{
    if (kind != WO_KIND_DURATION || value < 9.95) {
        wo_text_value(kind, value, text);
    } else if (value < 120) {
        snprintf(text, WO_TEXT_SIZE, "%.0f s", value);
    } else if (value < 7200) {
        snprintf(text, WO_TEXT_SIZE, "%.0f min", value / 60);
    } else if (value < 172800) {
        snprintf(text, WO_TEXT_SIZE, "%.0f h", value / 3600);
    } else {
        snprintf(text, WO_TEXT_SIZE, "%.0f d", value / 86400);
    }
}

void wo_text_mean(wo_kind kind, double mean, double high, bool with_sign, char text[WO_TEXT_SIZE])
{
    char value[WO_TEXT_SIZE], half[WO_TEXT_SIZE];
    if (with_sign) {
        wo_text_signed(kind, mean, value);
    } else {
        wo_text_value(kind, mean, value);
    }
    if (!isfinite(mean)) {
        copy(text, value);
    } else if (!isfinite(high)) {
        snprintf(text, WO_TEXT_SIZE, "%.28s \u00b1 ?", value);
    } else {
        half_width(kind, high - mean, half);
        snprintf(text, WO_TEXT_SIZE, "%.28s \u00b1 %.28s", value, half);
    }
}

void wo_text_percent(double share, char text[WO_TEXT_SIZE])
{
    snprintf(text, WO_TEXT_SIZE, "%.1f %%", 100 * share);
}

void wo_text_date(wo_instant start, wo_ms at, char text[WO_TEXT_SIZE])
{
    char instant[32];
    wo_instant_format(wo_instant_after(start, at), instant);
    snprintf(text, WO_TEXT_SIZE, "%.10s %.5s", instant, instant + 11);
}

void wo_text_zone(wo_instant start, char text[WO_TEXT_SIZE])
{
    char instant[32];
    wo_instant_format(start, instant);
    const size_t n = strlen(instant);
    copy(text, n > 19 ? instant + 19 : "");
}

#define FEW 20

void wo_text_few(FILE *stream, size_t replications)
{
    if (replications < FEW) {
        fprintf(stream, "only %zu replication%s: intervals are wide and may be wrong\n", replications,
                replications == 1 ? "" : "s");
    }
}

/* Characters of the first `n` bytes of UTF-8. */
static int columns(const char *text, size_t n)
{
    int used = 0;
    for (size_t i = 0; i < n; i++) {
        used += ((unsigned char)text[i] & 0xC0u) != 0x80u ? 1 : 0;
    }
    return used;
}

void wo_text_column(FILE *stream, const char *text, int width)
{
    const int fill = abs(width) - columns(text, strlen(text));
    if (width < 0 && fill > 0) {
        fprintf(stream, "%*s", fill, "");
    }
    fputs(text, stream);
    if (width > 0 && fill > 0) {
        fprintf(stream, "%*s", fill, "");
    }
}

void wo_text_wrap(FILE *stream, const char *text, int width)
{
    int used = 0;
    for (const char *word = text; *word != '\0';) {
        const size_t n = strcspn(word, " ");
        const int size = columns(word, n);
        if (used > 0 && used + 1 + size > width) {
            fputc('\n', stream);
            used = 0;
        } else if (used > 0) {
            fputc(' ', stream);
            used++;
        }
        fwrite(word, 1, n, stream);
        used += size;
        word += n + (word[n] == ' ' ? 1 : 0);
    }
    fputc('\n', stream);
}
