/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file units.h
 *  Numbers with units as a person writes them, converted once to SI. Layer: base. */
#ifndef WAYOUT_UNITS_H
#define WAYOUT_UNITS_H

#include "wayout/error.h"

typedef enum wo_dimension {
    WO_DIM_NONE,          /**< plain number, `%` allowed (50 % = 0.5) */
    WO_DIM_COUNT,         /**< whole things; SI: 1 */
    WO_DIM_LENGTH,        /**< SI m: mm cm m km */
    WO_DIM_AREA,          /**< SI m2: m2 */
    WO_DIM_TIME,          /**< SI s: ms s min h d */
    WO_DIM_SPEED,         /**< SI m/s: m/s km/h */
    WO_DIM_FLOW,          /**< SI 1/s: /s /min /h /d, optionally veh/h or pc/h */
    WO_DIM_RATE,          /**< SI 1/s: /s /min /h /d */
    WO_DIM_MASS_TO_POWER, /**< SI kg/W: kg/kW kg/W */
    WO_DIM_ANGLE,         /**< degrees: deg, or a plain number */
    WO_DIM_GROWTH,        /**< of a snow cover, SI m/s: cm/h mm/h m/s */
    WO_DIM_HAZARD         /**< along a queue, SI 1/(m s): a plain number per 100 m and minute, or /m/s */
} wo_dimension;

/** Reads "40 km/h", "7m", "2.5 h", "50/h", "0.3". A dimension other than NONE, COUNT, ANGLE and HAZARD needs its
 *  unit.
 *  Locale-independent; refuses NaN, infinities and junk behind the number.
 *  @return WO_ERR_SYNTAX with the reason, and a did-you-mean for a misspelt unit, in `error`. */
WO_NODISCARD wo_status wo_quantity_parse(const char *text, wo_dimension dimension, double *si, wo_error *error);

/** Writes an SI value so that reading it gives the same double back: in the dimension's customary unit, or where that
 *  needs more than eight characters, in the unit that makes the number shortest. */
void wo_quantity_format(double si, wo_dimension dimension, char text[64]);

/** The candidate nearest to `word` by optimal string alignment distance, NULL when none is near.
 *  `candidates` ends with NULL. */
const char *wo_did_you_mean(const char *word, const char *const *candidates);

#endif
