/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Animals that walk in herds, and animals that ask for trucks. Herd or load k belongs to household k (mod households)
 * of its origin and leaves or asks when that household decides to. */
#include "demand_private.h"

#include <math.h>
#include <stdlib.h>

/* The animals of one kind at one origin. */
typedef struct livestock {
    uint32_t origin;
    wo_animal animal;
    const char *word, *herd_word, *load_word; /* for messages and stable paths */
    const wo_number *heads, *scale, *per_load;
    uint32_t walking, trucked; /* heads */
    size_t first_household, n_households;
} livestock;

static wo_status split(const wo_demand *demand, livestock *kind, wo_error *error)
{
    const wo_origin *origin = &demand->scenario->origins[kind->origin];
    const wo_draw *draw = &demand->draw;
    uint32_t total;
    const double heads = wo_number_value(kind->heads, draw) * wo_number_value(kind->scale, draw);
    WO_TRY(wo_demand_count(heads, kind->word, &total, error));
    const double walked = floor(total * wo_number_value(&origin->walked, draw) + 0.5);
    kind->walking = walked <= 0 ? 0 : walked >= total ? total : (uint32_t)walked;
    kind->trucked = total - kind->walking;
    return WO_OK;
}

/* The scenario's herd class of an animal. */
static wo_status herd_class(const wo_scenario *scenario, const livestock *kind, uint32_t *class_index, wo_error *error)
{
    for (uint32_t c = 0; c < scenario->n_classes; c++) {
        if (scenario->classes[c].animal == kind->animal) {
            *class_index = c;
            return WO_OK;
        }
    }
    return wo_error_set(error, WO_ERR_SCENARIO, "no class for herds of %s", kind->word);
}

/* Largest size, at least one head. */
static uint32_t heads_each(const wo_number *number, const wo_draw *draw)
{
    const double heads = floor(wo_number_value(number, draw) + 0.5);
    return heads < 1 ? 1u : heads > WO_DEMAND_LIMIT ? WO_DEMAND_LIMIT : (uint32_t)heads;
}

/* Heads of group k when `total` is split into n groups as equal as can be: the larger ones come first. */
static uint32_t share(uint32_t total, uint32_t n, uint32_t k)
{
    return total / n + (k < total % n ? 1u : 0u);
}

static uint32_t groups(uint32_t total, uint32_t each)
{
    return total / each + (total % each > 0 ? 1u : 0u);
}

/* Household of herd or load k, WO_NONE when nobody lives there. */
static uint32_t owner(const livestock *kind, uint32_t k)
{
    return kind->n_households == 0 ? WO_NONE : (uint32_t)(kind->first_household + k % kind->n_households);
}

static wo_status add_herd(wo_demand *demand, const wo_herd *herd, wo_error *error)
{
    void *list = demand->herds;
    WO_TRY(wo_demand_grow(&list, demand->n_herds, sizeof demand->herds[0], error));
    demand->herds = list;
    demand->herds[demand->n_herds++] = *herd;
    return WO_OK;
}

/* Departures of equal herds: those that rest every night and those that would march. */
typedef struct herd_departures {
    wo_departure of[2];
    wo_ms *last[2]; /* last moment per announcement */
} herd_departures;

static void herd_departures_free(herd_departures *herds)
{
    for (size_t m = 0; m < 2; m++) {
        wo_departure_free(&herds->of[m]);
        free(herds->last[m]);
    }
}

static wo_status herd_departures_add(herd_departures *herds, const wo_demand *demand, uint32_t origin,
                                     uint32_t class_index, bool marches, wo_error *error)
{
    const wo_scenario *scenario = demand->scenario;
    const wo_places *places = demand->places;
    wo_ms *last = malloc((scenario->n_announcements + 1) * sizeof *last);
    herds->last[marches] = last;
    if (last == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu announcements", scenario->n_announcements);
    }
    for (size_t k = 0; k < scenario->n_announcements; k++) {
        const wo_ms deadline = scenario->announcements[k].deadline;
        const wo_walk walk = {demand, class_index, marches, deadline};
        last[k] = wo_walk_last_moment(&walk, places->origin[origin], places->deadline_line, deadline);
    }
    WO_TRY(wo_departure_init(&herds->of[marches], demand, last, error));
    return wo_departure_whole(&herds->of[marches], 0, error);
}

static wo_status draw_herd(wo_demand *demand, const livestock *kind, herd_departures *departures, double march,
                           wo_herd *herd, wo_error *error)
{
    herd->marches = march > 0 && wo_random_uniform(&demand->draw, WO_PURPOSE_NIGHT_MARCH, herd->entity, 0, 0) < march;
    herd->leave = demand->scenario->order;
    if (herd->household != WO_NONE) {
        const wo_household *household = &demand->households[herd->household];
        wo_departure *departure = &departures->of[herd->marches];
        wo_mind mind = wo_departure_mind(departure, household->entity);
        WO_TRY(wo_departure_decide(departure, household->entity, household->margin, &mind, error));
        herd->leave = mind.leave;
    }
    herd->origin = kind->origin;
    herd->animal = kind->animal;
    return add_herd(demand, herd, error);
}

