/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file text.h
 *  Numbers, durations and dates as a person reads them, and columns of UTF-8 text. */
#ifndef WO_ANALYSIS_TEXT_H
#define WO_ANALYSIS_TEXT_H

#include <stdio.h>

#include "wayout/clock.h"

#define WO_TEXT_SIZE 64

/** What a number counts; decides how it is written. */
typedef enum wo_kind {
    WO_KIND_PEOPLE,
    WO_KIND_HEADS,
    WO_KIND_LOADS,
    WO_KIND_VEHICLES,
    WO_KIND_DURATION, /**< seconds */
    WO_KIND_LENGTH    /**< metres */
} wo_kind;

/** "1,234", or one decimal below 10 when the value is no whole number. */
void wo_text_count(double value, char text[WO_TEXT_SIZE]);
/** The two largest units: "5 d 3 h", "3:20 h", "4:10 min", "12.3 s". */
void wo_text_duration(double seconds, char text[WO_TEXT_SIZE]);
/** A value of a kind; infinity gives "not reached", NaN "unknown". */
void wo_text_value(wo_kind kind, double value, char text[WO_TEXT_SIZE]);
/** The same with a sign in front. */
void wo_text_signed(wo_kind kind, double value, char text[WO_TEXT_SIZE]);
/** "low .. high". */
void wo_text_range(wo_kind kind, double low, double high, char text[WO_TEXT_SIZE]);
/** "mean +- half of the interval"; `with_sign` for differences. */
void wo_text_mean(wo_kind kind, double mean, double high, bool with_sign, char text[WO_TEXT_SIZE]);
/** "93.5 %". */
void wo_text_percent(double share, char text[WO_TEXT_SIZE]);
/** "2020-11-16 00:00", local time of the scenario. */
void wo_text_date(wo_instant start, wo_ms at, char text[WO_TEXT_SIZE]);
/** The zone of the dates, "+04:00". */
void wo_text_zone(wo_instant start, char text[WO_TEXT_SIZE]);

/** What table and JSON say instead of all that is told of residents. */
#define WO_NO_RESIDENTS "no residents in this scenario"

/** A line that warns of few replications; nothing when there are enough. */
void wo_text_few(FILE *stream, size_t replications);
/** Writes `text` and fills to `width` columns (UTF-8 characters); a negative width aligns right. */
void wo_text_column(FILE *stream, const char *text, int width);
/** Writes a sentence in lines of at most `width` columns. */
void wo_text_wrap(FILE *stream, const char *text, int width);

#endif
