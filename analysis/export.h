/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file export.h
 *  What the exported tables share. */
#ifndef WO_ANALYSIS_EXPORT_H
#define WO_ANALYSIS_EXPORT_H

#include "wayout/analysis.h"

/** What every table needs from the file. */
typedef struct wo_export_source {
    const wo_export_options *options;
    wo_reader *reader;
    wo_header header;
    char **variants;
    size_t n_variants;
    wo_variable time;
} wo_export_source;

/** A field of text, quoted where it has to be; no comma before it. */
void wo_export_text(FILE *stream, const char *text);
/** A comma and a number: empty when missing, inf when not reached. */
void wo_export_number(FILE *stream, double value);
/** A comma and local time with zone, so many seconds after the start. */
void wo_export_time(FILE *stream, const wo_export_source *from, double seconds);
void wo_export_end_row(FILE *stream);
/** Fails when the file, being of a sweep, lacks a variable. */
WO_NODISCARD wo_status wo_export_needs(const wo_export_source *from, const char *name, wo_error *error);

WO_NODISCARD wo_status wo_export_observed(const wo_export_source *from, FILE *stream, wo_error *error);
WO_NODISCARD wo_status wo_export_road(const wo_export_source *from, FILE *stream, wo_error *error);
WO_NODISCARD wo_status wo_export_trips(const wo_export_source *from, FILE *stream, wo_error *error);

#endif
