/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom an announcement reaches, when, and what they make of it; and those who never leave. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "helper_world.h"

#define CAR_LINE_MS 3000000u /* 60 km at 20 m/s */

static void near(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance)) {
        print_error("%.9g is not %.9g (tolerance %g)\n", a, b, tolerance);
    }
    assert_true(fabs(a - b) <= tolerance);
}

/* Nobody moves but at a last moment: h0 = h1 = 0. */
static void only_last_moments(world *w, double households)
{
    world_init(w);
    w->origins[0].households = fixed(households);
    w->scenario.response.base_rate_per_s = fixed(0);
    w->scenario.response.deadline_rate_per_s = fixed(0);
}

static size_t leaving_at(const wo_demand *demand, wo_ms at)
{
    size_t n = 0;
    for (size_t i = 0; i < demand->n_households; i++) {
        n += demand->households[i].leave == at;
    }
    return n;
}

/* A rumour of an early closing reaches 30 % of 20,000: those leave for it, the others for the true one. Within three
 * standard deviations, and the same households in the world where another rumour follows. */
static void reach_is_a_share(void **state)
{
    (void)state;
    enum { N = 20000 };
    world w;
    only_last_moments(&w, N);
    world_announce(&w, H(30), H(60));
    w.announcements[1].reach = fixed(0.3);
    wo_demand a, b;
    world_draw(&w, &a);
    const wo_ms rumour = H(60) - CAR_LINE_MS - 1, truth = DAY(10) - CAR_LINE_MS - 1;
    const size_t early = leaving_at(&a, rumour);
    near((double)early, 0.3 * N, 3 * sqrt(0.21 * N));
    assert_int_equal(early + leaving_at(&a, truth), N);
    world_announce(&w, H(50), H(55));
    w.announcements[2].reach = fixed(0.5);
    world_draw(&w, &b);
    size_t both = 0;
    for (size_t i = 0; i < N; i++) { /* the later rumour wins over the earlier one */
        const wo_ms x = a.households[i].leave, y = b.households[i].leave;
        assert_true(y == x || y == H(55) - CAR_LINE_MS - 1);
        both += y != x && x == rumour;
    }
    near((double)both, 0.15 * N, 3 * sqrt(0.15 * 0.85 * N)); /* independent draws */
    wo_demand_free(&a);
    wo_demand_free(&b);
    world_free(&w);
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The date is over when it is announced, so everybody leaves on hearing of it: exponential of mean 5 h, by
 * Kolmogorov-Smirnov at 1 %, and its mean within three standard deviations. */
static void news_spread_exponentially(void **state)
{
    (void)state;
    enum { N = 10000 };
    static double delays[N];
    world w;
    only_last_moments(&w, N);
    world_announce(&w, H(30), H(29));
    w.announcements[1].spread_s = fixed(5 * 3600.0);
    wo_demand demand;
    world_draw(&w, &demand);
    double mean = 0, worst = 0;
    for (size_t i = 0; i < N; i++) {
        assert_true(demand.households[i].leave >= H(30) && demand.households[i].leave < DAY(10));
        delays[i] = (demand.households[i].leave - H(30)) / 3.6e6;
        mean += delays[i] / N;
    }
    near(mean, 5, 3 * 5 / sqrt(N));
    qsort(delays, N, sizeof delays[0], by_value);
    for (size_t i = 0; i < N; i++) {
        const double share = 1 - exp(-delays[i] / 5);
        worst = fmax(worst, fmax(fabs(share - (double)i / N), fabs(share - (double)(i + 1) / N)));
    }
    assert_true(worst < 1.63 / sqrt(N));
    wo_demand_free(&demand);
    world_free(&w);
}

/* Who hears the older news last believes the older news. The first is told at 30 h and spreads with a mean of 20 h, the
 * second at 40 h at once: who hears the first after 40 h goes by it, exp(-1/2) of all. */
static void what_is_heard_last_is_believed(void **state)
{
    (void)state;
    enum { N = 10000 };
    world w;
    only_last_moments(&w, N);
    w.announcements[0] = (wo_announcement){.at = H(30), .deadline = H(220), .reach = fixed(1)};
    w.announcements[0].spread_s = fixed(20 * 3600.0);
    world_announce(&w, H(40), H(230));
    wo_demand demand;
    world_draw(&w, &demand);
    const size_t older = leaving_at(&demand, H(220) - CAR_LINE_MS - 1);
    const size_t newer = leaving_at(&demand, H(230) - CAR_LINE_MS - 1);
    near((double)older, N * exp(-0.5), 4 * sqrt(0.24 * N)); /* a few hear of it after its last moment: e^-9 */
    near((double)(older + newer), N, 10);
    wo_demand_free(&demand);
    world_free(&w);
}

/* Who never hears of a deadline does not rush and never has a last moment: with no base rate it stays, undecided. */
static void the_unreached_stay_and_do_not_refuse(void **state)
{
    (void)state;
    world w;
    only_last_moments(&w, 1000);
    w.scenario.response.deadline_rate_per_s = fixed(1);
    w.scenario.response.comply = fixed(0);
    w.announcements[0].reach = fixed(0);
    wo_demand demand;
    world_draw(&w, &demand);
    for (size_t i = 0; i < demand.n_households; i++) {
        assert_int_equal(demand.households[i].leave, WO_NEVER);
        assert_false(demand.households[i].refuses);
    }
    wo_demand_free(&demand);
    world_free(&w);
}

/* Everybody hears at once, but by way of each household's own list: the same plan as from the common one. An
 * announcement of reach 0 switches the lists on. */
static void own_lists_agree_with_the_common_one(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    w.origins[0].cattle = fixed(700);
    w.origins[0].walked = fixed(0.7);
    w.announcements[0].deadline = DAY(4);
    w.scenario.response.comply = fixed(0.6);
    world_announce(&w, DAY(3), DAY(7));
    world_announce(&w, DAY(7.5), DAY(9));
    wo_demand a, b;
    world_draw(&w, &a);
    world_announce(&w, DAY(8), DAY(8.5));
    w.announcements[3].reach = fixed(0);
    world_draw(&w, &b);
    assert_true(b.hearsay && !a.hearsay);
    assert_int_equal(a.n_households, b.n_households);
    for (size_t i = 0; i < a.n_households; i++) {
        assert_int_equal(a.households[i].leave, b.households[i].leave);
        assert_int_equal(a.households[i].refuses, b.households[i].refuses);
    }
    for (size_t i = 0; i < a.n_herds; i++) {
        assert_int_equal(a.herds[i].leave, b.herds[i].leave);
    }
    assert_true(a.n_herds > 3);
    wo_demand_free(&a);
    wo_demand_free(&b);
    world_free(&w);
}

/* Two variants whose announcements differ from day 5 on: nobody who left before knows of it. */
static void histories_are_equal_until_news_differ(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    w.origins[0].households = fixed(3000);
    w.announcements[0].reach = fixed(0.8);
    w.announcements[0].spread_s = fixed(10 * 3600.0);
    w.scenario.response.refuse = fixed(0.1);
    wo_demand a, b;
    world_draw(&w, &a);
    world_announce(&w, DAY(5), DAY(7));
    w.announcements[1].reach = fixed(0.7);
    w.announcements[1].spread_s = fixed(3600);
    world_draw(&w, &b);
    size_t before = 0, changed = 0;
    for (size_t i = 0; i < a.n_households; i++) {
        const wo_ms x = a.households[i].leave, y = b.households[i].leave;
        assert_true(x < DAY(5) || y < DAY(5) ? x == y : true);
        before += x < DAY(5);
        changed += x != y;
    }
    assert_true(before > 300 && changed > 300);
    wo_demand_free(&a);
    wo_demand_free(&b);
    world_free(&w);
}

/* 25 % of 10,000 never leave, whatever is announced, and their animals with them. */
static void some_never_leave(void **state)
{
    (void)state;
    enum { N = 10000 };
    world w;
    world_init(&w);
    w.origins[0].households = fixed(N);
    w.origins[0].cattle = fixed(100.0 * N);
    w.origins[0].walked = fixed(1);
    w.scenario.response.refuse = fixed(0.25);
    wo_demand a, b;
    world_draw(&w, &a);
    world_announce(&w, DAY(5), DAY(12));
    world_draw(&w, &b);
    size_t refused = 0;
    for (size_t i = 0; i < N; i++) {
        assert_int_equal(a.households[i].refuses, b.households[i].refuses);
        assert_int_equal(a.households[i].refuses, a.households[i].leave == WO_NEVER);
        assert_int_equal(a.households[i].refuses, a.herds[i].leave == WO_NEVER);
        refused += a.households[i].refuses;
    }
    near((double)refused, 0.25 * N, 3 * sqrt(0.1875 * N));
    wo_demand_free(&a);
    wo_demand_free(&b);
    world_free(&w);
}

/* Refusers are counted as such, not as stranded or not started. */
static void refusers_are_counted(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    w.origins[0].people_per_household = fixed(4);
    w.scenario.response.refuse = fixed(0.3);
    wo_demand demand;
    world_draw(&w, &demand);
    int64_t refused = 0;
    for (size_t i = 0; i < demand.n_households; i++) {
        refused += demand.households[i].refuses ? 4 : 0;
    }
    assert_true(refused > 0);
    wo_dispatch *dispatch = world_dispatch(&demand);
    stub_road road = {0};
    world_run(&w, dispatch, &road, w.scenario.closing, NULL);
    const wo_remainder left = wo_dispatch_remainder(dispatch);
    assert_int_equal(left.people_refused, refused);
    assert_int_equal(left.people_not_started + left.people_stranded, 0);
    assert_true(left.everyone_out);
    wo_dispatch_destroy(dispatch);
    wo_demand_free(&demand);
    world_free(&w);
}

/* Trucks and army go by what is announced to all, not by a rumour. */
static void fleet_and_army_ignore_rumours(void **state)
{
    (void)state;
    for (int rumour = 0; rumour < 2; rumour++) {
        world w;
        world_init(&w);
        w.origins[0].households = fixed(1);
        w.origins[0].loads_per_household = fixed(1);
        world_fleet(&w, 1, 3600, 1800);
        world_army(&w, 1, 1, 6, 86400);
        world_announce(&w, H(20), H(50)); /* no truck that starts at 48 h could be back in time */
        w.announcements[1].reach = fixed(rumour ? 0.49 : 0.51);
        wo_demand demand;
        world_draw(&w, &demand);
        assert_int_equal(demand.convoy[0].leave, rumour ? DAY(9) : H(26));
        demand.households[0].leave = H(48);
        wo_dispatch *dispatch = world_dispatch(&demand);
        stub_road road = {0};
        world_run(&w, dispatch, &road, w.scenario.closing, NULL);
        assert_int_equal(wo_dispatch_tally(dispatch)->loads_out, rumour);
        wo_dispatch_destroy(dispatch);
        wo_demand_free(&demand);
        world_free(&w);
    }
}

/* A family that waits for its loads goes at the last moment that it believes in: half of them believe in an early
 * one. */
static void waiting_families_follow_what_they_heard(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    w.origins[0].households = fixed(100);
    w.origins[0].loads_per_household = fixed(1);
    world_fleet(&w, 1, 3600, 1800);
    w.scenario.response.wait_for_truck_s = fixed(20 * 86400.0);
    w.scenario.fleet.from = DAY(9);
    world_announce(&w, DAY(2), DAY(3));
    w.announcements[1].reach = fixed(0.5);
    wo_demand demand;
    world_draw(&w, &demand);
    for (size_t i = 0; i < 100; i++) {
        demand.households[i].leave = DAY(1);
    }
    wo_dispatch *dispatch = world_dispatch(&demand);
    stub_road road = {0};
    releases stream = {0};
    world_run(&w, dispatch, &road, DAY(4), &stream);
    for (size_t i = 0; i < stream.n; i++) {
        assert_int_equal(stream.list[i].at, DAY(3) - CAR_LINE_MS - 1);
    }
    near((double)stream.n, 50, 15);
    releases_free(&stream);
    wo_dispatch_destroy(dispatch);
    wo_demand_free(&demand);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reach_is_a_share),
        cmocka_unit_test(news_spread_exponentially),
        cmocka_unit_test(what_is_heard_last_is_believed),
        cmocka_unit_test(the_unreached_stay_and_do_not_refuse),
        cmocka_unit_test(own_lists_agree_with_the_common_one),
        cmocka_unit_test(histories_are_equal_until_news_differ),
        cmocka_unit_test(some_never_leave),
        cmocka_unit_test(refusers_are_counted),
        cmocka_unit_test(fleet_and_army_ignore_rumours),
        cmocka_unit_test(waiting_families_follow_what_they_heard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
