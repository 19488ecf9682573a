/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Departures that reckon with the present queue, against a plain calculation: delays from the arrivals, belief by
 * quarters, hazard by the midpoint rule, household by household. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "helper_world.h"

#define CAR_LINE_MS 3000000u /* 60 km at 20 m/s */
#define QUARTER     900000u

static void near(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance)) {
        print_error("%.9g is not %.9g (tolerance %g)\n", a, b, tolerance);
    }
    assert_true(fabs(a - b) <= tolerance);
}

typedef struct history {
    releases stream;
    uint32_t *entities; /* of the trips released */
    wo_tally tally;
    wo_remainder left;
} history;

static history run(const world *w, const wo_demand *demand, stub_road road)
{
    history h = {0};
    wo_dispatch *dispatch = world_dispatch(demand);
    world_run(w, dispatch, &road, w->scenario.closing, &h.stream);
    h.tally = *wo_dispatch_tally(dispatch);
    h.left = wo_dispatch_remainder(dispatch);
    h.entities = malloc((h.stream.n + 1) * sizeof h.entities[0]);
    assert_non_null(h.entities);
    for (size_t i = 0; i < h.stream.n; i++) {
        h.entities[i] = wo_dispatch_entity(dispatch, h.stream.list[i].trip);
    }
    wo_dispatch_destroy(dispatch);
    return h;
}

static void history_free(history *h)
{
    releases_free(&h->stream);
    free(h->entities);
}

/* A free road: nobody believes in a queue, and everybody leaves as in the plan without that belief (to the rounding of
 * sums: 1 ms), refusers and news included. */
static void without_delay_it_is_the_plan(void **state)
{
    (void)state;
    for (int hearsay = 0; hearsay < 2; hearsay++) {
        world w;
        world_init(&w);
        w.scenario.response.comply = fixed(0.6);
        w.scenario.response.refuse = fixed(0.05);
        w.announcements[0].deadline = DAY(4);
        world_announce(&w, DAY(4.4), DAY(8));
        w.announcements[1].spread_s = fixed(hearsay ? 7200 : 0);
        w.announcements[1].reach = fixed(hearsay ? 0.8 : 1);
        wo_demand plan, open;
        world_draw(&w, &plan);
        w.scenario.response.queue_belief = fixed(1);
        world_draw(&w, &open);
        history a = run(&w, &plan, (stub_road){0}), b = run(&w, &open, (stub_road){0});
        assert_true(a.stream.n > 100);
        assert_int_equal(a.stream.n, b.stream.n);
        for (size_t i = 0; i < a.stream.n; i++) {
            near(a.stream.list[i].at, b.stream.list[i].at, 1);
        }
        assert_int_equal(a.left.people_refused, b.left.people_refused);
        assert_true(a.left.people_refused > 0);
        assert_int_equal(a.left.people_not_started, b.left.people_not_started);
        history_free(&a);
        history_free(&b);
        wo_demand_free(&plan);
        wo_demand_free(&open);
        world_free(&w);
    }
}

/* Believed delay in force at `at` by the definition, from all departures and arrivals of cars at the line. */
static wo_ms believed(const wo_ms *leave, const wo_ms *passes, size_t n, wo_ms at)
{
    if (at < 60000) {
        return 0;
    }
    const int64_t now = (at - 60000) / QUARTER;
    for (int64_t q = now; q >= 0 && now - q <= 24; q--) { /* the last quarter with cars in its hour, 6 h back at most */
        int64_t sum = 0, cars = 0;
        for (size_t i = 0; i < n; i++) {
            if (passes[i] < q * QUARTER && (int64_t)passes[i] >= (q - 4) * (int64_t)QUARTER) {
                sum += passes[i] - leave[i] - CAR_LINE_MS;
                cars++;
            }
        }
        if (cars > 0) {
            return (wo_ms)floor((double)sum / (double)cars + 0.5);
        }
    }
    return 0;
}

/* When the household leaves by 10 s steps of the hazard; WO_NEVER when it refuses. */
static wo_ms plain_leave(const world *w, const wo_household *household, const wo_ms *queue, double beta)
{
    const wo_ms deadline = w->announcements[0].deadline;
    const double threshold = -log(wo_random_uniform(&w->draw, WO_PURPOSE_DEPARTURE, household->entity, 0, 0));
    double sum = 0;
    for (wo_ms at = 0;; at += 10000) {
        const wo_ms middle = at + 5000;
        const double of_day = fmod(middle / 3.6e6, 24);
        const double travel = CAR_LINE_MS + beta * queue[middle < 60000 ? 0 : (middle - 60000) / QUARTER + 1];
        const double slack_h = ((double)deadline - middle - travel) / 3.6e6;
        if (slack_h <= 0) { /* the last moment */
            const double u = wo_random_uniform(&w->draw, WO_PURPOSE_COMPLY, household->entity, 0, 0);
            return u < w->scenario.response.comply.p[0] ? at : WO_NEVER;
        }
        const double night = of_day < 6 || of_day >= 22 ? 0.4 : 1;
        const double gain = night * (0.006 + 0.2 * exp(-slack_h / 12)) / 360;
        if (sum + gain >= threshold) {
            return at + (wo_ms)(10000 * (threshold - sum) / gain);
        }
        sum += gain;
    }
}

