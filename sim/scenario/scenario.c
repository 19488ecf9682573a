/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"

wo_status wo_scenario_copy(const wo_scenario *from, wo_scenario *to, wo_error *error)
{
    *to = *from;
    to->variant = from->variant != NULL ? strdup(from->variant) : NULL;
    const bool done = wo_object_own(&wo_object_scenario, to) && (to->variant != NULL || from->variant == NULL);
    if (!done) {
        wo_scenario_free(to);
        return wo_error_set(error, WO_ERR_MEMORY, "out of memory while copying a scenario");
    }
    return WO_OK;
}

void wo_scenario_free(wo_scenario *scenario)
{
    wo_object_free(&wo_object_scenario, scenario);
    free(scenario->variant);
    memset(scenario, 0, sizeof *scenario);
}

bool wo_announcement_is_rumour(const wo_announcement *announcement)
{
    return wo_number_central(&announcement->reach) < 0.5;
}

wo_ms wo_believed_deadline(const wo_scenario *scenario, wo_ms now)
{
    wo_ms deadline = scenario->announcements[0].deadline;
    bool told = false;
    for (size_t i = 0; i < scenario->n_announcements; i++) {
        const wo_announcement *announcement = &scenario->announcements[i];
        if (!wo_announcement_is_rumour(announcement) && (announcement->at <= now || !told)) {
            deadline = announcement->deadline;
            told = true;
        }
    }
    return deadline;
}

double wo_one_lane_room_m(const wo_scenario *scenario)
{
    return fmax(WO_ONE_LANE_ROOM_M, scenario->segment_length_m);
}
