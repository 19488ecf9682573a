/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a file name to a study that is ready to run; what went wrong goes to stderr. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static const char length_line[] = "\n  segment_length: ";

int wo_cli_fail(wo_status status, const wo_error *error)
{
    fprintf(stderr, "wayout: %s\n", error->message[0] != '\0' ? error->message : wo_status_text(status));
    switch (status) {
    case WO_OK:
        return WO_EXIT_DONE;
    case WO_ERR_INTERRUPTED:
        return WO_EXIT_INTERRUPTED;
    case WO_ERR_SYNTAX:
    case WO_ERR_SCENARIO:
    case WO_ERR_RANGE:
        return WO_EXIT_USAGE;
    default:
        return WO_EXIT_FAILED;
    }
}

int wo_cli_read(const char *path, bool quiet, wo_study *study)
{
    wo_error error = {0};
    wo_problems problems = {0};
    const wo_status status = wo_study_read(path, study, &problems, &error);
    int code = WO_EXIT_DONE;
    if (status != WO_OK || !quiet) {
        wo_problems_print(&problems, path, study->text != NULL ? study->text : "", stderr);
    }
    if (status == WO_ERR_SCENARIO) {
        code = WO_EXIT_USAGE;
    } else if (status != WO_OK) {
        code = wo_cli_fail(status, &error);
        code = status == WO_ERR_IO ? WO_EXIT_USAGE : code;
    }
    wo_problems_free(&problems);
    return code;
}

/* The text as used must tell the length as used. The key has a line of its own in the map `road`, and no text in
 * quotes spans lines, so that its first line is the one. A new value has no mark and no source. */
static wo_status tell_length(wo_study *study, double length_m, wo_error *error)
{
    const char *line = strstr(study->used, length_line);
    if (line == NULL) {
        return wo_error_set(error, WO_ERR_INVARIANT, "the scenario as used lacks the length of segments");
    }
    const char *after = line + strlen(length_line);
    const char *rest = after + strcspn(after, "\n");
    char value[64];
    wo_quantity_format(length_m, WO_DIM_LENGTH, value);
    const size_t size = strlen(study->used) + sizeof value + 1;
    char *text = malloc(size);
    if (text == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for the scenario as used");
    }
    snprintf(text, size, "%.*s%s%s", (int)(after - study->used), study->used, value, rest);
    free(study->used);
    study->used = text;
    return WO_OK;
}

int wo_cli_study(const wo_cli_options *options, wo_study *study)
{
    const int code = wo_cli_read(options->scenario, options->quiet, study);
    if (code != WO_EXIT_DONE || options->segment_length_m <= 0) {
        return code;
    }
    for (size_t v = 0; v < study->n_variants; v++) {
        study->variants[v].segment_length_m = options->segment_length_m;
    }
    wo_error error = {0};
    const wo_status status = tell_length(study, options->segment_length_m, &error);
    return status == WO_OK ? WO_EXIT_DONE : wo_cli_fail(status, &error);
}