/* 600 cars, and a line that opens every 20 hours for a moment: the queue is there, is remembered for 6 hours, is
 * forgotten, comes again. At 80 h it brings the last moment of a deadline at 90 h forward by hours, half refuse, and
 * the queue is forgotten before 90 h. Each household's departure follows from the belief that the history itself makes,
 * within the step of the plain calculation. */
static void departures_follow_the_believed_queue(void **state)
{
    (void)state;
    enum { N = 600, QUARTERS = 4 * 96 };
    static wo_ms leave[N], passes[N], queue[QUARTERS];
    const double beta = 0.7;
    world w;
    world_init(&w);
    w.origins[0].households = fixed(N);
    w.announcements[0].deadline = H(90);
    w.scenario.closing = H(96);
    w.scenario.response.queue_belief = fixed(beta);
    w.scenario.response.comply = fixed(0.5);
    wo_demand demand;
    world_draw(&w, &demand);
    history h = run(&w, &demand, (stub_road){.every_ms = H(20)});
    const size_t n = h.stream.n;
    assert_true(n > 300 && n < N);
    for (size_t i = 0; i < n; i++) {
        leave[i] = h.stream.list[i].at;
        passes[i] = (leave[i] + CAR_LINE_MS + H(20) - 1) / H(20) * H(20);
    }
    for (size_t q = 0; q < QUARTERS; q++) {
        queue[q] = believed(leave, passes, n, q == 0 ? 0 : (wo_ms)((q - 1) * QUARTER + 60000));
    }
    assert_true(queue[4 * 21] > H(5) && queue[4 * 30] == 0 && queue[4 * 82] > H(5));
    size_t refused = 0;
    for (size_t i = 0; i < N; i++) {
        const wo_ms expected = plain_leave(&w, &demand.households[i], queue, beta);
        const uint32_t entity = wo_hash_index(wo_hash_index(demand.households[i].entity, WO_ROLE_RESIDENT), 0);
        size_t k = 0;
        while (k < n && h.entities[k] != entity) {
            k++;
        }
        assert_int_equal(k == n, expected == WO_NEVER);
        if (k < n) {
            near(leave[k], expected, 11000);
        }
        refused += k == n;
    }
    assert_true(refused > 10);
    assert_int_equal(h.left.people_refused + h.tally.people_departed, h.left.people_total);
    history_free(&h);
    wo_demand_free(&demand);
    world_free(&w);
}

/* Fear of the queue moves departures forward. */
static void who_believes_in_the_queue_leaves_earlier(void **state)
{
    (void)state;
    double mean[2] = {0};
    for (int k = 0; k < 2; k++) {
        world w;
        world_init(&w);
        w.origins[0].households = fixed(600);
        w.announcements[0].deadline = DAY(3);
        w.scenario.response.queue_belief = fixed(k);
        wo_demand demand;
        world_draw(&w, &demand);
        history h = run(&w, &demand, (stub_road){.service_ms = 240000});
        for (size_t i = 0; i < h.stream.n; i++) {
            mean[k] += h.stream.list[i].at / 3.6e6 / (double)h.stream.n;
        }
        history_free(&h);
        wo_demand_free(&demand);
        world_free(&w);
    }
    assert_true(mean[1] < mean[0] - 0.25);
}

/* Families that wait for their loads go when the queue leaves them no more time; loads of animals ask with their
 * household; histories are equal until the announcements differ. */
static void everything_else_goes_on(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    w.origins[0].households = fixed(400);
    w.origins[0].loads_per_household = fixed(0.5);
    w.origins[0].cattle = fixed(2000);
    world_fleet(&w, 8, 3600, 1800);
    w.announcements[0].deadline = DAY(5);
    w.scenario.response.queue_belief = fixed(1);
    wo_demand a, b;
    world_draw(&w, &a);
    history x = run(&w, &a, (stub_road){.service_ms = 120000});
    assert_true(x.tally.cattle_out > 0 && x.tally.loads_out > 0);
    for (size_t i = 0; i < x.stream.n; i++) { /* all cars have gone a good while before the last free moment */
        assert_true(x.stream.list[i].class_index != CLASS_CAR || x.stream.list[i].at < DAY(5) - CAR_LINE_MS - 600000);
    }
    world_announce(&w, DAY(4), DAY(8));
    world_draw(&w, &b);
    history y = run(&w, &b, (stub_road){.service_ms = 120000});
    size_t same = 0;
    while (same < x.stream.n && same < y.stream.n && x.stream.list[same].at < DAY(4)) {
        assert_memory_equal(&x.stream.list[same], &y.stream.list[same], sizeof x.stream.list[same]);
        same++;
    }
    assert_true(same > 100 && y.stream.list[same].at >= DAY(4));
    history_free(&x);
    history_free(&y);
    wo_demand_free(&a);
    wo_demand_free(&b);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_delay_it_is_the_plan),
        cmocka_unit_test(departures_follow_the_believed_queue),
        cmocka_unit_test(who_believes_in_the_queue_leaves_earlier),
        cmocka_unit_test(everything_else_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
