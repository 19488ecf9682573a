/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every passage as a line of a long table. Trips and passages are read in blocks: a file may hold more than memory. */
#include <stdlib.h>
#include <string.h>

#include "export.h"
#include "trips.h"

#define BLOCK 65536

/* Passages from `from` on. */
typedef struct passages {
    wo_reader *reader;
    size_t total, from, n;
    int64_t at[BLOCK], segment[BLOCK];
} passages;

/* What a number of a column stands for. */
typedef struct words {
    char **variants, **classes;
    size_t n_variants, n_classes;
    char *roles, *origins; /* a name a line */
} words;

static wo_status load(passages *block, size_t i, wo_error *error)
{
    if (i >= block->from && i < block->from + block->n) {
        return WO_OK;
    }
    if (i >= block->total) {
        return wo_error_set(error, WO_ERR_FORMAT, "the trips tell of more passages than there are");
    }
    block->from = i;
    block->n = block->total - i < BLOCK ? block->total - i : BLOCK;
    WO_TRY(wo_reader_part(block->reader, "trips/at", i, block->n, block->at, error));
    return wo_reader_part(block->reader, "trips/segment", i, block->n, block->segment, error);
}

/* A comma and local time to the millisecond, as the file has it. */
static void put_instant(FILE *stream, const wo_export_source *from, int64_t ms)
{
    char text[32];
    const wo_instant at = wo_instant_after(from->header.start, (wo_ms)ms);
    wo_instant_format(at, text);
    fprintf(stream, ",%.19s.%03d%s", text, (int)((at.unix_ms % 1000 + 1000) % 1000), text + 19);
}

static void put_word(FILE *stream, char *const *list, size_t n, int64_t i)
{
    fputc(',', stream);
    if (i >= 0 && (uint64_t)i < n) {
        wo_export_text(stream, list[i]);
    }
}

static void put_line(FILE *stream, const char *lines, int64_t i)
{
    char name[512];
    fputc(',', stream);
    for (; i > 0 && lines != NULL; i--) {
        lines = strchr(lines, '\n');
        lines = lines != NULL ? lines + 1 : NULL;
    }
    if (i == 0 && lines != NULL) {
        snprintf(name, sizeof name, "%.*s", (int)strcspn(lines, "\n"), lines);
        wo_export_text(stream, name);
    }
}

static void put_trip(FILE *stream, const wo_export_source *from, const words *of, const wo_trip *trip)
{
    fprintf(stream, "%zu", trip->number);
    put_word(stream, of->variants, of->n_variants, trip->of[WO_TRIP_VARIANT]);
    wo_export_number(stream, (double)trip->of[WO_TRIP_REPLICATION]);
    put_word(stream, of->classes, of->n_classes, trip->of[WO_TRIP_CLASS]);
    put_line(stream, of->roles, trip->of[WO_TRIP_ROLE]);
    put_line(stream, of->origins, trip->of[WO_TRIP_ORIGIN]);
    wo_export_number(stream, (double)trip->of[WO_TRIP_PEOPLE]);
    wo_export_number(stream, (double)trip->of[WO_TRIP_HEADS]);
    wo_export_number(stream, (double)trip->of[WO_TRIP_GOODS]);
    put_instant(stream, from, trip->of[WO_TRIP_RELEASE]);
}

static wo_status put_passages(const wo_export_source *from, const words *of, const wo_trip *trip, passages *block,
                              FILE *stream, wo_error *error)
{
    const size_t n = (size_t)trip->of[WO_TRIP_PASSAGES];
    if (n == 0) { /* it never entered the road */
        put_trip(stream, from, of, trip);
        fputs(",,", stream);
        wo_export_end_row(stream);
    }
    for (size_t i = trip->first; i < trip->first + n; i++) {
        WO_TRY(load(block, i, error));
        put_trip(stream, from, of, trip);
        fprintf(stream, ",%lld", (long long)block->segment[i - block->from]);
        put_instant(stream, from, block->at[i - block->from]);
        wo_export_end_row(stream);
    }
    return WO_OK;
}

static wo_status words_read(const wo_export_source *from, words *of, wo_error *error)
{
    of->variants = from->variants;
    of->n_variants = from->n_variants;
    WO_TRY(wo_reader_strings(from->reader, "class", &of->classes, &of->n_classes, error));
    WO_TRY(wo_reader_note(from->reader, "trips/role", "names", &of->roles, error));
    return wo_reader_note(from->reader, "trips/origin", "names", &of->origins, error);
}

static wo_status put_all(const wo_export_source *from, wo_trip_walk *walk, const words *of, FILE *stream,
                         wo_error *error)
{
    wo_trip trip;
    bool more = true;
    passages *block = calloc(1, sizeof *block);
    if (block == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory to read passages");
    }
    block->reader = from->reader;
    wo_status status = wo_reader_length(from->reader, "trips/at", &block->total, error);
    fputs("trip,variant,replication,class,role,origin,people [1],heads [1],goods [1],release,segment,at", stream);
    wo_export_end_row(stream);
    while (status == WO_OK && !ferror(stream)) {
        status = wo_trip_walk_next(walk, &trip, &more, error);
        if (status != WO_OK || !more) {
            break;
        }
        status = put_passages(from, of, &trip, block, stream, error);
    }
    free(block);
    return status;
}

wo_status wo_export_trips(const wo_export_source *from, FILE *stream, wo_error *error)
{
    wo_trip_walk walk;
    words of = {0};
    wo_status status = wo_trip_walk_open(&walk, from->reader, error);
    if (status == WO_OK) {
        status = words_read(from, &of, error);
    }
    if (status == WO_OK) {
        status = put_all(from, &walk, &of, stream, error);
    }
    wo_strings_free(of.classes, of.n_classes);
    free(of.roles);
    free(of.origins);
    wo_trip_walk_close(&walk);
    return status;
}
