/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was counted beside what is simulated at the same instant. */
#include <math.h>
#include <string.h>

#include "export.h"
#include "observed.h"

/* The series of one variant, read when the first count of its unit comes. */
typedef struct simulated {
    wo_variable people, vehicles;
} simulated;

static wo_status summary_of(const wo_export_source *from, const wo_counted *counted, size_t i, size_t variant,
                            simulated *of, wo_summary *summary, wo_error *error)
{
    const char *name = wo_counted_series(counted->unit[i]);
    const double unknown = NAN;
    *summary = (wo_summary){.median = unknown, .low = unknown, .high = unknown};
    if (name == NULL) {
        return WO_OK;
    }
    wo_variable *series = strcmp(counted->unit[i], "people") == 0 ? &of->people : &of->vehicles;
    if (series->values == NULL) {
        WO_TRY(wo_reader_row(from->reader, name, variant, series, error));
    }
    return wo_counted_simulated(counted, i, &from->time, series, summary, error);
}

static void put_count(FILE *stream, const wo_export_source *from, const wo_counted *counted, size_t i, size_t variant,
                      const wo_summary *summary)
{
    const char *name = wo_counted_series(counted->unit[i]);
    wo_export_text(stream, from->variants[variant]);
    fputc(',', stream);
    wo_export_text(stream, counted->station[i]);
    fputc(',', stream);
    wo_export_text(stream, counted->unit[i]);
    wo_export_time(stream, from, counted->time.values[i]);
    wo_export_number(stream, counted->count.values[i]);
    fprintf(stream, ",%s", name != NULL ? name : "");
    wo_export_number(stream, summary->median);
    wo_export_number(stream, summary->low);
    wo_export_number(stream, summary->high);
    wo_export_end_row(stream);
}

static wo_status put_variant(const wo_export_source *from, const wo_counted *counted, size_t variant, FILE *stream,
                             wo_error *error)
{
    wo_status status = WO_OK;
    simulated of = {0};
    for (size_t i = 0; i < counted->n && status == WO_OK; i++) {
        wo_summary summary;
        status = summary_of(from, counted, i, variant, &of, &summary, error);
        if (status == WO_OK) {
            put_count(stream, from, counted, i, variant, &summary);
        }
    }
    wo_variable_free(&of.people);
    wo_variable_free(&of.vehicles);
    return status;
}

wo_status wo_export_observed(const wo_export_source *from, FILE *stream, wo_error *error)
{
    wo_counted counted;
    if (!wo_reader_has(from->reader, "observed_count")) {
        return wo_error_set(error, WO_ERR_RANGE,
                            "the scenario of this file has no counts: it lacks the key 'observed'");
    }
    WO_TRY(wo_export_needs(from, "series_departures", error));
    wo_status status = wo_counted_read(from->reader, &counted, error);
    if (status == WO_OK) {
        fputs("variant,station,unit,time,observed,series,simulated_median,simulated_low_2.5%,simulated_high_97.5%",
              stream);
        wo_export_end_row(stream);
    }
    for (size_t v = 0; v < from->n_variants && status == WO_OK; v++) {
        status = put_variant(from, &counted, v, stream, error);
    }
    wo_counted_free(&counted);
    return status;
}
