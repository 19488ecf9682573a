/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where traffic goes in turn: stretches of one lane, convoys, alternating traffic. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reading.h"

#define ONE_LANE "road/one_lane"

/** The stretch with all that may not stand so near. */
typedef struct stretch {
    size_t index;
    int section;
    double from_m, to_m; /* central values */
} stretch;

/** False when it is faulty already. */
static bool find_stretch(const wo_scenario *s, size_t i, stretch *found)
{
    const wo_one_lane *lane = &s->one_lanes[i];
    found->index = i;
    found->section = lane->at.section;
    found->from_m = lane->at.m;
    found->to_m = lane->at.m + wo_number_central(&lane->length_m);
    return found->section >= 0 && (size_t)found->section < s->n_sections && !isnan(found->to_m) &&
           !isnan(s->segment_length_m) && !isnan(wo_number_central(&s->sections[found->section].length_m));
}

static const char *name_of(const wo_scenario *s, int section)
{
    return s->sections[section].name != NULL ? s->sections[section].name : "?";
}

/** A segment of road is needed on both sides, where vehicles wait and where they leave room. */
static bool check_room(wo_reading *r, const stretch *one)
{
    const wo_scenario *s = r->scenario;
    const double length_m = wo_number_central(&s->sections[one->section].length_m);
    const double most_m = length_m - s->segment_length_m + WO_PLACE_SLACK_M;
    if (one->to_m > length_m + WO_PLACE_SLACK_M) {
        wo_check_fault_at(r, ONE_LANE, one->index, "length", "'length': section '%.80s' ends at km %g, before km %g",
                          name_of(s, one->section), length_m / 1000.0, one->to_m / 1000.0);
        return false;
    }
    if (one->from_m < s->segment_length_m - WO_PLACE_SLACK_M || one->to_m > most_m) {
        wo_check_fault_at(r, ONE_LANE, one->index, "at",
                          "'at': one lane from km %g to km %g leaves less than a segment (%g m) of section '%.80s' "
                          "%s it",
                          one->from_m / 1000.0, one->to_m / 1000.0, s->segment_length_m, name_of(s, one->section),
                          one->to_m > most_m ? "behind" : "before");
        return false;
    }
    return true;
}

/** Within the segment that has room for a turn, but not at its end: that is where a shorter section ends. */
static bool is_near(const wo_scenario *s, const stretch *one, wo_place place)
{
    const double room_m = wo_one_lane_room_m(s) - WO_PLACE_SLACK_M;
    return place.section == one->section && place.m > fmax(one->from_m - room_m, WO_PLACE_SLACK_M) &&
           place.m <
               fmin(one->to_m + room_m, wo_number_central(&s->sections[place.section].length_m) - WO_PLACE_SLACK_M);
}

static void check_near(wo_reading *r, const stretch *one, const char *what, wo_place place)
{
    const wo_scenario *s = r->scenario;
    if (is_near(s, one, place)) {
        wo_check_fault_at(
            r, ONE_LANE, one->index, "at",
            "'at': %s at km %g is on the stretch of one lane or within the %g m where its turns need room", what,
            place.m / 1000.0, wo_one_lane_room_m(s));
    }
}

static void check_neighbours(wo_reading *r, const stretch *one)
{
    const wo_scenario *s = r->scenario;
    for (size_t i = 0; i < s->n_origins; i++) {
        check_near(r, one, "an origin", s->origins[i].at);
    }
    for (size_t i = 0; i < s->n_armies; i++) {
        check_near(r, one, "an army", s->armies[i].at);
    }
    for (size_t i = 0; i < s->n_checkpoints; i++) {
        check_near(r, one, "a checkpoint", s->checkpoints[i].at);
    }
    for (size_t i = 0; i < s->n_convoys; i++) {
        check_near(r, one, "the gate of a convoy", s->convoys[i].at);
    }
    for (size_t i = 0; i < s->n_alternations; i++) {
        check_near(r, one, "alternating traffic", s->alternations[i].at);
        check_near(r, one, "alternating traffic", s->alternations[i].to);
    }
    for (size_t i = 0; i < s->n_stations; i++) {
        check_near(r, one, "fuel", s->stations[i].at);
    }
    if (!s->deadline_line_at_exit) {
        check_near(r, one, "the deadline line", s->deadline_line);
    }
}

