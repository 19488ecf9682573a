/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When households leave, against an integration of the hazard that shares no code with the program. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../../sim/demand/demand_private.h"
#include "helper_world.h"

#define CAR_LINE_MS 3000000u /* 60 km at 20 m/s */

/* Hazard per hour at hour t of the default world, written down from the model. */
static double hazard(const world *w, double t, double travel_h)
{
    double deadline = w->announcements[0].deadline / 3.6e6;
    for (size_t k = 1; k < w->scenario.n_announcements; k++) {
        if (w->announcements[k].at / 3.6e6 <= t) {
            deadline = w->announcements[k].deadline / 3.6e6;
        }
    }
    const double of_day = fmod(t, 24);
    const double night = of_day < 6 || of_day >= 22 ? 0.4 : 1;
    const double slack = fmax(0, deadline - t - travel_h);
    return night * (0.006 + 0.2 * exp(-slack / 12));
}

/* Integral from 0 to t hours by the midpoint rule with steps of 9 s, on whose grid all switches of the tests lie. */
static double integral(const world *w, double t, double travel_h)
{
    const double step = 9.0 / 3600;
    double sum = 0, at = 0;
    for (; at + step <= t; at += step) {
        sum += step * hazard(w, at + step / 2, travel_h);
    }
    return sum + (t - at) * hazard(w, (at + t) / 2, travel_h);
}

static void near(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance)) {
        print_error("%.9g is not %.9g (tolerance %g)\n", a, b, tolerance);
    }
    assert_true(fabs(a - b) <= tolerance);
}

static wo_ms departs(const world *w, double threshold, wo_ms travel_ms)
{
    wo_hazard hazard;
    wo_hazard_curve curve = {0};
    wo_news *news = calloc(w->scenario.n_announcements + 1, sizeof *news);
    assert_non_null(news);
    wo_hazard_init(&hazard, &w->scenario, &w->climate, &w->draw);
    hazard.travel_ms = travel_ms;
    hazard.news = news;
    hazard.n_news = wo_hearsay_all(&w->scenario, news);
    assert_int_equal(wo_hazard_curve_build(&curve, &hazard, NULL), WO_OK);
    const wo_ms leave = wo_hazard_curve_time(&curve, threshold);
    wo_hazard_curve_free(&curve);
    free(news);
    return leave;
}

static void time_inverts_the_integral(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    world_announce(&w, H(100), H(300)); /* a longer deadline, later */
    world_announce(&w, H(150), H(160)); /* and a sudden short one, then passed: the exponent is clipped */
    for (double threshold = 0.05; threshold < 8; threshold *= 1.5) {
        const wo_ms at = departs(&w, threshold, CAR_LINE_MS);
        assert_true(at > 0 && at < w.scenario.end);
        near(integral(&w, at / 3.6e6, CAR_LINE_MS / 3.6e6), threshold, 1e-5);
    }
    assert_int_equal(departs(&w, 1000, CAR_LINE_MS), WO_NEVER);
    world_free(&w);
}

static void nobody_leaves_before_the_order(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    w.scenario.order = H(30);
    assert_true(departs(&w, 1e-9, CAR_LINE_MS) >= H(30));
    wo_demand demand;
    world_draw(&w, &demand);
    for (size_t i = 0; i < demand.n_households; i++) {
        assert_true(demand.households[i].leave >= H(30));
    }
    wo_demand_free(&demand);
    world_free(&w);
}

static int by_time(const void *a, const void *b)
{
    const wo_ms x = *(const wo_ms *)a, y = *(const wo_ms *)b;
    return x < y ? -1 : x > y;
}

/* Departures of 20,000 households follow 1 - exp(-integral): Kolmogorov-Smirnov at 1 %. */
static void departures_follow_the_hazard(void **state)
{
    (void)state;
    enum { N = 20000 };
    static wo_ms leaves[N];
    world w;
    world_init(&w);
    w.origins[0].households = fixed(N);
    world_announce(&w, H(100), H(330));
    wo_demand demand;
    world_draw(&w, &demand);
    assert_int_equal(demand.n_households, N);
    for (size_t i = 0; i < N; i++) {
        leaves[i] = demand.households[i].leave;
    }
    qsort(leaves, N, sizeof leaves[0], by_time);
    const wo_ms last = H(330) - CAR_LINE_MS - 1;
    double worst = 0, sum = 0, at = 0;
    for (size_t i = 0; i < N && leaves[i] < last; i++) {
        for (; at + 0.01 <= leaves[i] / 3.6e6; at += 0.01) { /* coarser than above: KS needs 1e-3 only */
            sum += 0.01 * hazard(&w, at + 0.005, CAR_LINE_MS / 3.6e6);
        }
        const double share = 1 - exp(-sum);
        worst = fmax(worst, fmax(fabs(share - (double)i / N), fabs(share - (double)(i + 1) / N)));
    }
    near(worst, 0, 1.63 / sqrt(N));
    assert_true(leaves[N - 1] <= last); /* the rest leaves at the last moment */
    wo_demand_free(&demand);
    world_free(&w);
}

