/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a stretch of one lane lets through, from the text of a scenario: the same whatever the segments' length. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper_ensemble.h"

static const wo_run_options options = {.replications = 1, .threads = 1, .verify = true};

/* More cars than can pass from either end. %d: segment length in m, green in s. */
static const char both_ends[] =
    "wayout: 1\n"
    "title: One lane\n"
    "start: 2025-06-01T00:00:00Z\n"
    "end: 2025-06-02T02:00:00Z\n"
    "road:\n"
    "  exit: Town\n"
    "  segment_length: %d m\n"
    "  sections:\n"
    "    - {name: road, from: Village, to: Town, length: 3.3 km, elevation: [0 m, 0 m], speed: 50 km/h}\n"
    "  one_lane: [{at: {section: road, km: 1.5}, length: 300 m, green: %d s}]\n"
    "through:\n"
    "  - {name: out, class: car, from: Village, to: Town, flow: 900/h, arrivals: even}\n"
    "  - {name: in, class: car, from: Town, to: Village, flow: 900/h, arrivals: even}\n";

#define HEADWAY_S (7.5 / (16.2 / 3.6) + 7.5 / (20.0 / 3.6)) /* of cars at 20 km/h */
#define THROUGH_S (300.0 / (20.0 / 3.6))
#define LOST_S    12.5

static double theory_per_h(int green_s)
{
    const double n = ceil(green_s / HEADWAY_S);
    return 3600.0 * n / 2.0 / ((n - 1.0) * HEADWAY_S + THROUGH_S + LOST_S);
}

/* From 2 h to 26 h, so that a turn more or less is below 1 %. */
static void the_flow_is_that_of_full_turns(void **state)
{
    static const int lengths_m[] = {50, 100, 250, 500}, greens_s[] = {120, 300};
    (void)state;
    for (size_t i = 0; i < 8; i++) {
        char text[2048];
        kept k;
        const int green_s = greens_s[i / 4], n = snprintf(text, sizeof text, both_ends, lengths_m[i % 4], green_s);
        assert_true(n > 0 && (size_t)n < sizeof text);
        kept_of(&k, text, &options);
        const wo_series_point *from = kept_point(&k, 0, 8), *to = kept_point(&k, 0, 104);
        const double expected = theory_per_h(green_s);
        const double out = (double)(to->at_line - from->at_line) / 24.0;
        const double in = (double)(to->inbound_at_line - from->inbound_at_line) / 24.0;
        if (fabs(out / expected - 1.0) > 0.03 || fabs(in / expected - 1.0) > 0.03) {
            fail_msg("segments of %d m, green %d s: %.1f/h out, %.1f/h in instead of %.1f/h", lengths_m[i % 4], green_s,
                     out, in, expected);
        }
        kept_free(&k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_flow_is_that_of_full_turns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
