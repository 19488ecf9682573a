/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checkpoints against queueing theory: waits of stationary queues (Pollaczek and Khinchine, Erlang), a rush hour
 * (Newell), servers in a row with little room between them, and spillback into the servers. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper_trial.h"

#define N_CUSTOMERS 1000000u
#define MAX_SERVERS 4u
/* Independent runs of a busy checkpoint, each begun empty and shorter than the 49 days of the clock. */
#define N_BATCHES   8u
#define N_IN_BATCH  230000u
#define N_FORGOTTEN 10000u /* of each: twenty times as long as the queue knows that it began empty */

typedef enum law { FIXED, EXPONENTIAL, LOGNORMAL, GEOMETRIC } law;

/* Times in s; those of a geometric law and `slotted` arrivals are whole seconds. */
typedef struct office {
    wo_draw draw;
    law service;
    double mean_s, cv;
} office;

static double drawn(const office *o, law which, double mean_s, double cv, wo_purpose purpose, uint32_t n)
{
    const double u = wo_random_uniform(&o->draw, purpose, 1, n, 0);
    const double p[3] = {mean_s / sqrt(1.0 + cv * cv), sqrt(log(1.0 + cv * cv)), 0.0};
    switch (which) {
    case EXPONENTIAL:
        return -mean_s * log(u);
    case LOGNORMAL:
        return wo_quantile(WO_SHAPE_LOGNORMAL, p, 0.0, INFINITY, u);
    case GEOMETRIC: /* 1, 2, ... */
        return 1.0 + floor(log(u) / log(1.0 - 1.0 / mean_s));
    case FIXED:
        break;
    }
    return mean_s;
}

static wo_ms service_of(const void *context, uint32_t class_index, uint32_t party)
{
    const office *o = context;
    (void)class_index;
    return wo_ms_from_s(drawn(o, o->service, o->mean_s, o->cv, WO_PURPOSE_SERVICE, party));
}

/* A checkpoint where the parties enter a road that never holds them: eight lanes of cars that are 1 cm long. */
static void open_office(trial *t, const office *o, uint32_t servers)
{
    wo_error error = {0};
    trial_begin(t);
    t->spec.jam_m[0] = 0.01;
    trial_stretch(t, 0, 1, 1000.0, 1)->lanes = 8;
    trial_build(t);
    assert_int_equal(wo_queue_checkpoint(t->queue, trial_node(t, 0, 0), WO_OUTBOUND, servers, service_of, o, &error),
                     WO_OK);
}

/* Starts by first come, first served (Kiefer and Wolfowitz): the earliest free server takes the next. */
static wo_ms next_start(wo_ms arrival, wo_ms free[MAX_SERVERS], uint32_t servers, wo_ms service)
{
    uint32_t first = 0;
    for (uint32_t i = 1; i < servers; i++) {
        first = free[i] < free[first] ? i : first;
    }
    const wo_ms start = arrival > free[first] ? arrival : free[first];
    free[first] = start + service;
    return start;
}

typedef struct queue_case {
    const char *name;
    law arrivals, service;
    double gap_s, mean_s, cv;
    uint32_t servers;
    double wait_s, tolerance_s; /* four standard deviations of the mean of so many customers */
    uint64_t seed;
} queue_case;

/* Mean wait from release to start of `n` customers but the first ones, which the engine must tell to the millisecond
 * for every customer. */
static double mean_wait(const queue_case *c, uint64_t seed, uint32_t n, uint32_t forgotten)
{
    const office o = {.draw = {.seed = seed}, .service = c->service, .mean_s = c->mean_s, .cv = c->cv};
    trial t;
    double at_s = 0.0, sum_ms = 0.0;
    wo_ms free[MAX_SERVERS] = {0};
    open_office(&t, &o, c->servers);
    for (uint32_t i = 0; i < n; i++) {
        at_s += drawn(&o, c->arrivals, c->gap_s, 0.0, WO_PURPOSE_ARRIVAL, i);
        (void)trial_send(&t, at_s, trial_node(&t, 0, 0), 0, WO_NONE);
    }
    trial_run(&t, at_s + 3600.0);
    for (uint32_t i = 0; i < n; i++) {
        const wo_ms arrival = wo_ms_from_s(t.released_s[i]), service = service_of(&o, 0, i);
        const wo_ms start = next_start(arrival, free, c->servers, service);
        assert_int_equal(wo_ms_from_s(trial_at(&t, trial_node(&t, 0, 0), i)), start + service);
        sum_ms += i < forgotten ? 0 : start - arrival;
    }
    trial_end(&t);
    return sum_ms / 1000.0 / (n - forgotten);
}

