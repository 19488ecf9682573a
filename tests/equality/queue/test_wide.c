/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Engine and twin agree where opposing flows are too large for 32 bits: on a coupling grid of a few ms
 * one vehicle is a flow of a million an hour. Some plans get there in the middle of a run, some never do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "../../../sim/queue/means.h"
#include "helper_dice.h"
#include "helper_run.h"

#define N_PLANS  80
#define FIRST    (PLAN_MIXED - N_PLANS / 2)
#define UNTIL_MS 60000u

static const wo_ms grids[] = {2, 5, 8, 8, 8, 8, 20, 500};

#define N_GRIDS (sizeof grids / sizeof grids[0])

/* The same roads, but all traffic within a minute, and the grid fine. */
static void make_fine(plan *p, uint32_t seed)
{
    plan_make(p, seed);
    dice d = {.draw = {.seed = UINT64_C(3) << 32 | seed}};
    const wo_ms grid = grids[pick(&d, N_GRIDS)];
    const uint32_t most = UINT32_MAX / grid;
    const wo_ms together = chance(&d, 0.5) ? 1 : 4000;
    const uint32_t memory = chance(&d, 0.4) ? 1 + pick(&d, 3) : (uint32_t)log_uniform(&d, 1.0, most);
    p->options = (wo_queue_options){.grid_ms = grid, .mean_ms = memory * grid};
    p->until = UNTIL_MS / (1 + pick(&d, 6)) / grid * grid; /* while there still is traffic, too */
    for (size_t i = 0; i < p->n_releases; i++) {
        p->releases[i].at = p->releases[i].at % (UNTIL_MS / 2) / together * together;
    }
}

/* Two that enter together, or one that is long, are too large a flow. */
static bool is_wide(const plan *p, const outcome *out)
{
    return UINT64_C(7200000000) / p->options.grid_ms >= WO_NARROW && out->n_passages > 0;
}

static void engine_and_twin_agree(void **state)
{
    uint32_t n_wide = 0, n_opposed = 0;
    (void)state;
    for (uint32_t seed = FIRST; seed < FIRST + N_PLANS; seed++) {
        plan p;
        outcome engine, twin;
        make_fine(&p, seed);
        run_engine(&p, 0, false, true, NULL, &engine);
        (void)run_twin(&p, 0, false, &twin);
        expect_same("engine against twin", &p, &engine, &twin);
        n_wide += is_wide(&p, &engine);
        for (uint32_t s = 0; s < p.road.n_segments; s++) {
            n_opposed += engine.segments[s].opposing_vph > 0;
        }
        outcome_free(&engine);
        outcome_free(&twin);
        plan_free(&p);
    }
    printf("%u of %u plans are wide, %u segments end with an opposing flow\n", n_wide, N_PLANS, n_opposed);
    assert_true(n_opposed > 100);
    assert_in_range(n_wide, N_PLANS / 2, N_PLANS - 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(engine_and_twin_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
