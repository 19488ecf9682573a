/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast vehicles climb and take bends, what narrow lanes cost, how often a slow party is passed. */
#include <math.h>

#include "wayout/road.h"

#define KMH                  (1.0 / 3.6) /* m/s */
#define GRAVITY              9.81        /* m/s2 */
#define DRIVELINE_EFFICIENCY 0.85
#define AIR_DENSITY          1.2 /* kg/m3 */
#define ROLLING_ASPHALT      0.012
#define ROLLING_GRAVEL       0.025
/** Naturally aspirated engines lose one per cent of their power with each 100 m above 1,000 m. */
#define POWER_LOSS_PER_M  1.0e-4
#define POWER_LOSS_FROM_M 1000.0
#define LEAST_POWER       0.3
/** Steep descents are driven in a low gear: at most so much faster than the same grade is climbed. */
#define STEEP_DESCENT       (-0.06)
#define DESCENT_SURPLUS_MPS (10.0 * KMH)

/** Drag area per mass, m2/kg. Vehicles with more mass to the kilowatt are the larger ones, whose front grows more
 *  slowly than their mass: 7.2e-4 for a laden van (44 kg/kW), 5.0e-4 for a light truck, 3.7e-4 for a truck and trailer.
 */
static double drag_per_mass(double mass_to_power)
{
    return 4.8e-3 / sqrt(1000.0 * mass_to_power);
}

/** Speed at which the engine's power is used up by slope, rolling and air. Only + - * / and sqrt, so that every machine
 *  finds the same bits. */
static double balance_speed(double mass_to_power, double grade, double elevation_m, double rolling, double limit_mps)
{
    const double lost = POWER_LOSS_PER_M * fmax(0.0, elevation_m - POWER_LOSS_FROM_M);
    const double power = DRIVELINE_EFFICIENCY * fmax(LEAST_POWER, 1.0 - lost) / mass_to_power; /* W/kg */
    const double slope = GRAVITY * (grade + rolling) / sqrt(1.0 + grade * grade);
    const double drag = 0.5 * AIR_DENSITY * drag_per_mass(mass_to_power);
    double v = limit_mps;
    if (v * (slope + drag * v * v) <= power) {
        return limit_mps;
    }
    /* The deficit is convex and v lies above its root, so Newton's steps fall to it and stop. */
    for (int step = 0; step < 64; step++) {
        const double next = (power + 2.0 * drag * v * v * v) / (slope + 3.0 * drag * v * v);
        if (!(next < v)) {
            break;
        }
        v = next;
    }
    return v;
}

double wo_crawl_speed(double mass_to_power, double grade, double elevation_m, wo_surface surface, double limit_mps)
{
    if (!(mass_to_power > 0.0)) {
        return limit_mps;
    }
    const double rolling = surface == WO_SURFACE_GRAVEL ? ROLLING_GRAVEL : ROLLING_ASPHALT;
    if (grade <= STEEP_DESCENT) {
        const double climbing = balance_speed(mass_to_power, -grade, elevation_m, rolling, limit_mps);
        return fmin(limit_mps, climbing + DESCENT_SURPLUS_MPS);
    }
    return balance_speed(mass_to_power, grade, elevation_m, rolling, limit_mps);
}

double wo_bend_speed(double radius_m)
{
    return radius_m > 0.0 ? sqrt(127.0 * radius_m * 0.20) * KMH : HUGE_VAL;
}

double wo_lane_width_factor(double width_m)
{
    /* Lanes of 9, 10, 11 and 12 ft without shoulder; what is wider than 24 ft serves as shoulders of 2, 4 and 6 ft.
     * Column of level of service E. */
    static const double width[] = {0.0, 5.5, 6.0, 6.6, 7.3, 8.5, 9.7, 10.9};
    static const double factor[] = {0.0, 0.66, 0.75, 0.82, 0.88, 0.93, 0.97, 1.0};
    const size_t n = sizeof width / sizeof width[0];
    for (size_t i = 1; i < n; i++) {
        if (width_m <= width[i]) {
            const double share = (width_m - width[i - 1]) / (width[i] - width[i - 1]);
            return factor[i - 1] + share * (factor[i] - factor[i - 1]);
        }
    }
    return 1.0;
}

/** Critical gap: time beside the obstacle plus this margin; follow-up time of those who use the same gap. */
#define GAP_MARGIN_S 3.0
#define FOLLOW_UP_S  4.0

double wo_passing_rate(double obstacle_m, double obstacle_mps, double passer_mps, double opposing_mps,
                       double opposing_per_s)
{
    if (!(passer_mps > obstacle_mps)) {
        return 0.0;
    }
    if (!(opposing_per_s > 0.0)) {
        return 1.0 / FOLLOW_UP_S;
    }
    /* Harders and Siegloch: capacity of a stream that yields to Poisson arrivals; the obstacle's own motion raises the
     * rate at which it meets them. */
    const double met_per_s = opposing_per_s * (1.0 + obstacle_mps / opposing_mps);
    const double gap_s =
        obstacle_m / (passer_mps - obstacle_mps) + obstacle_m / (opposing_mps + obstacle_mps) + GAP_MARGIN_S;
    return met_per_s * exp(-met_per_s * gap_s) / -expm1(-met_per_s * FOLLOW_UP_S);
}
