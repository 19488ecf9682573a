/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The weather of replication 0 at the deadline line, for the film. */
#include "report.h"

#define CM_PER_H (100.0 * 3600.0)

/* What the pictures tell apart; snowfall and sight may be uncertain, and are drawn as in the central case. */
static void put_states(wo_json *json, const wo_scenario *scenario)
{
    wo_json_open(json, "states", '[');
    for (size_t i = 0; i < scenario->climate.n_states; i++) {
        const wo_weather_state *state = &scenario->climate.states[i];
        wo_json_open(json, NULL, '{');
        wo_json_text(json, "name", state->name);
        wo_json_number(json, "snowfall_cm_h", CM_PER_H * wo_number_central(&state->snowfall_m_per_s));
        wo_json_number(json, "sight", wo_number_central(&state->sight));
        wo_json_count(json, "cold", state->cold ? 1 : 0);
        wo_json_close(json, '}');
    }
    wo_json_close(json, ']');
}

static wo_status check_states(const wo_variable *at, size_t marks, size_t n_states, wo_error *error)
{
    for (size_t k = 0; k < marks; k++) {
        if (!(at->values[k] >= 0 && at->values[k] < (double)n_states)) {
            return wo_error_set(error, WO_ERR_FORMAT, "the scenario in the results has no weather %g", at->values[k]);
        }
    }
    return WO_OK;
}

/* Of each record mark. Equal neighbours pack well, so nothing needs to be left out. */
static wo_status put_marks(wo_report_job *job, size_t variant, wo_error *error)
{
    const size_t marks = job->marks[variant];
    wo_variable at = {0}, snow = {0};
    wo_status status = wo_report_series(job, "series_weather", variant, &at, error);
    if (status == WO_OK) {
        status = check_states(&at, marks, job->of_variant[variant]->climate.n_states, error);
    }
    if (status == WO_OK) {
        status = wo_report_pack_floats(job, "state", at.values, marks, error);
    }
    if (status == WO_OK) {
        status = wo_report_series(job, "series_snow", variant, &snow, error);
    }
    if (status == WO_OK) {
        status = wo_report_pack_floats(job, "snow_mm", snow.values, marks, error);
    }
    wo_variable_free(&at);
    wo_variable_free(&snow);
    return status;
}

wo_status wo_report_weather(wo_report_job *job, size_t variant, wo_error *error)
{
    const wo_scenario *scenario = job->of_variant[variant];
    if (scenario->climate.n_zones == 0 || !wo_reader_has(job->from.reader, "series_weather")) {
        wo_json_null(&job->json, "weather"); /* none, or an older file */
        return WO_OK;
    }
    wo_json_open(&job->json, "weather", '{');
    put_states(&job->json, scenario);
    WO_TRY(put_marks(job, variant, error));
    wo_json_close(&job->json, '}');
    return WO_OK;
}