static size_t leaving(const wo_demand *demand, wo_ms from, wo_ms to)
{
    size_t n = 0;
    for (size_t i = 0; i < demand->n_households; i++) {
        n += demand->households[i].leave >= from && demand->households[i].leave < to;
    }
    return n;
}

/* Mean number of n households that leave between two hours. */
static double expected(const world *w, double n, double from, double to)
{
    const double travel_h = CAR_LINE_MS / 3.6e6;
    return n * (exp(-integral(w, from, travel_h)) - exp(-integral(w, to, travel_h)));
}

/* An extension three hours before the end: rush, lull, second rush; and the same history before it. */
static void extension_makes_a_lull_and_a_second_rush(void **state)
{
    (void)state;
    world early, late;
    world_init(&early);
    early.announcements[0].deadline = H(120);
    early.origins[0].households = fixed(10000);
    late = early;
    late.scenario.announcements = late.announcements;
    late.scenario.origins = late.origins;
    world_announce(&late, H(117), H(336));
    wo_demand a, b;
    world_draw(&early, &a);
    late.places.origin = late.origin_node;
    late.climate.days = late.days;
    world_draw(&late, &b);
    const size_t rush = leaving(&b, H(111), H(117)), lull = leaving(&b, H(135), H(141));
    const size_t second = leaving(&b, H(327), H(333));
    assert_true(rush > 20 * lull && second > 2 * lull);
    near((double)rush, expected(&late, 10000, 111, 117), 3 * sqrt((double)rush));
    near((double)lull, expected(&late, 10000, 135, 141), 3 * sqrt((double)lull));
    near((double)second, expected(&late, 10000, 327, 333), 3 * sqrt((double)second));
    for (size_t i = 0; i < a.n_households; i++) {
        const wo_ms x = a.households[i].leave, y = b.households[i].leave;
        assert_true(x < H(117) ? x == y : y >= H(117));
        assert_true(x <= H(120) - CAR_LINE_MS - 1);
    }
    wo_demand_free(&a);
    wo_demand_free(&b);
    world_free(&early);
}

static void those_who_do_not_comply_refuse(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    w.origins[0].households = fixed(10000);
    w.scenario.response.comply = fixed(0.7);
    wo_demand demand;
    world_draw(&w, &demand);
    const wo_ms last = DAY(10) - CAR_LINE_MS - 1;
    size_t refused = 0, moved = 0;
    for (size_t i = 0; i < demand.n_households; i++) {
        const wo_household *household = &demand.households[i];
        refused += household->refuses;
        moved += household->leave == last;
        assert_int_equal(household->refuses, household->leave == WO_NEVER);
    }
    const double share = (double)moved / (double)(moved + refused);
    const double rest = exp(-integral(&w, last / 3.6e6, CAR_LINE_MS / 3.6e6)) * 10000;
    near((double)(moved + refused), rest, 3 * sqrt(rest));
    near(share, 0.7, 3 * sqrt(0.21 / rest));
    wo_demand_free(&demand);
    world_free(&w);
}

/* Each household allows its own time for queues: nobody is left at the last moment by free travel, and the shares
 * follow the distribution of the margin among those who wait to the end. */
static void margins_spread_the_last_moments(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    w.origins[0].households = fixed(10000);
    w.scenario.response.base_rate_per_s = fixed(0);
    w.scenario.response.deadline_rate_per_s = fixed(0);
    w.scenario.response.margin_s =
        (wo_distribution){.shape = WO_SHAPE_UNIFORM, .p = {fixed(3600), fixed(3 * 3600.0)}, .low = 0, .high = 864000};
    wo_demand demand;
    world_draw(&w, &demand);
    const wo_ms last = DAY(10) - CAR_LINE_MS - 1;
    assert_int_equal(leaving(&demand, last - H(3), last - H(1) + 1), demand.n_households);
    near((double)leaving(&demand, last - H(2), last), 5000, 3 * sqrt(2500));
    for (size_t i = 0; i < demand.n_households; i++) {
        assert_int_equal(demand.households[i].leave, last - demand.households[i].margin);
    }
    wo_demand_free(&demand);
    world_free(&w);
}

