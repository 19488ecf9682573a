/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wayout/clock.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/** Widest zone in use is +14:00. */
#define LARGEST_OFFSET_MINUTES (14 * 60)

wo_ms wo_ms_from_s(double seconds)
{
    if (!(seconds > 0.0)) {
        return 0;
    }
    const double ms = floor(seconds * 1000.0 + 0.5);
    return ms < (double)WO_NEVER ? (wo_ms)ms : WO_NEVER;
}

/** Reads exactly `digits` decimal digits and moves on; false when there are fewer. */
static bool read_digits(const char **text, int digits, int *value)
{
    *value = 0;
    for (int i = 0; i < digits; i++, (*text)++) {
        if (**text < '0' || **text > '9') {
            return false;
        }
        *value = 10 * *value + (**text - '0');
    }
    return true;
}

static bool read_mark(const char **text, char mark)
{
    if (**text != mark) {
        return false;
    }
    (*text)++;
    return true;
}

static bool read_date(const char **text, struct tm *date)
{
    const bool read = read_digits(text, 4, &date->tm_year) && read_mark(text, '-') &&
                      read_digits(text, 2, &date->tm_mon) && read_mark(text, '-') &&
                      read_digits(text, 2, &date->tm_mday);
    date->tm_year -= 1900;
    date->tm_mon -= 1;
    return read;
}

static bool read_time(const char **text, struct tm *date)
{
    if (!read_digits(text, 2, &date->tm_hour) || !read_mark(text, ':') || !read_digits(text, 2, &date->tm_min)) {
        return false;
    }
    return !read_mark(text, ':') || read_digits(text, 2, &date->tm_sec);
}

static bool read_zone(const char **text, int *offset_minutes)
{
    *offset_minutes = 0;
    if (read_mark(text, 'Z')) {
        return true;
    }
    const int sign = **text == '-' ? -1 : 1;
    int hours = 0;
    int minutes = 0;
    if ((!read_mark(text, '+') && !read_mark(text, '-')) || !read_digits(text, 2, &hours) || !read_mark(text, ':') ||
        !read_digits(text, 2, &minutes)) {
        return false;
    }
    *offset_minutes = sign * (60 * hours + minutes);
    return minutes < 60 && 60 * hours + minutes <= LARGEST_OFFSET_MINUTES;
}

/** Seconds since 1970 when the date exists: timegm turns 31 February into 3 March, so the fields must survive. */
static bool exists(const struct tm *date, time_t *seconds)
{
    struct tm normal = *date;
    *seconds = timegm(&normal);
    return normal.tm_year == date->tm_year && normal.tm_mon == date->tm_mon && normal.tm_mday == date->tm_mday &&
           normal.tm_hour == date->tm_hour && normal.tm_min == date->tm_min && normal.tm_sec == date->tm_sec;
}

wo_status wo_instant_parse(const char *text, wo_instant *instant, wo_error *error)
{
    struct tm date;
    memset(&date, 0, sizeof date);
    const char *rest = text;
    if (!read_date(&rest, &date) || !read_mark(&rest, 'T') || !read_time(&rest, &date)) {
        return wo_error_set(error, WO_ERR_SYNTAX, "'%.60s' is no date and time such as 2020-11-10T01:00:00+04:00",
                            text);
    }
    int offset_minutes = 0;
    if (*rest == '\0') {
        return wo_error_set(error, WO_ERR_SYNTAX, "'%.60s' has no zone: add Z or an offset such as +04:00", text);
    }
    if (!read_zone(&rest, &offset_minutes) || *rest != '\0') {
        return wo_error_set(error, WO_ERR_SYNTAX, "'%.60s' does not end in a zone: Z or an offset such as +04:00",
                            text);
    }
    time_t seconds = 0;
    if (!exists(&date, &seconds)) {
        return wo_error_set(error, WO_ERR_SYNTAX, "'%.60s' does not exist in the calendar", text);
    }
    instant->unix_ms = ((int64_t)seconds - 60 * (int64_t)offset_minutes) * 1000;
    instant->offset_minutes = offset_minutes;
    return WO_OK;
}

void wo_instant_format(wo_instant instant, char text[32])
{
    const int64_t local_ms = instant.unix_ms + (int64_t)instant.offset_minutes * 60000;
    const time_t seconds = (time_t)(local_ms / 1000 - (local_ms % 1000 < 0));
    struct tm date;
    memset(&date, 0, sizeof date);
    (void)gmtime_r(&seconds, &date);
    const size_t length = strftime(text, 32, "%Y-%m-%dT%H:%M:%S", &date);
    const unsigned offset = (unsigned)(instant.offset_minutes < 0 ? -instant.offset_minutes : instant.offset_minutes);
    (void)snprintf(text + length, 32 - length, "%c%02u:%02u", instant.offset_minutes < 0 ? '-' : '+', offset / 60 % 100,
                   offset % 60);
}

wo_instant wo_instant_after(wo_instant start, wo_ms ms)
{
    start.unix_ms += ms;
    return start;
}

double wo_seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}
