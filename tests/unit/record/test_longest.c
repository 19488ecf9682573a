/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The longest queue on small trees; a comb of letters shows which segments are queued. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../../sim/record/longest.h"

#define N 6

/* 0 -> 2 -> 4 -> 5 -> exit with branches 1 -> 4 and 3 -> 5; lengths 100, 200, ... 600 m. */
static uint32_t down[N] = {2, 4, 4, 5, 5, 6};
static uint32_t length_cm[N] = {10000, 20000, 30000, 40000, 50000, 60000};
static int32_t to_exit_m[N] = {1400, 1100, 1100, 600, 600, 0};
static const wo_road road = {
    .n_out = N, .n_nodes = N + 1, .n_segments = 2 * N, .down = down, .length_cm = length_cm, .to_exit_m = to_exit_m};

static wo_longest longest(const char *queued)
{
    wo_segment_state states[2 * N] = {0};
    uint64_t scratch[N + 1];
    for (int i = 0; i < N; i++) {
        states[i].overdue = queued[i] == 'Q' ? 2 : queued[i] == '1' ? 1 : 0;
        states[i + N].overdue = 9; /* inbound queues do not count */
    }
    return wo_longest_queue(&road, states, scratch);
}

static void assert_queue(const char *queued, int64_t length_m, int64_t head, int64_t tail_to_exit_m)
{
    const wo_longest found = longest(queued);
    assert_int_equal(found.length_m, length_m);
    assert_int_equal(found.head, head);
    assert_int_equal(found.tail_to_exit_m, tail_to_exit_m);
}

static void no_queue(void **state)
{
    (void)state;
    assert_queue("......", 0, -1, -1);
    assert_queue("111111", 0, -1, -1); /* one overdue party is no queue */
}

static void single_segments(void **state)
{
    (void)state;
    assert_queue("Q.....", 100, 0, 1500);
    assert_queue(".....Q", 600, 5, 600);
    assert_queue("Q.Q...", 400, 2, 1500);
}

static void chain_takes_the_longest_branch(void **state)
{
    (void)state;
    assert_queue("QQQ.QQ", 1500, 5, 1500); /* 100 + 300 rather than 200 */
    assert_queue(".QQQQQ", 1400, 5, 1400);
    assert_queue("QQ..Q.", 700, 4, 1300); /* 0 is cut off by 2 */
    assert_queue("...Q.Q", 1000, 5, 1000);
}

static void separate_queues_compete(void **state)
{
    (void)state;
    assert_queue("Q.Q1.Q", 600, 5, 600);
    assert_queue("Q.QQ..", 400, 2, 1500); /* equal lengths: the one farther upstream */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_queue),
        cmocka_unit_test(single_segments),
        cmocka_unit_test(chain_takes_the_longest_branch),
        cmocka_unit_test(separate_queues_compete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
