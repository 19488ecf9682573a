/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sun.h"

#include <gsl/gsl_math.h>
#include <math.h>

#define MINUTES_PER_DAY 1440.0
#define J2000_UNIX_S    946728000.0 /* 2000-01-01T12:00:00Z */
#define CENTURY_S       (36525.0 * 86400.0)
/** Zenith distance of the centre when the upper limb touches the horizon: 34' of refraction, 16' of radius. */
#define HORIZON_DEG 90.833

typedef struct sun {
    double declination;          /**< rad */
    double equation_of_time_min; /**< apparent minus mean solar time */
} sun;

static double radians(double degrees)
{
    return degrees * (M_PI / 180.0);
}

static double degrees(double angle)
{
    return angle * (180.0 / M_PI);
}

/** Where the sun stands; low-precision theory, good to a few seconds of time in this century. */
static sun sun_at(double unix_s)
{
    const double t = (unix_s - J2000_UNIX_S) / CENTURY_S;
    const double longitude = radians(fmod(280.46646 + t * (36000.76983 + t * 0.0003032), 360.0));
    const double anomaly = radians(357.52911 + t * (35999.05029 - 0.0001537 * t));
    const double eccentricity = 0.016708634 - t * (0.000042037 + 0.0000001267 * t);
    const double centre = sin(anomaly) * (1.914602 - t * (0.004817 + 0.000014 * t)) +
                          sin(2.0 * anomaly) * (0.019993 - 0.000101 * t) + sin(3.0 * anomaly) * 0.000289;
    const double node = radians(125.04 - 1934.136 * t);
    const double apparent = longitude + radians(centre - 0.00569 - 0.00478 * sin(node));
    const double obliquity = radians(23.439291 - t * (0.0130042 + t * (1.64e-7 - 5.04e-7 * t)) + 0.00256 * cos(node));
    const double y = pow(tan(obliquity / 2.0), 2.0);
    const double equation = y * sin(2.0 * longitude) - 2.0 * eccentricity * sin(anomaly) +
                            4.0 * eccentricity * y * sin(anomaly) * cos(2.0 * longitude) -
                            0.5 * y * y * sin(4.0 * longitude) -
                            1.25 * eccentricity * eccentricity * sin(2.0 * anomaly);
    return (sun){.declination = asin(sin(obliquity) * sin(apparent)), .equation_of_time_min = 4.0 * degrees(equation)};
}

/** Solar noon of the local day in minutes from its midnight. */
static double noon_minutes(const sun *s, int zone_minutes, double longitude_deg)
{
    const double noon = 720.0 - 4.0 * longitude_deg - s->equation_of_time_min + zone_minutes;
    return noon - MINUTES_PER_DAY * floor(noon / MINUTES_PER_DAY);
}

/** Cosine of the hour angle at the horizon: above 1 the sun stays below it, under -1 above it. */
static double horizon_cosine(const sun *s, double latitude)
{
    return cos(radians(HORIZON_DEG)) / (cos(latitude) * cos(s->declination)) - tan(latitude) * tan(s->declination);
}

/** Sunrise (side -1) or sunset (side +1), refined with the sun's place at the event itself. */
static double event_minutes(double midnight_unix_s, int zone_minutes, double latitude, double longitude_deg, int side)
{
    double minutes = MINUTES_PER_DAY / 2.0;
    for (int pass = 0; pass < 3; pass++) {
        const sun s = sun_at(midnight_unix_s + 60.0 * minutes);
        const double cosine = fmin(1.0, fmax(-1.0, horizon_cosine(&s, latitude)));
        minutes = noon_minutes(&s, zone_minutes, longitude_deg) + side * 4.0 * degrees(acos(cosine));
    }
    return minutes;
}

void wo_sun_times(double midnight_unix_s, int zone_minutes, double latitude_deg, double longitude_deg,
                  double *rise_minutes, double *set_minutes)
{
    const double latitude = radians(latitude_deg);
    const sun midday = sun_at(midnight_unix_s + 60.0 * (MINUTES_PER_DAY / 2.0));
    const double cosine = horizon_cosine(&midday, latitude);
    if (cosine <= -1.0) {
        *rise_minutes = 0.0;
        *set_minutes = MINUTES_PER_DAY;
    } else if (cosine >= 1.0) {
        *rise_minutes = *set_minutes = noon_minutes(&midday, zone_minutes, longitude_deg);
    } else {
        *rise_minutes = event_minutes(midnight_unix_s, zone_minutes, latitude, longitude_deg, -1);
        *set_minutes = event_minutes(midnight_unix_s, zone_minutes, latitude, longitude_deg, 1);
    }
}
