/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order, bound, failure and interruption of the pipeline, with tasks that take unequal time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "../../../sim/ensemble/pipeline.h"

#define MAX_TASKS 1024
#define NONE      UINT64_MAX

/* What tasks do, and what is seen of them. A broken rule is noted, not asserted: cmocka's asserts are for one thread.
 */
typedef struct shop {
    wo_pipeline plan;
    uint64_t waits, waits_for;     /* the task `waits` ends when `waits_for` has begun */
    uint64_t lingers, lingers_for; /* the task `lingers` ends well after `lingers_for` */
    uint64_t taking, takes_until;  /* group `taking` is being taken until `takes_until` has begun */
    uint64_t fails, fails_too;
    uint64_t cannot_take; /* group */
    uint64_t stops;       /* task that asks for a stop */
    volatile sig_atomic_t stop;
    _Atomic(const char *) broken;
    atomic_uint runs[MAX_TASKS]; /* by task */
    atomic_bool ended[MAX_TASKS];
    atomic_bool busy[MAX_TASKS]; /* by task % window: from its begin until its group is taken */
    atomic_bool on[8];           /* by thread: it runs a task */
    atomic_bool in_take;
    atomic_ullong begun; /* the highest, + 1 */
    atomic_uint taken;
} shop;

static void rule(shop *s, bool kept, const char *what)
{
    if (!kept) {
        atomic_store(&s->broken, what);
    }
}

static void nap(long us)
{
    const struct timespec length = {.tv_nsec = 1000 * us};
    (void)nanosleep(&length, NULL);
}

/* Until `task` has begun; ten seconds are for ever. */
static void wait_for(shop *s, uint64_t task)
{
    for (int naps = 0; atomic_load(&s->begun) <= task && naps < 10000; naps++) {
        nap(1000);
    }
    rule(s, atomic_load(&s->begun) > task, "the others do not go on");
}

static void wait_for_end(shop *s, uint64_t task)
{
    for (int naps = 0; !atomic_load(&s->ended[task]) && naps < 10000; naps++) {
        nap(1000);
    }
    nap(20000); /* what it returned is noted by then */
}

static void note_begin(shop *s, uint64_t task)
{
    unsigned long long begun = atomic_load(&s->begun);
    while (begun <= task && !atomic_compare_exchange_weak(&s->begun, &begun, task + 1)) {
    }
}

static wo_status run(void *context, int thread, uint64_t task, wo_error *error)
{
    shop *s = context;
    rule(s, task < atomic_load(&s->taken) * s->plan.width + s->plan.window, "a task is too far ahead");
    rule(s, !atomic_exchange(&s->busy[task % s->plan.window], true), "two tasks share a place");
    rule(s, !atomic_exchange(&s->on[thread], true), "a thread runs two tasks");
    atomic_fetch_add(&s->runs[task], 1);
    note_begin(s, task);
    if (task == s->waits) {
        wait_for(s, s->waits_for);
    }
    if (task == s->stops) {
#pragma omp atomic write
        s->stop = 1;
    }
    if (task == s->lingers) {
        wait_for_end(s, s->lingers_for);
    }
    if (task % 7 == 3) { /* unequal time */
        nap(200);
    }
    atomic_store(&s->ended[task], true);
    atomic_store(&s->on[thread], false);
    return task == s->fails || task == s->fails_too
               ? wo_error_set(error, WO_ERR_LIMIT, "task %llu", (unsigned long long)task)
               : WO_OK;
}

static wo_status take(void *context, uint32_t group, wo_error *error)
{
    shop *s = context;
    rule(s, !atomic_exchange(&s->in_take, true), "two threads take");
    rule(s, group == atomic_load(&s->taken), "a group is taken out of order");
    if (group == s->taking) {
        wait_for(s, s->takes_until);
    }
    for (uint64_t task = group * s->plan.width; task < (group + 1) * s->plan.width; task++) {
        rule(s, atomic_load(&s->runs[task]) == 1, "a group is taken before it is whole");
        rule(s, task != s->fails && task != s->fails_too, "a group that failed is taken");
        atomic_store(&s->busy[task % s->plan.window], false);
    }
    atomic_store(&s->in_take, false);
    if (group == s->cannot_take) {
        return wo_error_set(error, WO_ERR_IO, "disk full");
    }
    atomic_fetch_add(&s->taken, 1);
    return WO_OK;
}

/* Groups of three, 40 of them; nothing special happens. */
static shop open_shop(int threads)
{
    return (shop){.plan = {.threads = threads, .end = 40, .width = 3, .window = 9, .run = run, .take = take},
                  .waits = NONE,
                  .lingers = NONE,
                  .taking = NONE,
                  .fails = NONE,
                  .fails_too = NONE,
                  .cannot_take = NONE,
                  .stops = NONE};
}