static int by_position(const void *a, const void *b)
{
    const stretch *p = a;
    const stretch *q = b;
    if (p->section != q->section) {
        return p->section < q->section ? -1 : 1;
    }
    return p->from_m != q->from_m ? (p->from_m < q->from_m ? -1 : 1) : (p->index > q->index) - (p->index < q->index);
}

static void check_one_lanes(wo_reading *r)
{
    const wo_scenario *s = r->scenario;
    stretch *all = calloc(s->n_one_lanes + 1, sizeof *all);
    size_t n = 0;
    if (all == NULL) {
        r->failed = true;
        return;
    }
    for (size_t i = 0; i < s->n_one_lanes; i++) {
        if (find_stretch(s, i, &all[n]) && check_room(r, &all[n])) {
            check_neighbours(r, &all[n++]);
        }
    }
    qsort(all, n, sizeof *all, by_position);
    for (size_t i = 1; i < n; i++) {
        if (all[i].section == all[i - 1].section &&
            all[i].from_m < all[i - 1].to_m + s->segment_length_m - WO_PLACE_SLACK_M) {
            wo_check_fault_at(r, ONE_LANE, all[i].index, "at",
                              "'at': the stretch of one lane that ends at km %g is less than a segment (%g m) away",
                              all[i - 1].to_m / 1000.0, s->segment_length_m);
        }
    }
    free(all);
}

static void check_convoys(wo_reading *r)
{
    const wo_scenario *s = r->scenario;
    for (size_t i = 0; i < s->n_convoys; i++) {
        const wo_convoy *convoy = &s->convoys[i];
        wo_check_place(r, "road/convoys", i, "at", convoy->at);
        if (convoy->open_s > convoy->every_s) {
            wo_check_fault_at(r, "road/convoys", i, "open", "'open' is longer than 'every'");
        }
    }
}

/** Whether one comes from `at` to `to` on the way to the exit; true as well where the road is faulty. */
static bool leads_to(const wo_scenario *s, const wo_names *starts, wo_place at, wo_place to)
{
    int section = at.section;
    if (section == to.section) {
        return !(to.m <= at.m);
    }
    for (size_t steps = 0; steps < s->n_sections; steps++) {
        if (s->sections[section].to == NULL) {
            return true;
        }
        const int next = wo_names_find(starts, s->sections[section].to);
        if (next == to.section) {
            return true;
        }
        if (next < 0) {
            return false;
        }
        section = next;
    }
    return true;
}

static void check_alternations(wo_reading *r)
{
    const wo_scenario *s = r->scenario;
    wo_names starts = {0};
    if (!wo_names_build(&starts, s->sections, s->n_sections, sizeof *s->sections, offsetof(wo_section, from))) {
        r->failed = true;
        return;
    }
    for (size_t i = 0; i < s->n_alternations; i++) {
        const wo_alternation *a = &s->alternations[i];
        wo_check_place(r, "road/alternate", i, "at", a->at);
        wo_check_place(r, "road/alternate", i, "to", a->to);
        if (a->at.section >= 0 && a->to.section >= 0 && !leads_to(s, &starts, a->at, a->to)) {
            wo_check_fault_at(r, "road/alternate", i, "to", "'to' must lie between 'at' and the exit");
        }
    }
    wo_names_free(&starts);
}

void wo_check_turns(wo_reading *r)
{
    check_one_lanes(r);
    check_convoys(r);
    check_alternations(r);
}
