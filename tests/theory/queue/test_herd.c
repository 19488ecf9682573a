/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Herds of 1 m/s as moving bottlenecks in free traffic, against a queue and one behind the other. A herd passes
 * nobody and is passed at a rate r. "Theory" is kinematic-wave theory of a moving bottleneck or, where said, an
 * independent car-following simulation; the engine's own numbers come from its prototype in exact arithmetic. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper_trial.h"

#define BEFORE_M 12000.0 /* road upstream of x = 0 */
#define BEFORE_S 600.0   /* its travel time; the clock of the theory starts then */

typedef struct herd_road {
    trial t;
    uint32_t herd[2];
    double piece_m;
} herd_road;

/* Road from x = -12 km to 5 km, cars 0.3/s from the start to `until_s` after x = 0; herds passed at r[0], r[1]. */
static void herd_road_begin(herd_road *h, double piece_m, double r0, double r1, double herd_m, double until_s)
{
    trial *t = &h->t;
    h->piece_m = piece_m;
    trial_begin(t);
    h->herd[0] = trial_class(t, herd_m);
    h->herd[1] = trial_class(t, herd_m);
    (void)trial_stretch(t, 0, 1, BEFORE_M, (uint32_t)(BEFORE_M / piece_m + 0.5));
    (void)trial_stretch(t, 1, 2, 5000.0, (uint32_t)(5000.0 / piece_m + 0.5));
    for (int i = 0; i < 2; i++) {
        t->spec.herd[h->herd[i]] = true;
        trial_speed(t, h->herd[i], 1.0);
        trial_overtaken(t, h->herd[i], i == 0 ? r0 : r1);
    }
    trial_build(t);
    (void)trial_send_flow(t, 0, 0.3, 0.0, until_s);
}

static uint32_t node_at(const herd_road *h, double x_m)
{
    return (uint32_t)((BEFORE_M + x_m) / h->piece_m + 0.5);
}

static void send_herd(herd_road *h, int which, double at_s, double to_m)
{
    (void)trial_send(&h->t, BEFORE_S + at_s, node_at(h, 0.0), h->herd[which], node_at(h, to_m));
}

static double delay_of_cars(const herd_road *h, double x_m)
{
    double sum = 0.0;
    for (uint32_t p = 0; p < h->t.n_parties; p++) {
        if (h->t.released_s[p] != BEFORE_S && !isnan(trial_at(&h->t, node_at(h, x_m), p))) {
            sum += trial_delay(&h->t, 0, node_at(h, x_m), p, 0);
        }
    }
    return sum;
}

int main(void)
{
    return 0;
}
