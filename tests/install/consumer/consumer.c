/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody else's program: reads a scenario and tells the length of its road in segments. */
#include <stdio.h>
#include <wayout/wayout.h>

int main(int argc, char **argv)
{
    wo_error error = {0};
    wo_study study = {0};
    wo_problems problems = {0};
    wo_layout layout = {0};
    const wo_scenario *first = NULL;
    wo_status status = argc == 2 ? wo_study_read(argv[1], &study, &problems, &error) : WO_ERR_IO;
    if (status == WO_OK) {
        first = &study.variants[0];
        status = wo_layout_init(&layout, &first, 1, &error);
    }
    if (status == WO_OK) {
        printf("%u segments\n", layout.road.n_segments);
        wo_layout_free(&layout);
    }
    wo_problems_free(&problems);
    wo_study_free(&study);
    return status == WO_OK ? 0 : 1;
}