/* Utilisation 0.75 with 3 s a service, and 0.8333 with four servers of 6 s. Means: rho s (1 + cv^2) / (2 (1 - rho)),
 * Erlang's C x s / (c (1 - rho)); in slots rho (s - 1) / (2 (1 - rho)) and p (1 - mu) / (mu (mu - p)). */
static const queue_case queues[] = {
    {"M/D/1", EXPONENTIAL, FIXED, 4.0, 3.0, 0.0, 1, 4.500, 0.12, 1},
    {"M/M/1", EXPONENTIAL, EXPONENTIAL, 4.0, 3.0, 0.0, 1, 9.000, 0.34, 2},
    {"M/G/1, lognormal", EXPONENTIAL, LOGNORMAL, 4.0, 3.0, 0.8, 1, 7.380, 0.25, 3},
    {"Geo/D/1", GEOMETRIC, FIXED, 4.0, 3.0, 0.0, 1, 3.000, 0.065, 4},
    {"Geo/Geo/1", GEOMETRIC, GEOMETRIC, 4.0, 3.0, 0.0, 1, 6.000, 0.18, 5},
    {"M/M/4", EXPONENTIAL, EXPONENTIAL, 1.8, 6.0, 0.0, 4, 5.9195, 0.43, 6},
};

static void test_waits(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof queues / sizeof queues[0]; i++) {
        const double wait_s = mean_wait(&queues[i], queues[i].seed, N_CUSTOMERS, 0);
        print_message("%s: mean wait %.4f s, theory %.4f +- %.3f s\n", queues[i].name, wait_s, queues[i].wait_s,
                      queues[i].tolerance_s);
        expect_close(queues[i].name, wait_s, queues[i].wait_s, queues[i].tolerance_s);
    }
}

/* Four servers of 60 s. At 220/h Erlang's C is 0.82174. For lognormal service at 200/h there is no formula: Allen and
 * Cunneen approximate 48.54 s, and another simulation found 47.9 +- 1.1 s (95 %). Tolerances: four standard errors,
 * which the means of the batches must show to be smaller. */
static const queue_case busy[] = {
    {"M/M/4 at 220/h", EXPONENTIAL, EXPONENTIAL, 3600.0 / 220.0, 60.0, 0.0, 4, 147.914, 14.0, 100},
    {"M/LN/4 at 200/h", EXPONENTIAL, LOGNORMAL, 18.0, 60.0, 0.8, 4, 48.54, 2.5, 200},
};

static void test_busy_servers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof busy / sizeof busy[0]; i++) {
        double sum = 0.0, squares = 0.0;
        for (uint32_t k = 0; k < N_BATCHES; k++) {
            const double wait_s = mean_wait(&busy[i], busy[i].seed + k, N_IN_BATCH, N_FORGOTTEN);
            sum += wait_s;
            squares += wait_s * wait_s;
        }
        const double mean = sum / N_BATCHES;
        const double error = sqrt((squares / N_BATCHES - mean * mean) / (N_BATCHES - 1));
        print_message("%s: mean wait %.3f s, standard error %.3f s, theory %.3f +- %.3f s\n", busy[i].name, mean, error,
                      busy[i].wait_s, busy[i].tolerance_s);
        assert_true(4.0 * error <= busy[i].tolerance_s);
        expect_close(busy[i].name, mean, busy[i].wait_s, fmin(4.0 * error, busy[i].tolerance_s));
    }
}

/* Arrivals in order of their number where the count 1300 t - 25 t^3 + 2400 (t in h, from -2 on) reaches it. */
static double rush_s(uint32_t number)
{
    double low = -2.0, high = 4.1;
    while (high - low > 1e-9) {
        const double t = 0.5 * (low + high);
        if (1300.0 * t - 25.0 * t * t * t + 2400.0 < number) {
            low = t;
        } else {
            high = t;
        }
    }
    return (high + 2.0) * 3600.0;
}

