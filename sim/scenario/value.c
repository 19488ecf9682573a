/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of uncertain numbers: one uniform number each, through the inverse of the distribution function. */
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "wayout/scenario.h"

static double clamp(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

/** Distribution function of the triangle on [a, b] with mode c, a < b. */
static double triangular_cdf(double x, double a, double c, double b)
{
    if (x <= a) {
        return 0.0;
    }
    if (x >= b) {
        return 1.0;
    }
    return x < c ? (x - a) * (x - a) / ((b - a) * (c - a)) : 1.0 - (b - x) * (b - x) / ((b - a) * (b - c));
}

static double triangular_inverse(double f, double a, double c, double b)
{
    if (f * (b - a) < c - a) {
        return a + sqrt(f * (b - a) * (c - a));
    }
    return b - sqrt((1.0 - f) * (b - a) * (b - c));
}

static double cdf(wo_shape shape, const double p[3], double x)
{
    switch (shape) {
    case WO_SHAPE_TRIANGULAR:
        return triangular_cdf(x, p[0], p[1], p[2]);
    case WO_SHAPE_UNIFORM:
        return gsl_cdf_flat_P(x, p[0], p[1]);
    case WO_SHAPE_NORMAL:
        return gsl_cdf_gaussian_P(x - p[0], p[1]);
    case WO_SHAPE_LOGNORMAL:
        return x > 0.0 ? gsl_cdf_lognormal_P(x, log(p[0]), p[1]) : 0.0;
    case WO_SHAPE_FIXED:
        break;
    }
    return x < p[0] ? 0.0 : 1.0;
}

static double inverse(wo_shape shape, const double p[3], double f)
{
    switch (shape) {
    case WO_SHAPE_TRIANGULAR:
        return triangular_inverse(f, p[0], p[1], p[2]);
    case WO_SHAPE_UNIFORM:
        return gsl_cdf_flat_Pinv(f, p[0], p[1]);
    case WO_SHAPE_NORMAL:
        return p[0] + gsl_cdf_gaussian_Pinv(f, p[1]);
    case WO_SHAPE_LOGNORMAL:
        return gsl_cdf_lognormal_Pinv(f, log(p[0]), p[1]);
    case WO_SHAPE_FIXED:
        break;
    }
    return p[0];
}

/** The shape has shrunk to a point. */
static bool is_point(wo_shape shape, const double p[3])
{
    switch (shape) {
    case WO_SHAPE_TRIANGULAR:
        return !(p[0] < p[2]);
    case WO_SHAPE_UNIFORM:
        return !(p[0] < p[1]);
    case WO_SHAPE_NORMAL:
    case WO_SHAPE_LOGNORMAL:
        return !(p[1] > 0.0);
    case WO_SHAPE_FIXED:
        break;
    }
    return true;
}

double wo_quantile(wo_shape shape, const double p[3], double low, double high, double u)
{
    double ordered[3] = {p[0], p[1], p[2]};
    if (shape == WO_SHAPE_TRIANGULAR) { /* uncertain bounds may have been drawn beyond the mode */
        ordered[1] = clamp(p[1], p[0], fmax(p[0], p[2]));
    }
    if (is_point(shape, ordered)) {
        return clamp(ordered[0], low, high);
    }
    const double f_low = cdf(shape, ordered, low);
    const double f_high = cdf(shape, ordered, high);
    return clamp(inverse(shape, ordered, f_low + u * (f_high - f_low)), low, high);
}

double wo_number_central(const wo_number *number)
{
    switch (number->shape) {
    case WO_SHAPE_TRIANGULAR:
        return number->p[1];
    case WO_SHAPE_UNIFORM:
        return 0.5 * (number->p[0] + number->p[1]);
    case WO_SHAPE_FIXED:
    case WO_SHAPE_NORMAL:
    case WO_SHAPE_LOGNORMAL:
        break;
    }
    return number->p[0];
}

double wo_number_value(const wo_number *number, const wo_draw *draw)
{
    if (number->shape == WO_SHAPE_FIXED || draw->central) {
        return wo_number_central(number);
    }
    const double u = wo_random_uniform(draw, WO_PURPOSE_VALUE, number->path, 0, 0);
    return wo_quantile(number->shape, number->p, number->low, number->high, u);
}

double wo_distribution_value(const wo_distribution *distribution, const wo_draw *draw, wo_purpose purpose,
                             uint32_t entity, uint32_t sub, uint32_t number)
{
    double p[3] = {0.0, 0.0, 0.0};
    for (int i = 0; i < 3; i++) {
        p[i] = wo_number_value(&distribution->p[i], draw);
    }
    if (distribution->shape == WO_SHAPE_FIXED) {
        return p[0];
    }
    const double u = wo_random_uniform(draw, purpose, entity, sub, number);
    return wo_quantile(distribution->shape, p, distribution->low, distribution->high, u);
}
