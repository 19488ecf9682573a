/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is drawn: households, animals, army, through traffic. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "helper_world.h"

static void means_are_kept_by_keyed_bernoulli(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    w.origins[0].households = fixed(9999.5); /* half up */
    w.origins[0].loads_per_household = fixed(1.25);
    w.scenario.scale.loads = fixed(2);
    wo_demand demand;
    world_draw(&w, &demand);
    assert_int_equal(demand.n_households, 10000);
    double people = 0, loads = 0;
    for (size_t i = 0; i < demand.n_households; i++) {
        const wo_household *household = &demand.households[i];
        assert_true(household->people == 4 || household->people == 5);
        assert_true(household->goods_loads == 2 || household->goods_loads == 3);
        assert_int_equal(household->cars, 1);
        people += household->people;
        loads += household->goods_loads;
    }
    assert_true(fabs(people - 45000) <= 3 * 50 && fabs(loads - 25000) <= 3 * 50);
    wo_demand_free(&demand);
    world_free(&w);
}

/* A village before it in the list, or more households in it, change nothing for a household. */
static void households_are_known_by_name_not_by_place(void **state)
{
    (void)state;
    world w, v;
    world_init(&w);
    world_init(&v);
    v.origins[0] = (wo_origin){.name = "Empty"};
    v.origin_node[0] = v.near;
    const uint32_t far = world_origin(&v, "Far", v.far);
    v.origins[far] = w.origins[0];
    v.origins[far].households = fixed(250);
    v.origins[0].households = fixed(7);
    v.origins[0].people_per_household = fixed(3);
    wo_demand a, b;
    world_draw(&w, &a);
    world_draw(&v, &b);
    assert_int_equal(b.n_households, 257);
    for (size_t i = 0; i < a.n_households; i++) {
        const wo_household *x = &a.households[i], *y = &b.households[i + 7];
        assert_int_equal(x->entity, y->entity);
        assert_int_equal(x->leave, y->leave);
        assert_int_equal(x->people, y->people);
        assert_int_equal(y->origin, far);
    }
    wo_demand_free(&a);
    wo_demand_free(&b);
    world_free(&w);
    world_free(&v);
}

static void animals_walk_or_ask(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    world_fleet(&w, 0, 3600, 3600);
    w.origins[0].cattle = fixed(1001);
    w.origins[0].sheep = fixed(3000);
    w.origins[0].walked = fixed(0.5);
    wo_demand demand;
    world_draw(&w, &demand);
    int64_t walked[3] = {0}, trucked[3] = {0};
    size_t herds[3] = {0};
    for (size_t i = 0; i < demand.n_herds; i++) {
        const wo_herd *herd = &demand.herds[i];
        walked[herd->animal] += herd->heads;
        herds[herd->animal]++;
        const uint32_t nominal = herd->animal == WO_ANIMAL_CATTLE ? CLASS_CATTLE : CLASS_FLOCK;
        const double full = herd->animal == WO_ANIMAL_CATTLE ? 100 : 400;
        assert_int_equal(herd->class_index, wo_herd_class(&w.scenario, nominal, herd->heads, full));
    }
    for (size_t i = 0; i < demand.n_animal_loads; i++) {
        const wo_animal_load *load = &demand.animal_loads[i];
        trucked[load->animal] += load->heads;
        assert_true(load->heads <= (load->animal == WO_ANIMAL_CATTLE ? 10u : 50u));
        const size_t k = load->animal == WO_ANIMAL_CATTLE ? i : i - 50; /* each kind begins at the first household */
        assert_int_equal(load->ask, demand.households[k].leave);
    }
    assert_int_equal(walked[WO_ANIMAL_CATTLE], 501); /* half up */
    assert_int_equal(walked[WO_ANIMAL_SHEEP], 1500);
    assert_int_equal(trucked[WO_ANIMAL_CATTLE], 500);
    assert_int_equal(herds[WO_ANIMAL_CATTLE], 6); /* three of 84, three of 83 */
    assert_int_equal(herds[WO_ANIMAL_SHEEP], 4);
    assert_int_equal(demand.herds[0].heads - demand.herds[5].heads, 1);
    assert_int_equal(demand.n_animal_loads, 50 + 30);
    wo_demand_free(&demand);
    world_free(&w);
}

static void animals_without_households_start_at_the_order(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    w.scenario.order = H(9);
    w.origins[0].households = fixed(0);
    w.origins[0].cattle = fixed(120);
    w.origins[0].walked = fixed(0.5);
    wo_demand demand;
    world_draw(&w, &demand);
    assert_int_equal(demand.n_herds, 1);
    assert_int_equal(demand.herds[0].leave, H(9));
    assert_int_equal(demand.n_animal_loads, 1); /* no fleet: all that stays behind in one */
    assert_int_equal(demand.animal_loads[0].ask, H(9));
    assert_int_equal(demand.animal_loads[0].heads, 60);
    wo_demand_free(&demand);
    world_free(&w);
}