/* 1,300 - 75 t^2 an hour at a server of 1,000 an hour: the queue lasts from -2 to 4 h, is 800 long at 2 h and costs
 * 2,700 vehicle hours. */
static void test_rush_hour(void **state)
{
    const office o = {.service = FIXED, .mean_s = 3.6};
    const uint32_t n = 6000;
    double waits_s = 0.0, last_s = 0.0;
    trial t;
    (void)state;
    open_office(&t, &o, 1);
    for (uint32_t i = 1; i <= n; i++) {
        (void)trial_send(&t, rush_s(i), trial_node(&t, 0, 0), 0, WO_NONE);
    }
    trial_run(&t, 8.0 * 3600.0);
    for (uint32_t i = 0; i < n; i++) {
        const double wait_s = trial_at(&t, trial_node(&t, 0, 0), i) - 3.6 - t.released_s[i];
        waits_s += wait_s;
        last_s = wait_s > 3.6 ? t.released_s[i] : last_s;
    }
    uint32_t released = 0, started = 0;
    for (uint32_t i = 0; i < n; i++) {
        released += t.released_s[i] <= 4.0 * 3600.0;
        started += trial_at(&t, trial_node(&t, 0, 0), i) - 3.6 <= 4.0 * 3600.0;
    }
    expect_close("M(t)/D/1 queue at its peak", released - started, 800.0, 1.0);
    expect_close("M(t)/D/1 waits, vehicle hours", waits_s / 3600.0, 2700.0, 2.7 + 2.0);
    expect_close("M(t)/D/1 end of the queue, h", last_s / 3600.0 - 2.0, 4.0, 0.1);
    trial_end(&t);
}

static wo_ms fixed_ms(const void *context, uint32_t class_index, uint32_t party)
{
    (void)class_index;
    (void)party;
    return *(const wo_ms *)context;
}

/* 260/h for 10 h, then 100/h, 1 km before four servers of 72 s: fluid 600 in the queue at 10 h, none at 16 h, 4,800
 * vehicle hours; vehicle by vehicle 4,790.77, 15.9915 h and at worst 2.9954 h, times counted without the 50 s of free
 * travel to the checkpoint. */
static void test_four_servers(void **state)
{
    static const wo_ms dts[] = {0, 1700, 5000}, service = 72000;
    (void)state;
    for (size_t k = 0; k < sizeof dts / sizeof dts[0]; k++) {
        trial t;
        wo_error error = {0};
        double sum_s = 0.0, worst_s = 0.0, last_s = 0.0;
        trial_begin(&t);
        (void)trial_stretch(&t, 0, 1, 1000.0, 4);
        (void)trial_stretch(&t, 1, 2, 1000.0, 4);
        t.options.dt_ms = dts[k];
        trial_build(&t);
        const uint32_t node = trial_node(&t, 1, 0);
        assert_int_equal(wo_queue_checkpoint(t.queue, node, WO_OUTBOUND, 4, fixed_ms, &service, &error), WO_OK);
        (void)trial_send_flow(&t, 0, 260.0 / 3600.0, 0.0, 36000.0);
        (void)trial_send_flow(&t, 0, 100.0 / 3600.0, 36000.0, 72000.0);
        trial_run(&t, 20.5 * 3600.0);
        for (uint32_t p = 0; p < t.n_parties; p++) {
            const double wait_s = trial_delay(&t, 0, node, p, 0) - 72.0;
            sum_s += wait_s;
            worst_s = fmax(worst_s, wait_s);
            last_s = wait_s > 0.0015 ? fmax(last_s, trial_at(&t, node, p) - 72.0 - 50.0) : last_s;
        }
        print_message("D/D/4: %.4f vehicle hours, at worst %.4f h, until %.4f h\n", sum_s / 3600.0, worst_s / 3600.0,
                      last_s / 3600.0);
        expect_close("D/D/4 delay, vehicle hours", sum_s / 3600.0, 4790.77, 0.5);
        expect_close("D/D/4 delay, fluid (2 N h)", sum_s / 3600.0, 4800.0, 2.0 * 3200 * 18.0 / 3600.0);
        expect_close("D/D/4 worst delay, h", worst_s / 3600.0, 2.9954, 0.0005);
        expect_close("D/D/4 end of the queue, h", last_s / 3600.0, 15.9915, 0.0005);
        trial_end(&t);
    }
}

