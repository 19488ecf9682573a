/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "used.h"

#include <string.h>

static wo_status parse(wo_reader *reader, wo_used *used, wo_error *error)
{
    char **texts = NULL;
    size_t n = 0;
    wo_problems problems = {0};
    WO_TRY(wo_reader_strings(reader, "scenario/used", &texts, &n, error));
    wo_status status = n == 1
                           ? wo_study_parse("scenario/used", texts[0], strlen(texts[0]), &used->study, &problems, error)
                           : WO_ERR_SCENARIO;
    if (status == WO_ERR_SCENARIO) {
        status = wo_error_set(error, WO_ERR_FORMAT, "this version does not understand the scenario in the file: %s",
                              problems.n > 0 ? problems.list[0].message : "it is not there");
    }
    wo_problems_free(&problems);
    wo_strings_free(texts, n);
    return status;
}

wo_status wo_used_read(wo_reader *reader, const char *variant, wo_used *used, wo_error *error)
{
    const wo_draw central = {.central = true};
    memset(used, 0, sizeof *used);
    WO_TRY(parse(reader, used, error));
    const int index = wo_study_variant(&used->study, variant);
    if (index < 0) {
        return wo_error_set(error, WO_ERR_FORMAT, "the scenario in the file has no variant '%s'", variant);
    }
    used->scenario = &used->study.variants[index];
    return wo_road_from_scenario(used->scenario, &central, &used->road, &used->places, error);
}

void wo_used_free(wo_used *used)
{
    wo_places_free(&used->places);
    wo_road_free(&used->road);
    wo_study_free(&used->study);
}

double wo_used_line_km(const wo_used *used)
{
    const uint32_t node = used->places.deadline_line;
    if (node >= used->road.n_out) {
        return 0; /* the exit */
    }
    return used->road.to_exit_m[node] / 1000.0 + used->road.length_cm[node] / 100000.0;
}
