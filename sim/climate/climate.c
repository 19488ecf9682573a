/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wayout/climate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sun.h"
#include "weather.h"

#define DAY_MS            ((int64_t)WO_DAY_MS)
#define NIGHT_BEGINS_HOUR 22
#define NIGHT_ENDS_HOUR   6

/** Local midnight of the day in which the scenario starts, ms since start. */
static int64_t midnight_before(wo_instant start)
{
    const int64_t local_ms = start.unix_ms + start.offset_minutes * (int64_t)WO_MINUTE_MS;
    const int64_t of_day = local_ms % DAY_MS;
    return -(of_day < 0 ? of_day + DAY_MS : of_day);
}

/** Without a place on earth there is no night. */
static wo_daylight daylight_of(const wo_climate_spec *spec, wo_instant start, int64_t midnight)
{
    double rise = 0.0;
    double set = 1440.0;
    if (isfinite(spec->latitude_deg) && isfinite(spec->longitude_deg)) {
        wo_sun_times((double)(start.unix_ms + midnight) / 1000.0, start.offset_minutes, spec->latitude_deg,
                     spec->longitude_deg, &rise, &set);
    }
    return (wo_daylight){.sunrise = midnight + (int64_t)floor(rise * WO_MINUTE_MS + 0.5),
                         .sunset = midnight + (int64_t)floor(set * WO_MINUTE_MS + 0.5)};
}

wo_status wo_climate_build(const wo_scenario *scenario, const wo_draw *draw, wo_climate *climate, wo_error *error)
{
    memset(climate, 0, sizeof *climate);
    const int64_t midnight = midnight_before(scenario->start);
    const size_t n_days = (size_t)((scenario->end - midnight) / DAY_MS) + 2;
    wo_daylight *days = calloc(n_days, sizeof *days);
    if (days == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "out of memory for %zu days", n_days);
    }
    for (size_t d = 0; d < n_days; d++) {
        days[d] = daylight_of(&scenario->climate, scenario->start, midnight + (int64_t)d * DAY_MS);
    }
    *climate = (wo_climate){.start = scenario->start,
                            .days = days,
                            .n_days = n_days,
                            .first_midnight = midnight,
                            .walking_ms = wo_ms_from_s(wo_number_value(&scenario->climate.walking_s, draw)),
                            .margin_ms = wo_ms_from_s(wo_number_value(&scenario->climate.daylight_margin_s, draw))};
    const wo_status status = wo_weather_build(scenario, draw, climate, error);
    if (status != WO_OK) {
        wo_climate_free(climate);
    }
    return status;
}

void wo_climate_free(wo_climate *climate)
{
    if (climate != NULL) {
        free(climate->days);
        wo_weather_free(climate);
        memset(climate, 0, sizeof *climate);
    }
}

/** Index of the local day of `at`, at most the last one known. */
static size_t day_of(const wo_climate *climate, int64_t at)
{
    const int64_t day = (at - climate->first_midnight) / DAY_MS;
    return day < (int64_t)climate->n_days ? (size_t)day : climate->n_days - 1;
}

void wo_climate_walking(const wo_climate *climate, wo_ms at, int64_t *from, int64_t *to)
{
    const wo_daylight day = climate->days[day_of(climate, at)];
    /* A sun that does not set leaves no dusk to keep away from. */
    const int64_t margin = day.sunset - day.sunrise < DAY_MS ? climate->margin_ms : 0;
    *from = day.sunrise + margin;
    *to = day.sunset - margin;
    if (climate->walking_ms > 0 && *to - *from > climate->walking_ms) {
        *to = *from + climate->walking_ms;
    }
    if (*to < *from) {
        *to = *from;
    }
}

/** Far north the sun of a day may set after its midnight, so the neighbours count as well. */
static bool dark(const wo_climate *climate, int64_t at)
{
    const size_t day = day_of(climate, at);
    const size_t first = day > 0 ? day - 1 : 0;
    for (size_t d = first; d <= day + 1 && d < climate->n_days; d++) {
        if (at >= climate->days[d].sunrise && at < climate->days[d].sunset) {
            return false;
        }
    }
    return true;
}

bool wo_climate_dark(const wo_climate *climate, wo_ms at)
{
    return dark(climate, at);
}

/** `t` when light or darkness begins there and it lies after `at`, else `best`. Behind the last day nothing is known.
 */
static int64_t earlier_change(const wo_climate *climate, wo_ms at, int64_t t, int64_t best)
{
    const int64_t known = climate->first_midnight + (int64_t)climate->n_days * DAY_MS;
    return t > at && t < best && t < known && dark(climate, t) != dark(climate, t - 1) ? t : best;
}

wo_ms wo_climate_next_change(const wo_climate *climate, wo_ms at)
{
    const size_t day = day_of(climate, at);
    int64_t best = WO_NEVER;
    for (size_t d = day > 0 ? day - 1 : 0; d < climate->n_days && best == WO_NEVER; d++) {
        for (size_t k = d; k < d + 2 && k < climate->n_days; k++) {
            best = earlier_change(climate, at, climate->days[k].sunrise, best);
            best = earlier_change(climate, at, climate->days[k].sunset, best);
        }
    }
    return (wo_ms)best;
}

bool wo_climate_night_hours(const wo_climate *climate, wo_ms at)
{
    const int64_t of_day = (at - climate->first_midnight) % DAY_MS;
    return of_day >= NIGHT_BEGINS_HOUR * (int64_t)WO_HOUR_MS || of_day < NIGHT_ENDS_HOUR * (int64_t)WO_HOUR_MS;
}
