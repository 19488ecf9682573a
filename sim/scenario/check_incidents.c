/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Incidents and observed counts. */
#include <math.h>
#include <string.h>

#include "reading.h"

void wo_check_incidents(wo_reading *r)
{
    const wo_incident_spec *spec = &r->scenario->incidents;
    for (size_t i = 0; i < spec->n_planned; i++) {
        wo_check_place(r, "incidents/planned", i, "at", spec->planned[i].at);
    }
    if (wo_number_central(&spec->faceoff_per_m_s) > 0.0 && wo_number_central(&spec->faceoff_below_mps) == 0.0) {
        wo_check_fault(r, "incidents/faceoff/below",
                       "'below': no queue is slower than 0 km/h, so that 'hazard' would "
                       "do nothing");
    }
}

static void check_unit(wo_reading *r, size_t i, const char *unit)
{
    static const char *const units[] = {"people", "vehicles", NULL};
    if (unit != NULL && strcmp(unit, units[0]) != 0 && strcmp(unit, units[1]) != 0) {
        const char *near = wo_did_you_mean(unit, units);
        wo_check_fault_at(r, "observed", i, "unit", "'unit': expected people or vehicles, found '%.60s'%s%s%s", unit,
                          near != NULL ? "; did you mean '" : "", near != NULL ? near : "", near != NULL ? "'?" : "");
    }
}

void wo_check_observed(wo_reading *r)
{
    const wo_scenario *s = r->scenario;
    const wo_node *list = wo_node_get(r->root, "observed");
    for (size_t i = 0; i < s->n_observed && list != NULL && list->kind == WO_NODE_LIST; i++) {
        const wo_observed *observed = &s->observed[i];
        check_unit(r, i, observed->unit);
        const wo_node *item = list->items[i];
        if (item->kind == WO_NODE_MAP && wo_node_get(item, "counts") == NULL && wo_node_get(item, "file") == NULL) {
            wo_reading_fault(r, item, "'counts' or 'file' is missing");
        }
        for (size_t k = 0; k < observed->n; k++) {
            if (observed->times[k] != WO_NEVER && s->end != WO_NEVER && observed->times[k] > s->end) {
                const wo_node *counts = wo_node_get(item, "counts");
                const wo_node *value = wo_node_get(counts, "value");
                counts = value != NULL ? value : counts;
                wo_reading_fault(r, counts->items[k], "'counts': the time is after the end");
                break;
            }
        }
    }
}
