/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Defaults that follow from other values ("=..." in the schema). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reading.h"

#define LANE_M 3.0

static void derive_classes(wo_scenario *s)
{
    for (size_t i = 0; i < s->n_classes; i++) {
        wo_class *c = &s->classes[i];
        if (isnan(c->jam_spacing_m.p[0]) && c->animal != WO_ANIMAL_NONE) {
            c->jam_spacing_m.p[0] = wo_number_central(&c->heads) * wo_number_central(&c->area_per_head_m2) / LANE_M;
        }
        if (isnan(c->overtaken_per_s.p[0])) {
            c->overtaken_per_s.p[0] = -1.0;
        }
        if (isnan(c->failures.p[0])) {
            c->failures.p[0] = c->animal != WO_ANIMAL_NONE ? 0.0 : 1.0;
        }
    }
}

static char *flow_name(const wo_scenario *s, const wo_flow *flow)
{
    wo_yaml_text name = {0};
    const char *class = flow->vehicle_class >= 0 ? s->classes[flow->vehicle_class].name : "";
    wo_yaml_text_add(&name, "%.80s %.80s to %.80s", class, flow->from != NULL ? flow->from : "",
                     flow->to != NULL ? flow->to : "");
    return name.data;
}

static void derive_flows(wo_reading *r)
{
    wo_scenario *s = r->scenario;
    for (size_t i = 0; i < s->n_flows; i++) {
        wo_flow *flow = &s->flows[i];
        if (flow->name == NULL) {
            flow->name = flow_name(s, flow);
            r->failed = r->failed || flow->name == NULL;
        }
        if (flow->start == WO_NEVER && flow->end == WO_NEVER) {
            flow->start = 0;
            flow->end = s->end;
        }
    }
}

static void derive_fleet(wo_reading *r)
{
    wo_scenario *s = r->scenario;
    if (!s->fleet.present) {
        return;
    }
    if (s->fleet.base == NULL && s->exit != NULL) {
        s->fleet.base = strdup(s->exit);
        r->failed = r->failed || s->fleet.base == NULL;
    }
    s->fleet.from = s->fleet.from == WO_NEVER ? 0 : s->fleet.from;
}

static void derive_announcement(wo_reading *r)
{
    wo_scenario *s = r->scenario;
    if (s->n_announcements > 0) {
        return;
    }
    free(s->announcements);
    s->announcements = calloc(1, sizeof *s->announcements);
    if (s->announcements == NULL) {
        r->failed = true;
        return;
    }
    s->n_announcements = 1;
    const size_t before = wo_reading_down(r, "announcements");
    (void)wo_reading_down(r, "0");
    wo_read_fallbacks(r, &wo_object_announcement, s->announcements);
    wo_reading_up(r, before);
    s->announcements[0].at = s->order;
    s->announcements[0].deadline = s->closing;
}

static void derive_checkpoints(wo_scenario *s)
{
    for (size_t i = 0; i < s->n_checkpoints; i++) {
        for (size_t k = 0; k < s->checkpoints[i].n_services; k++) {
            wo_service *service = &s->checkpoints[i].services[k];
            service->class_index = -1;
            for (size_t c = 0; c < s->n_classes && service->name != NULL; c++) {
                const char *name = s->classes[c].name;
                if (name != NULL && strcmp(name, service->name) == 0) {
                    service->class_index = (int)c;
                }
            }
        }
    }
}

static int find_state(const wo_climate_spec *climate, const char *name)
{
    for (size_t i = 0; i < climate->n_states && name != NULL; i++) {
        if (climate->states[i].name != NULL && strcmp(climate->states[i].name, name) == 0) {
            return (int)i;
        }
    }
    return -1;
}

static int find_zone(const wo_climate_spec *climate, const char *name)
{
    for (size_t i = 0; i < climate->n_zones && name != NULL; i++) {
        if (climate->zones[i].name != NULL && strcmp(climate->zones[i].name, name) == 0) {
            return (int)i;
        }
    }
    return -1;
}

/* From names to indices; -1 where there is none. */
static void derive_climate(wo_climate_spec *climate)
{
    for (size_t i = 0; i < climate->n_zones; i++) {
        for (size_t k = 0; k < climate->zones[i].n_shares; k++) {
            wo_share *share = &climate->zones[i].shares[k];
            share->state = find_state(climate, share->name);
        }
    }
    for (size_t i = 0; i < climate->n_observations; i++) {
        wo_observation *o = &climate->observations[i];
        o->state = find_state(climate, o->state_name);
        o->zone = find_zone(climate, o->zone_name);
    }
}

void wo_derive_defaults(wo_reading *r)
{
    wo_scenario *s = r->scenario;
    s->order = s->order == WO_NEVER ? 0 : s->order;
    s->closing = s->closing == WO_NEVER ? s->end : s->closing;
    for (size_t i = 0; i < s->n_closures; i++) {
        s->closures[i].from = s->closures[i].from == WO_NEVER ? 0 : s->closures[i].from;
    }
    for (size_t i = 0; i < s->n_alternations; i++) {
        s->alternations[i].first = s->alternations[i].first == WO_NEVER ? 0 : s->alternations[i].first;
    }
    s->buses.from = s->buses.present && s->buses.from == WO_NEVER ? 0 : s->buses.from;
    derive_climate(&s->climate);
    derive_classes(s);
    derive_checkpoints(s);
    derive_flows(r);
    derive_fleet(r);
    derive_announcement(r);
}