static wo_status work(shop *s, uint32_t *next, wo_error *error)
{
    s->plan.context = s;
    s->plan.stop = &s->stop;
    atomic_store(&s->taken, s->plan.first);
    const wo_status status = wo_pipeline_run(&s->plan, next, error);
    if (atomic_load(&s->broken) != NULL) {
        print_error("%s\n", atomic_load(&s->broken));
    }
    assert_null(atomic_load(&s->broken));
    assert_int_equal(*next, atomic_load(&s->taken));
    return status;
}

/* All tasks of groups from .. to - 1 ran once, and no others. */
static void assert_ran(const shop *s, uint32_t from, uint32_t to)
{
    for (uint64_t task = 0; task < MAX_TASKS; task++) {
        const uint64_t group = task / s->plan.width;
        assert_int_equal(atomic_load(&s->runs[task]), group >= from && group < to);
    }
}

static void everything_is_taken_once_and_in_order(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 5; threads++) {
        for (size_t window = 3; window <= 9; window += 2) {
            shop s = open_shop(threads);
            wo_error error = {0};
            uint32_t next = 0;
            s.plan.window = window;
            s.plan.first = 4;
            assert_int_equal(work(&s, &next, &error), WO_OK);
            assert_int_equal(next, 40);
            assert_ran(&s, 4, 40);
        }
    }
}

static void others_go_on_while_a_task_is_slow(void **state)
{
    (void)state;
    shop s = open_shop(2);
    wo_error error = {0};
    uint32_t next = 0;
    s.waits = 12;
    s.waits_for = 12 + 9 - 1; /* the last that may begin before group 4 is taken */
    assert_int_equal(work(&s, &next, &error), WO_OK);
    assert_ran(&s, 0, 40);
}

static void others_go_on_while_a_group_is_taken(void **state)
{
    (void)state;
    shop s = open_shop(2);
    wo_error error = {0};
    uint32_t next = 0;
    s.taking = 5;
    s.takes_until = 5 * 3 + 9 - 1;
    assert_int_equal(work(&s, &next, &error), WO_OK);
    assert_ran(&s, 0, 40);
}

/* Tasks 37 and 38 fail, in time the one after the other. */
static void assert_lowest(int threads, uint64_t later, uint64_t sooner)
{
    shop s = open_shop(threads);
    wo_error error = {0};
    uint32_t next = 0;
    s.fails = 37;
    s.fails_too = 38;
    if (threads > 1) {
        s.waits = 37;
        s.waits_for = 38;
        s.lingers = later;
        s.lingers_for = sooner;
    }
    assert_int_equal(work(&s, &next, &error), WO_ERR_LIMIT);
    assert_string_equal(error.message, "task 37");
    assert_int_equal(next, 12);
    assert_true(atomic_load(&s.begun) <= 12 * 3 + 9);
}

static void the_lowest_failure_is_told(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 5; threads++) {
        assert_lowest(threads, 37, 38);
        assert_lowest(threads, 38, 37);
    }
}

static void a_group_that_cannot_be_taken_ends_all(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 5; threads++) {
        shop s = open_shop(threads);
        wo_error error = {0};
        uint32_t next = 0;
        s.cannot_take = 6;
        s.fails = 7 * 3; /* later in order, whichever comes first in time */
        s.taking = threads > 1 ? 6 : NONE;
        s.takes_until = 7 * 3;
        assert_int_equal(work(&s, &next, &error), WO_ERR_IO);
        assert_string_equal(error.message, "disk full");
        assert_int_equal(next, 6);
        assert_true(atomic_load(&s.begun) <= 6 * 3 + 9);
    }
}

static void a_stop_makes_whole_what_has_begun(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 5; threads++) {
        for (uint64_t task = 30; task < 33; task++) {
            shop s = open_shop(threads);
            wo_error error = {0};
            uint32_t next = 0;
            s.stops = task;
            assert_int_equal(work(&s, &next, &error), WO_ERR_INTERRUPTED);
            assert_true(next >= 11 && next * 3 <= 33 + 9);
            assert_true(threads > 1 || next == 11);
            assert_ran(&s, 0, next);
        }
    }
}

static void a_stop_at_the_end_or_before_the_start(void **state)
{
    (void)state;
    wo_error error = {0};
    uint32_t next = 0;
    shop late = open_shop(2), early = open_shop(2);
    late.stops = 119;
    assert_int_equal(work(&late, &next, &error), WO_OK);
    assert_ran(&late, 0, 40);
    early.stop = 1;
    early.plan.first = 3;
    assert_int_equal(work(&early, &next, &error), WO_ERR_INTERRUPTED);
    assert_int_equal(next, 3);
    assert_ran(&early, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_taken_once_and_in_order), cmocka_unit_test(others_go_on_while_a_task_is_slow),
        cmocka_unit_test(others_go_on_while_a_group_is_taken),   cmocka_unit_test(the_lowest_failure_is_told),
        cmocka_unit_test(a_group_that_cannot_be_taken_ends_all), cmocka_unit_test(a_stop_makes_whole_what_has_begun),
        cmocka_unit_test(a_stop_at_the_end_or_before_the_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