/* A refusal holds until the next announcement, and the last refusal stands. */
static void refusers_may_follow_a_later_announcement(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    w.origins[0].households = fixed(5000);
    w.announcements[0].deadline = H(48);
    w.scenario.response.base_rate_per_s = fixed(0.002 / 3600);
    w.scenario.response.deadline_rate_per_s = fixed(0.02 / 3600);
    w.scenario.response.comply = fixed(0.5);
    world_announce(&w, H(60), H(200));
    wo_demand demand;
    world_draw(&w, &demand);
    const wo_ms last[2] = {H(48) - CAR_LINE_MS - 1, H(200) - CAR_LINE_MS - 1};
    const size_t first = leaving(&demand, last[0], last[0] + 1), second = leaving(&demand, last[1], last[1] + 1);
    assert_int_equal(leaving(&demand, last[0] + 1, H(60)), 0);
    assert_true(leaving(&demand, H(60), last[1]) > 100);
    size_t refused = 0;
    for (size_t i = 0; i < demand.n_households; i++) {
        refused += demand.households[i].refuses;
    }
    assert_true(first > 1000 && second > 300);
    near((double)second / (double)(second + refused), 0.5, 3 * 0.5 / sqrt((double)(second + refused)));
    wo_demand_free(&demand);
    world_free(&w);
}

/* Before the first announcement only the base rate works, even when the deadline is near; then all at once. */
static void nobody_rushes_before_being_told(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    w.origins[0].households = fixed(10000);
    w.announcements[0].at = H(30);
    w.announcements[0].deadline = H(30) + CAR_LINE_MS / 2;
    w.scenario.response.base_rate_per_s = fixed(0.01 / 3600);
    w.scenario.response.night = fixed(1);
    wo_demand demand;
    world_draw(&w, &demand);
    const double early = 10000 * (1 - exp(-0.3));
    near((double)leaving(&demand, 0, H(30)), early, 3 * sqrt(early));
    assert_int_equal(leaving(&demand, H(30), H(30) + 1), 10000 - leaving(&demand, 0, H(30)));
    wo_demand_free(&demand);
    world_free(&w);
}

/* When an announcement leaves less time than the journey takes, or none at all, people leave at once. */
static void deadline_too_near_means_at_once(void **state)
{
    (void)state;
    const wo_ms deadlines[2] = {H(50) + CAR_LINE_MS / 2, H(20)};
    for (int i = 0; i < 2; i++) {
        world w;
        world_init(&w);
        world_announce(&w, H(50), deadlines[i]);
        wo_demand demand;
        world_draw(&w, &demand);
        const size_t before = leaving(&demand, 0, H(50)), then = leaving(&demand, H(50), H(50) + 1);
        assert_int_equal(before + then, demand.n_households);
        assert_true(then > before);
        wo_demand_free(&demand);
        world_free(&w);
    }
}

/* Believed deadline behind the end of the scenario: the last moment does not come. */
static void undecided_at_the_end_do_not_refuse(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    w.announcements[0].deadline = DAY(30);
    w.scenario.closing = DAY(30);
    wo_demand demand;
    world_draw(&w, &demand);
    size_t undecided = 0;
    for (size_t i = 0; i < demand.n_households; i++) {
        undecided += demand.households[i].leave == WO_NEVER;
        assert_false(demand.households[i].refuses);
    }
    assert_true(undecided > 10 && undecided < 100);
    wo_demand_free(&demand);
    w.announcements[0].deadline = DAY(3); /* refused first, then open again to the end */
    w.scenario.response.comply = fixed(0);
    world_announce(&w, DAY(4), DAY(30));
    world_draw(&w, &demand);
    for (size_t i = 0; i < demand.n_households; i++) {
        assert_false(demand.households[i].refuses);
    }
    wo_demand_free(&demand);
    world_free(&w);
}

/* A last moment that would come after the closing decides nothing: nobody has refused by then. */
static void undecided_at_the_closing_do_not_refuse(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    w.scenario.closing = DAY(1);
    w.announcements[0].deadline = DAY(2);
    w.scenario.response.base_rate_per_s = fixed(0);
    w.scenario.response.deadline_rate_per_s = fixed(0);
    w.scenario.response.comply = fixed(0);
    wo_demand demand;
    world_draw(&w, &demand);
    for (size_t i = 0; i < demand.n_households; i++) {
        assert_false(demand.households[i].refuses);
        assert_int_equal(demand.households[i].leave, WO_NEVER);
    }
    wo_demand_free(&demand);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_inverts_the_integral),
        cmocka_unit_test(nobody_leaves_before_the_order),
        cmocka_unit_test(departures_follow_the_hazard),
        cmocka_unit_test(extension_makes_a_lull_and_a_second_rush),
        cmocka_unit_test(those_who_do_not_comply_refuse),
        cmocka_unit_test(refusers_may_follow_a_later_announcement),
        cmocka_unit_test(margins_spread_the_last_moments),
        cmocka_unit_test(deadline_too_near_means_at_once),
        cmocka_unit_test(nobody_rushes_before_being_told),
        cmocka_unit_test(undecided_at_the_end_do_not_refuse),
        cmocka_unit_test(undecided_at_the_closing_do_not_refuse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
