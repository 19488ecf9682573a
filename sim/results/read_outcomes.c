/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reader.h"

/* Seconds of the file -> ms since the start. */
static wo_status read_instants(wo_reader *reader, const char *name, wo_ms **instants, size_t *n, wo_error *error)
{
    wo_variable variable;
    WO_TRY(wo_reader_numbers(reader, name, &variable, error));
    wo_status status = WO_OK;
    *n = variable.rank == 0 ? 1 : variable.shape[0];
    *instants = calloc(*n + 1, sizeof **instants);
    if (*instants == NULL) {
        status = wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu instants", *n);
    }
    for (size_t i = 0; status == WO_OK && i < *n; i++) {
        (*instants)[i] = wo_ms_from_s(variable.values[i]);
    }
    wo_variable_free(&variable);
    return status;
}

static wo_status read_start(wo_reader *reader, wo_header *header, wo_error *error)
{
    char *start = NULL;
    WO_TRY(wo_reader_text(reader, reader->file, "title", &header->title, error));
    WO_TRY(wo_reader_text(reader, reader->file, "start", &start, error));
    const wo_status status = wo_instant_parse(start, &header->start, NULL);
    free(start);
    return status == WO_OK ? WO_OK : wo_error_set(error, WO_ERR_FORMAT, "%s has no valid start", reader->path);
}

static wo_status read_options(wo_reader *reader, wo_header *header, wo_error *error)
{
    int replications = 0;
    const hid_t of_seed = H5Aopen_by_name(reader->file, "scenario", "seed", H5P_DEFAULT, H5P_DEFAULT);
    const hid_t of_n = H5Aopen_by_name(reader->file, "scenario", "replications", H5P_DEFAULT, H5P_DEFAULT);
    const bool good = of_seed >= 0 && of_n >= 0 && H5Aread(of_seed, H5T_NATIVE_UINT64, &header->seed) >= 0 &&
                      H5Aread(of_n, H5T_NATIVE_INT, &replications) >= 0 && replications > 0;
    H5Aclose(of_seed);
    H5Aclose(of_n);
    header->replications = good ? (uint32_t)replications : 0;
    return good ? WO_OK : wo_error_set(error, WO_ERR_FORMAT, "%s does not say its seed and replications", reader->path);
}

static wo_status read_header(wo_reader *reader, wo_header *header, wo_error *error)
{
    wo_ms *order = NULL;
    size_t n = 0;
    WO_TRY(read_start(reader, header, error));
    WO_TRY(read_options(reader, header, error));
    WO_TRY(read_instants(reader, "closing", &header->closings, &header->n_variants, error));
    WO_TRY(read_instants(reader, "order", &order, &n, error));
    header->order = order[0];
    free(order);
    return WO_OK;
}

wo_status wo_reader_header(wo_reader *reader, wo_header *header, wo_error *error)
{
    wo_hdf5_quiet();
    memset(header, 0, sizeof *header);
    const wo_status status = read_header(reader, header, error);
    if (status != WO_OK) {
        wo_header_free(header);
    }
    return status;
}

void wo_header_free(wo_header *header)
{
    free(header->title);
    free(header->closings);
    memset(header, 0, sizeof *header);
}

static wo_status allocate(wo_reader *reader, wo_outcomes *outcomes, wo_error *error)
{
    wo_variable shape;
    WO_TRY(wo_reader_numbers(reader, "everyone_out", &shape, error));
    const bool good = shape.rank == 2;
    outcomes->n_variants = shape.shape[0];
    outcomes->n_replications = shape.shape[1];
    wo_variable_free(&shape);
    if (!good) {
        return wo_error_set(error, WO_ERR_FORMAT, "%s has outcomes of an unknown shape", reader->path);
    }
    outcomes->list = calloc(outcomes->n_variants * outcomes->n_replications + 1, sizeof *outcomes->list);
    return outcomes->list != NULL ? WO_OK : wo_error_set(error, WO_ERR_MEMORY, "no memory for outcomes");
}

/* One class of vehicles_out or vehicles_left after the other. */
static void set_classes(const wo_field *field, const double *values, size_t n_classes, wo_outcome *outcome)
{
    int64_t *to = strcmp(field->name, "vehicles_out") == 0 ? outcome->vehicles_out : outcome->vehicles_left;
    for (size_t c = 0; c < n_classes; c++) {
        to[c] = (int64_t)values[c];
    }
}

static wo_status read_field(wo_reader *reader, const wo_field *field, wo_outcomes *outcomes, wo_error *error)
{
    wo_variable variable;
    const size_t n = outcomes->n_variants * outcomes->n_replications;
    WO_TRY(wo_reader_numbers(reader, field->name, &variable, error));
    const size_t n_classes = field->rank == 3 ? variable.shape[2] : 1;
    wo_status status = WO_OK;
    if (variable.rank != field->rank || variable.shape[0] != outcomes->n_variants ||
        variable.shape[1] != outcomes->n_replications || n_classes > WO_MAX_CLASSES) {
        status = wo_error_set(error, WO_ERR_FORMAT, "%s has '%s' of an unknown shape", reader->path, field->name);
    }
    for (size_t i = 0; status == WO_OK && i < n; i++) {
        if (field->source == WO_FROM_CLASSES) {
            set_classes(field, &variable.values[i * n_classes], n_classes, &outcomes->list[i]);
        } else {
            wo_field_set_outcome(field, variable.values[i], &outcomes->list[i]);
        }
    }
    wo_variable_free(&variable);
    return status;
}

wo_status wo_reader_outcomes(wo_reader *reader, wo_outcomes *outcomes, wo_error *error)
{
    memset(outcomes, 0, sizeof *outcomes);
    wo_status status = allocate(reader, outcomes, error);
    for (size_t i = 0; i < wo_n_fields && status == WO_OK; i++) {
        if (wo_fields[i].source == WO_FROM_OUTCOME || wo_fields[i].source == WO_FROM_CLASSES) {
            status = read_field(reader, &wo_fields[i], outcomes, error);
        }
    }
    if (status != WO_OK) {
        wo_outcomes_free(outcomes);
    }
    return status;
}

void wo_outcomes_free(wo_outcomes *outcomes)
{
    free(outcomes->list);
    memset(outcomes, 0, sizeof *outcomes);
}
