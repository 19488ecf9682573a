/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file clock.h
 *  Simulated time: whole milliseconds since the scenario's start; wall time: ISO 8601 with zone. Layer: base. */
#ifndef WAYOUT_CLOCK_H
#define WAYOUT_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "wayout/error.h"

/** Milliseconds since the scenario's start. A scenario is at most 49 days long. */
typedef uint32_t wo_ms;

/** Later than every time that can occur. */
#define WO_NEVER     UINT32_MAX
#define WO_MINUTE_MS 60000u
#define WO_HOUR_MS   3600000u
#define WO_DAY_MS    86400000u

/** Grid of a run: at its instants alone opposing flows, weather and throttles change and incidents look at the road. */
#define WO_GRID_MS WO_MINUTE_MS

/** a + b, WO_NEVER when the sum does not fit. */
static inline wo_ms wo_ms_add(wo_ms a, wo_ms b)
{
    const uint64_t sum = (uint64_t)a + b;
    return sum < WO_NEVER ? (wo_ms)sum : WO_NEVER;
}

/** An instant that may lie before the start or beyond the clock: the nearest that the clock can tell. */
static inline wo_ms wo_ms_clamp(int64_t at)
{
    return at <= 0 ? 0 : at < (int64_t)WO_NEVER ? (wo_ms)at : WO_NEVER;
}

/** Seconds to milliseconds, rounded half up; negative becomes 0, what does not fit becomes WO_NEVER. */
wo_ms wo_ms_from_s(double seconds);

/** A wall-clock instant. */
typedef struct wo_instant {
    int64_t unix_ms;    /**< milliseconds since 1970-01-01T00:00:00Z */
    int offset_minutes; /**< zone in which it was written, east positive */
} wo_instant;

/** Reads `2020-11-10T01:00:00+04:00` (seconds optional, `Z` or +hh:mm required). Dates that do not exist are
 *  refused. @return WO_ERR_SYNTAX with the reason in `error`. */
WO_NODISCARD wo_status wo_instant_parse(const char *text, wo_instant *instant, wo_error *error);

/** Writes the instant in its zone as `2020-11-10T01:00:00+04:00` (26 bytes with the end) into `text`. */
void wo_instant_format(wo_instant instant, char text[32]);

/** The instant `ms` after `start`, in start's zone. */
wo_instant wo_instant_after(wo_instant start, wo_ms ms);

/** Seconds of a clock of the machine that never goes back; only differences mean something. */
double wo_seconds_now(void);

#endif