/* Herds first .. end-1 of n, all of one engine class. */
static wo_status draw_equal_herds(wo_demand *demand, const livestock *kind, uint32_t class_index, uint32_t first,
                                  uint32_t end, uint32_t n, wo_error *error)
{
    const double march = wo_number_value(&demand->scenario->herding.night_march, &demand->draw);
    herd_departures departures = {0};
    wo_status status = herd_departures_add(&departures, demand, kind->origin, class_index, false, error);
    if (status == WO_OK && march > 0) {
        status = herd_departures_add(&departures, demand, kind->origin, class_index, true, error);
    }
    const uint32_t path = wo_demand_path("origins", demand->scenario->origins[kind->origin].name, kind->herd_word);
    for (uint32_t k = first; k < end && status == WO_OK; k++) {
        wo_herd herd = {
            .class_index = class_index,
            .heads = share(kind->walking, n, k),
            .entity = wo_hash_index(path, k),
            .household = owner(kind, k),
        };
        status = draw_herd(demand, kind, &departures, march, &herd, error);
    }
    herd_departures_free(&departures);
    return status;
}

static wo_status draw_herds(wo_demand *demand, const livestock *kind, wo_error *error)
{
    const wo_scenario *scenario = demand->scenario;
    uint32_t herd = 0;
    if (kind->walking == 0) {
        return WO_OK;
    }
    WO_TRY(herd_class(scenario, kind, &herd, error));
    const uint32_t nominal = heads_each(&scenario->classes[herd].heads, &demand->draw);
    const uint32_t n = groups(kind->walking, nominal);
    for (uint32_t first = 0; first < n;) { /* a head more may need a larger engine class */
        const uint32_t heads = share(kind->walking, n, first);
        uint32_t end = first;
        while (end < n && share(kind->walking, n, end) == heads) {
            end++;
        }
        const uint32_t class_index = wo_herd_class(scenario, herd, heads, nominal);
        WO_TRY(draw_equal_herds(demand, kind, class_index, first, end, n, error));
        first = end;
    }
    return WO_OK;
}

/* Without a fleet nobody comes: one load holds what is left behind. */
static wo_status draw_loads(wo_demand *demand, const livestock *kind, wo_error *error)
{
    const wo_scenario *scenario = demand->scenario;
    const uint32_t each = scenario->fleet.present ? heads_each(kind->per_load, &demand->draw) : WO_DEMAND_LIMIT;
    const uint32_t n = groups(kind->trucked, each);
    const uint32_t path = wo_demand_path("origins", scenario->origins[kind->origin].name, kind->load_word);
    for (uint32_t k = 0; k < n; k++) {
        void *list = demand->animal_loads;
        WO_TRY(wo_demand_grow(&list, demand->n_animal_loads, sizeof demand->animal_loads[0], error));
        demand->animal_loads = list;
        const uint32_t household = owner(kind, k);
        demand->animal_loads[demand->n_animal_loads++] = (wo_animal_load){
            .origin = kind->origin,
            .animal = kind->animal,
            .heads = share(kind->trucked, n, k),
            .ask = household == WO_NONE ? scenario->order : demand->households[household].leave,
            .entity = wo_hash_index(path, k),
            .household = household,
        };
    }
    return WO_OK;
}

static wo_status draw_kind(wo_demand *demand, livestock *kind, wo_error *error)
{
    WO_TRY(split(demand, kind, error));
    WO_TRY(draw_herds(demand, kind, error));
    return draw_loads(demand, kind, error);
}

wo_status wo_demand_draw_animals(wo_demand *demand, uint32_t origin, size_t first_household, wo_error *error)
{
    const wo_scenario *scenario = demand->scenario;
    livestock cattle = {
        .origin = origin,
        .animal = WO_ANIMAL_CATTLE,
        .word = "cattle",
        .herd_word = "cattle herd",
        .load_word = "cattle load",
        .heads = &scenario->origins[origin].cattle,
        .scale = &scenario->scale.cattle,
        .per_load = &scenario->fleet.cattle_per_load,
        .first_household = first_household,
        .n_households = demand->n_households - first_household,
    };
    livestock sheep = cattle;
    sheep.animal = WO_ANIMAL_SHEEP;
    sheep.word = "sheep";
    sheep.herd_word = "flock";
    sheep.load_word = "sheep load";
    sheep.heads = &scenario->origins[origin].sheep;
    sheep.scale = &scenario->scale.sheep;
    sheep.per_load = &scenario->fleet.sheep_per_load;
    WO_TRY(draw_kind(demand, &cattle, error));
    return draw_kind(demand, &sheep, error);
}
