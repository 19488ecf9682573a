/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes are read or refused; what was read and written back is read again as the same. Built by run.sh. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wayout/scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_written_back(const wo_study *study)
{
    wo_study again;
    wo_problems problems = {0};
    wo_error error = {0};
    const wo_status status = wo_study_parse("used", study->used, strlen(study->used), &again, &problems, &error);
    if (status == WO_ERR_SCENARIO || (status == WO_OK && strcmp(study->used, again.used) != 0)) {
        fprintf(stderr, "not the same after writing:\n%s\n--- again:\n%s\n", study->used,
                again.used != NULL ? again.used : "refused");
        wo_problems_print(&problems, "used", study->used, stderr);
        abort();
    }
    wo_problems_free(&problems);
    wo_study_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static FILE *nowhere = NULL;
    wo_study study;
    wo_problems problems = {0};
    wo_error error = {0};
    if (nowhere == NULL) {
        nowhere = fopen("/dev/null", "w");
    }
    const wo_status status = wo_study_parse("fuzz", (const char *)data, size, &study, &problems, &error);
    if ((status == WO_ERR_SCENARIO) != (problems.n > 0) || (status == WO_OK && study.n_variants == 0)) {
        abort();
    }
    if (nowhere != NULL) {
        wo_problems_print(&problems, "fuzz", study.text, nowhere);
    }
    if (status == WO_OK) {
        check_written_back(&study);
    }
    wo_problems_free(&problems);
    wo_study_free(&study);
    return 0;
}
