/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "comparison.h"

void wo_compared_close(wo_compared *file)
{
    wo_comparison_free(&file->comparison);
    wo_strings_free(file->variants, file->n_variants);
    wo_strings_free(file->classes, file->n_classes);
    wo_strings_free(file->sections, file->n_sections);
    wo_variable_free(&file->km_to_exit);
    wo_variable_free(&file->deadline_only);
    wo_outcomes_free(&file->outcomes);
    wo_header_free(&file->header);
    wo_reader_close(file->reader);
}

static wo_status read_all(const char *path, wo_compared *file, wo_error *error)
{
    WO_TRY(wo_reader_open(path, &file->reader, error));
    WO_TRY(wo_reader_header(file->reader, &file->header, error));
    WO_TRY(wo_reader_outcomes(file->reader, &file->outcomes, error));
    WO_TRY(wo_reader_strings(file->reader, "variant", &file->variants, &file->n_variants, error));
    WO_TRY(wo_reader_strings(file->reader, "class", &file->classes, &file->n_classes, error));
    WO_TRY(wo_reader_strings(file->reader, "section", &file->sections, &file->n_sections, error));
    WO_TRY(wo_reader_variable(file->reader, "km_to_exit", &file->km_to_exit, error));
    if (wo_reader_has(file->reader, "deadline_only")) {
        WO_TRY(wo_reader_variable(file->reader, "deadline_only", &file->deadline_only, error));
    }
    const size_t n = file->outcomes.n_variants;
    const bool told =
        file->deadline_only.values == NULL || (file->deadline_only.rank == 1 && file->deadline_only.shape[0] == n);
    if (!told || file->n_variants != n || file->header.n_variants != n || file->km_to_exit.rank != 1 ||
        file->km_to_exit.shape[0] != file->n_sections) {
        return wo_error_set(error, WO_ERR_FORMAT, "%s: its variants or segments do not agree in number", path);
    }
    return WO_OK;
}

wo_status wo_compared_open(const char *path, wo_compared *file, wo_error *error)
{
    *file = (wo_compared){0};
    WO_TRY(read_all(path, file, error));
    file->input = (wo_comparison_input){.header = &file->header,
                                        .variants = file->variants,
                                        .deadline_only = file->deadline_only.values,
                                        .classes = file->classes,
                                        .n_classes = file->n_classes,
                                        .sections = file->sections,
                                        .km_to_exit = file->km_to_exit.values,
                                        .n_segments = file->n_sections,
                                        .outcomes = &file->outcomes};
    return wo_comparison_init(&file->comparison, &file->input, error);
}

wo_status wo_compare_print(const char *results_path, bool json, FILE *stream, wo_error *error)
{
    wo_compared file;
    wo_status status = wo_compared_open(results_path, &file, error);
    if (status == WO_OK) {
        (json ? wo_compare_json : wo_compare_table)(&file.comparison, stream);
        if (fflush(stream) != 0 || ferror(stream) != 0) {
            status = wo_error_set(error, WO_ERR_IO, "the comparison could not be written");
        }
    }
    wo_compared_close(&file);
    return status;
}
