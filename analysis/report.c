/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens the results file, lets each part of the page write its data, and writes the page as a whole. */
#include "report.h"

#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "whole_file.h"

/* The scenario of each variant; a run of one variant has fewer of them than the file that it was made from. */
static wo_status find_variants(wo_report_job *job, wo_error *error)
{
    const wo_compared *from = &job->from;
    job->of_variant = calloc(from->n_variants, sizeof *job->of_variant);
    job->marks = calloc(from->n_variants, sizeof *job->marks);
    if (job->of_variant == NULL || job->marks == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu variants", from->n_variants);
    }
    for (size_t v = 0; v < from->n_variants; v++) {
        const int at = wo_study_variant(&job->study, from->variants[v]);
        if (at < 0) {
            return wo_error_set(error, WO_ERR_FORMAT, "the scenario in the results has no variant '%s'",
                                from->variants[v]);
        }
        job->of_variant[v] = &job->study.variants[at];
        while (job->marks[v] < job->time.shape[0] &&
               1000 * job->time.values[job->marks[v]] <= from->header.closings[v]) {
            job->marks[v]++;
        }
        if (job->marks[v] < 2) {
            return wo_error_set(error, WO_ERR_FORMAT, "the results tell nothing over time of '%s'", from->variants[v]);
        }
    }
    return WO_OK;
}

/* The scenario was valid when the results were made, but perhaps to another version of the program. */
static wo_status read_study(wo_report_job *job, wo_error *error)
{
    char **text = NULL;
    size_t n = 0;
    wo_problems problems = {0};
    WO_TRY(wo_reader_strings(job->from.reader, "scenario/text", &text, &n, error));
    wo_status status = n == 1 ? wo_study_parse("scenario", text[0], strlen(text[0]), &job->study, &problems, error)
                              : wo_error_set(error, WO_ERR_FORMAT, "the results hold no scenario");
    if (status == WO_ERR_SCENARIO) {
        const wo_problem *first = problems.list;
        for (size_t i = 0; i + 1 < problems.n && first->warning; i++) {
            first++;
        }
        status =
            wo_error_set(error, WO_ERR_FORMAT, "the scenario in the results is not one to this version: line %d: %s",
                         first->line, first->message);
    }
    wo_problems_free(&problems);
    wo_strings_free(text, n);
    return status;
}

static wo_status open_job(wo_report_job *job, const char *path, wo_error *error)
{
    WO_TRY(wo_compared_open(path, &job->from, error));
    if (!wo_reader_has(job->from.reader, "series_departures")) {
        return wo_error_set(error, WO_ERR_RANGE,
                            "the file is of a sweep, which keeps nothing over time: a report needs one of run or "
                            "compare");
    }
    WO_TRY(wo_reader_variable(job->from.reader, "time", &job->time, error));
    WO_TRY(read_study(job, error));
    WO_TRY(find_variants(job, error));
    return wo_report_road_init(job, error);
}

static void close_job(wo_report_job *job)
{
    wo_report_road_free(&job->road);
    free(job->of_variant);
    free(job->marks);
    wo_variable_free(&job->time);
    wo_study_free(&job->study);
    wo_compared_close(&job->from);
}

static wo_status put_parts(wo_report_job *job, wo_error *error)
{
    wo_json_open(&job->json, NULL, '{');
    wo_report_answer(job);
    wo_report_table(job);
    WO_TRY(wo_report_times(job, error));
    WO_TRY(wo_report_put_road(job, error));
    WO_TRY(wo_report_fan(job, error));
    WO_TRY(wo_report_heat(job, error));
    WO_TRY(wo_report_film(job, error));
    wo_report_ledger(job);
    WO_TRY(wo_report_provenance(job, error));
    wo_json_close(&job->json, '}');
    return WO_OK;
}

/* The whole document in memory: a text that the caller frees. */
static wo_status write_data(wo_report_job *job, char **data, wo_error *error)
{
    size_t size = 0;
    *data = NULL;
    FILE *stream = open_memstream(data, &size);
    const locale_t plain = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
    if (stream == NULL || plain == (locale_t)0) {
        if (stream != NULL) {
            (void)fclose(stream);
        }
        if (plain != (locale_t)0) {
            freelocale(plain);
        }
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for the page");
    }
    job->json = (wo_json){.stream = stream, .first = true};
    const locale_t before = uselocale(plain);
    wo_status status = put_parts(job, error);
    (void)uselocale(before);
    freelocale(plain);
    const bool failed = ferror(stream) != 0;
    if ((fclose(stream) != 0 || failed) && status == WO_OK) {
        status = wo_error_set(error, WO_ERR_MEMORY, "no memory for the page");
    }
    return status;
}

static wo_status write_page(const wo_report_job *job, const char *data, const char *target, wo_error *error)
{
    wo_whole_file file;
    WO_TRY(wo_whole_file_open(&file, target, error));
    const int descriptor = dup(file.descriptor);
    FILE *page = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    if (page != NULL) {
        wo_report_page(page, job->from.header.title, data);
        const bool failed = ferror(page) != 0;
        if (fclose(page) == 0 && !failed) {
            return wo_whole_file_publish(&file, error);
        }
    } else if (descriptor >= 0) {
        (void)close(descriptor);
    }
    const int reason = errno;
    wo_whole_file_discard(&file);
    return wo_error_set(error, WO_ERR_IO, "cannot write %s: %s", target, strerror(reason));
}

wo_status wo_report(const char *results_path, const char *target, wo_error *error)
{
    wo_report_job job = {.from = {.reader = NULL}};
    char *data = NULL;
    wo_status status = open_job(&job, results_path, error);
    if (status == WO_OK) {
        status = write_data(&job, &data, error);
    }
    if (status == WO_OK) {
        status = write_page(&job, data, target, error);
    }
    free(data);
    close_job(&job);
    return status;
}