/* Herds leave so that free walking with nights is over the line before the deadline, and not a day earlier. */
static void herds_leave_in_time(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    w.scenario.response.base_rate_per_s = fixed(0);
    w.scenario.response.deadline_rate_per_s = fixed(0);
    w.origins[0].cattle = fixed(1000);
    w.origins[0].walked = fixed(1);
    w.announcements[0].deadline = DAY(9) + H(12);
    wo_demand demand;
    world_draw(&w, &demand);
    /* 60,000 s of walking = 16 h 40 min in days of 10 h; each night begins at a node, so the far 60 segments of 1,000 s
     * are 36 a day at most: 36 on day 8 (07:00 to 17:00), 24 need 6 h 40 min: by 12:00 on day 9 only 17 fit, so day 8
     * takes 36 and day 7 the other 7, which is 1 h 56 min 40 s before 17:00; 18 would arrive at 12:00 sharp. */
    assert_int_equal(demand.n_herds, 10);
    for (size_t i = 0; i < demand.n_herds; i++) {
        assert_int_equal(demand.herds[i].leave, DAY(7) + H(17) - 7 * 1000000u);
    }
    for (size_t i = 0; i < demand.n_households; i++) {
        assert_int_equal(demand.households[i].leave, DAY(9) + H(12) - 3000000u - 1);
    }
    wo_demand_free(&demand);
    world_free(&w);
}

static void columns_start_before_the_believed_deadline(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    w.announcements[0].deadline = DAY(5);
    world_announce(&w, DAY(4.4), DAY(9)); /* too late for the first army, in time for the others */
    world_announce(&w, DAY(8), DAY(8.1)); /* leaves them less time than they want */
    world_army(&w, 25, 10, 6, 86400);
    world_army(&w, 5, 10, 6, 6 * 3600);
    world_army(&w, 1, 10, 6, 3 * 3600);
    world_army(&w, 1, 10, 6, 86400); /* was told another date than the residents */
    w.armies[3].told = DAY(3);
    w.armies[0].name = "first";
    w.armies[2].name = "third";
    w.armies[2].ahead_s = always(12 * 3600);
    wo_demand demand;
    world_draw(&w, &demand);
    assert_int_equal(demand.n_convoy, 32);
    assert_int_equal(demand.convoy[31].leave, DAY(2));
    for (uint32_t i = 0; i < 31; i++) {
        const wo_convoy_vehicle *vehicle = &demand.convoy[i];
        const wo_ms start = vehicle->army == 0 ? DAY(4) : DAY(8);
        const uint32_t place = vehicle->army == 0 ? i % 10 : vehicle->army == 1 ? i - 25 : 0;
        assert_int_equal(vehicle->leave, start + place * 6000);
    }
    wo_demand_free(&demand);
    world_free(&w);
}

static void even_flows_thin_out_at_night(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    world_flow(&w, 30 / 3600.0, WO_ARRIVALS_EVEN, true);
    w.flows[0].night = fixed(0.5);
    w.flows[0].start = H(15);
    w.flows[0].end = H(19);
    wo_demand demand;
    world_draw(&w, &demand);
    assert_int_equal(demand.n_travellers, 90); /* 60 in two hours of day, 30 in two of night */
    assert_int_equal(demand.travellers[0].leave, H(15) + 60000);
    assert_int_equal(demand.travellers[59].leave, H(17) - 60000);
    assert_int_equal(demand.travellers[60].leave, H(17) + 120000);
    assert_int_equal(demand.travellers[89].leave, H(19) - 120000);
    wo_demand_free(&demand);
    world_free(&w);
}

static void poisson_flows_have_exponential_gaps(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    world_flow(&w, 100 / 3600.0, WO_ARRIVALS_POISSON, false);
    wo_demand demand;
    world_draw(&w, &demand);
    const double mean = 100 * 16 * 24;
    assert_true(fabs((double)demand.n_travellers - mean) <= 3 * sqrt(mean));
    size_t longer = 0;
    for (size_t i = 1; i < demand.n_travellers; i++) {
        longer += demand.travellers[i].leave - demand.travellers[i - 1].leave > 36000;
    }
    const double share = (double)longer / (double)(demand.n_travellers - 1);
    assert_true(fabs(share - exp(-1)) <= 3 * sqrt(0.24 / mean));
    wo_demand_free(&demand);
    world_free(&w);
}

static void listed_flows_are_taken_as_they_are(void **state)
{
    (void)state;
    world w;
    wo_ms times[3] = {5, 70000, 70000};
    world_init(&w);
    world_flow(&w, 0, WO_ARRIVALS_LIST, false);
    w.flows[0].times = times;
    w.flows[0].n_times = 3;
    wo_demand demand;
    world_draw(&w, &demand);
    assert_int_equal(demand.n_travellers, 3);
    assert_int_equal(demand.travellers[1].leave, 70000);
    wo_demand_free(&demand);
    world_free(&w);
}

static void too_much_and_misplaced_is_refused(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    wo_demand demand;
    wo_error error = {0};
    w.origins[0].households = fixed(1e12);
    wo_status status = wo_demand_draw(&w.scenario, &w.road, &w.places, &w.climate, &w.draw, &demand, &error);
    assert_int_equal(status, WO_ERR_LIMIT);
    assert_non_null(strstr(error.message, "households"));
    w.origins[0].households = fixed(10);
    w.origin_node[0] = w.places.exit;
    status = wo_demand_draw(&w.scenario, &w.road, &w.places, &w.climate, &w.draw, &demand, &error);
    assert_int_equal(status, WO_ERR_SCENARIO);
    assert_non_null(strstr(error.message, "Far"));
    assert_null(demand.households);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(means_are_kept_by_keyed_bernoulli),
        cmocka_unit_test(households_are_known_by_name_not_by_place),
        cmocka_unit_test(animals_walk_or_ask),
        cmocka_unit_test(animals_without_households_start_at_the_order),
        cmocka_unit_test(herds_leave_in_time),
        cmocka_unit_test(columns_start_before_the_believed_deadline),
        cmocka_unit_test(even_flows_thin_out_at_night),
        cmocka_unit_test(poisson_flows_have_exponential_gaps),
        cmocka_unit_test(listed_flows_are_taken_as_they_are),
        cmocka_unit_test(too_much_and_misplaced_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
