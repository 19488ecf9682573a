/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "sweep.h"
#include "text.h"

const char *wo_policy_name(wo_policy policy)
{
    return policy == WO_POLICY_KNOWN ? "known" : "late";
}

/* The first announcement in which the second variant differs from the first. */
static const wo_announcement *added_announcement(const wo_study *study)
{
    if (study->n_variants < 2) {
        return NULL;
    }
    const wo_scenario *first = &study->variants[0], *second = &study->variants[1];
    for (size_t i = 0; i < second->n_announcements; i++) {
        const wo_announcement *told = &second->announcements[i];
        if (i >= first->n_announcements || told->at != first->announcements[i].at ||
            told->deadline != first->announcements[i].deadline) {
            return told;
        }
    }
    return NULL;
}

static void plan_late(wo_sweep_plan *plan)
{
    const wo_announcement *added = added_announcement(plan->study);
    if (added == NULL) {
        snprintf(plan->note, sizeof plan->note,
                 "There is no late policy: it needs a second variant whose announcements differ from the first one's.");
        return;
    }
    if (added->at >= plan->first->closing) {
        snprintf(plan->note, sizeof plan->note,
                 "There is no late policy: the second variant's announcement comes after the closing in force.");
        return;
    }
    if (added->at <= plan->first->order) {
        snprintf(
            plan->note, sizeof plan->note,
            "There is no late policy: the second variant's announcement comes with the order, as the known one's.");
        return;
    }
    plan->has_late = true;
    plan->late_at = added->at;
    if (plan->closings[0] < plan->first->closing) {
        snprintf(plan->note, sizeof plan->note,
                 "Deadlines before the original closing have no late form: nobody announces them late.");
    }
}

wo_status wo_sweep_plan_init(wo_sweep_plan *plan, const wo_study *study, const char *deadlines, wo_error *error)
{
    *plan = (wo_sweep_plan){.study = study, .first = &study->variants[0]};
    WO_TRY(wo_deadlines_parse(deadlines, plan->first, &plan->closings, &plan->n_closings, error));
    const wo_ms last = plan->closings[plan->n_closings - 1];
    plan->end = last > plan->first->end ? last : plan->first->end;
    plan_late(plan);
    return WO_OK;
}

void wo_sweep_plan_free(wo_sweep_plan *plan)
{
    free(plan->closings);
    *plan = (wo_sweep_plan){0};
}

bool wo_sweep_has(const wo_sweep_plan *plan, wo_policy policy, wo_ms closing)
{
    return policy == WO_POLICY_KNOWN || (plan->has_late && closing >= plan->first->closing);
}

static void append_units(char text[WO_TEXT_SIZE], int64_t *rest, int64_t unit, const char *name)
{
    const size_t used = strlen(text);
    if (*rest >= unit) {
        snprintf(text + used, WO_TEXT_SIZE - used, "%s%lld %s", used > 1 ? " " : "", (long long)(*rest / unit), name);
        *rest %= unit;
    }
}

void wo_sweep_duration(int64_t ms, char text[WO_TEXT_SIZE])
{
    int64_t rest = ms < 0 ? -ms : ms;
    snprintf(text, WO_TEXT_SIZE, "%s", ms < 0 ? "-" : "+");
    append_units(text, &rest, WO_DAY_MS, "d");
    append_units(text, &rest, WO_HOUR_MS, "h");
    append_units(text, &rest, WO_MINUTE_MS, "min");
    append_units(text, &rest, 1000, "s");
    if (text[1] == '\0') {
        snprintf(text, WO_TEXT_SIZE, "+0 d");
    }
}

void wo_sweep_offset(const wo_sweep_plan *plan, wo_ms closing, char text[WO_TEXT_SIZE])
{
    wo_sweep_duration((int64_t)closing - (int64_t)plan->first->closing, text);
}

/** Everybody hears it at once. */
static wo_announcement told(wo_ms at, wo_ms deadline)
{
    return (wo_announcement){.at = at, .deadline = deadline, .reach = {.p = {1.0}, .low = 1.0, .high = 1.0}};
}

static void announce_at_order(wo_scenario *variant)
{
    variant->announcements[0] = told(variant->order, variant->closing);
    variant->n_announcements = 1;
    for (size_t i = 0; i < variant->n_armies; i++) {
        variant->armies[i].told = WO_NEVER;
    }
}

/* Behind all announcements of its time, before later ones. */
static wo_status announce_late(wo_scenario *variant, wo_ms at, wo_error *error)
{
    const size_t n = variant->n_announcements;
    wo_announcement *list = realloc(variant->announcements, (n + 1) * sizeof *list);
    if (list == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for an announcement");
    }
    variant->announcements = list;
    size_t slot = n;
    for (; slot > 0 && list[slot - 1].at > at; slot--) {
        list[slot] = list[slot - 1];
    }
    list[slot] = told(at, variant->closing);
    variant->n_announcements = n + 1;
    return WO_OK;
}

static wo_status name_variant(const wo_sweep_plan *plan, wo_policy policy, wo_scenario *variant, wo_error *error)
{
    char offset[WO_TEXT_SIZE];
    wo_sweep_offset(plan, variant->closing, offset);
    const size_t size = strlen(offset) + strlen(wo_policy_name(policy)) + 2;
    char *name = malloc(size);
    if (name == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for a variant's name");
    }
    snprintf(name, size, "%s %s", offset, wo_policy_name(policy));
    free(variant->variant);
    variant->variant = name;
    return WO_OK;
}

wo_status wo_sweep_variant(const wo_sweep_plan *plan, wo_policy policy, wo_ms closing, wo_scenario *variant,
                           wo_error *error)
{
    WO_TRY(wo_scenario_copy(plan->first, variant, error));
    wo_status status = WO_OK;
    variant->closing = closing;
    /* through traffic that flows to the end flows to the new one */
    for (size_t i = 0; i < variant->n_flows; i++) {
        if (variant->flows[i].end == variant->end) {
            variant->flows[i].end = plan->end;
        }
    }
    variant->end = plan->end;
    if (policy == WO_POLICY_KNOWN) {
        announce_at_order(variant);
    } else if (closing != plan->first->closing) {
        status = announce_late(variant, plan->late_at, error);
    }
    if (status == WO_OK) {
        status = name_variant(plan, policy, variant, error);
    }
    if (status != WO_OK) {
        wo_scenario_free(variant);
    }
    return status;
}