/* Two servers in a row with room for b cars between them, always someone before the first: throughput x service time
 * = (b + 2) / (b + 3) (Hunt 1956), less what driving and the way back of the hole take. */
static double tandem(uint32_t room, uint64_t seed)
{
    const office first = {.draw = {.seed = seed}, .service = EXPONENTIAL, .mean_s = 600.0};
    const office second = {.draw = {.seed = seed + 1000}, .service = EXPONENTIAL, .mean_s = 600.0};
    wo_error error = {0};
    trial t;
    trial_begin(&t);
    (void)trial_stretch(&t, 0, 1, 8.0 * room, 1);
    (void)trial_stretch(&t, 1, 2, 1000.0, 1);
    trial_build(&t);
    const uint32_t a = trial_node(&t, 0, 0), b = trial_node(&t, 1, 0);
    assert_int_equal(wo_queue_checkpoint(t.queue, a, WO_OUTBOUND, 1, service_of, &first, &error), WO_OK);
    assert_int_equal(wo_queue_checkpoint(t.queue, b, WO_OUTBOUND, 1, service_of, &second, &error), WO_OK);
    for (uint32_t i = 0; i < 4000; i++) {
        (void)trial_send(&t, 0.0, a, 0, WO_NONE);
    }
    trial_run(&t, 4000 * 900.0);
    const double span_s = trial_at(&t, b, 3999) - trial_at(&t, b, 99);
    trial_end(&t);
    return 3900.0 / span_s * 600.0;
}

static void test_tandem(void **state)
{
    static const uint32_t rooms[] = {1, 2, 4, 8};
    (void)state;
    for (size_t i = 0; i < sizeof rooms / sizeof rooms[0]; i++) {
        const uint32_t b = rooms[i];
        double sum = 0.0;
        for (uint64_t seed = 1; seed <= 16; seed++) {
            sum += tandem(b, seed);
        }
        print_message("tandem of %u: %.4f, theory %.4f\n", b, sum / 16.0, (b + 2.0) / (b + 3.0));
        expect_close("tandem throughput", sum / 16.0, (b + 2.0) / (b + 3.0), 0.012);
    }
}

/* Four servers of 30 s could pass 0.133/s into 500 m that let 0.05/s out: after a while they start 0.05/s, 57.5
 * vehicles stand on the 500 m, and all four wait with their servers. */
static void test_spillback(void **state)
{
    static const wo_ms service = 30000;
    wo_error error = {0};
    trial t;
    (void)state;
    trial_begin(&t);
    (void)trial_stretch(&t, 0, 1, 1000.0, 4);
    (void)trial_stretch(&t, 1, 2, 500.0, 2);
    trial_build(&t);
    const uint32_t node = trial_node(&t, 1, 0), end = trial_node(&t, 2, 0);
    assert_int_equal(wo_queue_checkpoint(t.queue, node, WO_OUTBOUND, 4, fixed_ms, &service, &error), WO_OK);
    assert_int_equal(wo_queue_limit(t.queue, end, WO_OUTBOUND, 20000, &error), WO_OK);
    (void)trial_send_flow(&t, 0, 0.2, 0.0, 10000.0);
    trial_run(&t, 10000.0);
    wo_segment_state before, after;
    wo_queue_segment(t.queue, node - 1, &before);
    wo_queue_segment(t.queue, node, &after);
    assert_int_equal(wo_queue_serving(t.queue, node, WO_OUTBOUND), 4);
    assert_int_equal(before.left - after.entered, 4);
    const double late = trial_count(&t, node, 9000.0) - trial_count(&t, node, 5000.0);
    expect_close("flow of starts and departures, 1/s", late / 4000.0, 2.0 * 0.05, 0.0005);
    const uint32_t inside = after.entered - trial_count(&t, end, 10000.0);
    expect_close("vehicles behind the checkpoint", inside, 57.5, 1.0);
    trial_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_waits),        cmocka_unit_test(test_busy_servers), cmocka_unit_test(test_rush_hour),
        cmocka_unit_test(test_four_servers), cmocka_unit_test(test_tandem),       cmocka_unit_test(test_spillback),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
