/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file sun.h
 *  Sunrise and sunset. Private to the layer climate. */
#ifndef WAYOUT_CLIMATE_SUN_H
#define WAYOUT_CLIMATE_SUN_H

/** Minutes from local midnight to sunrise and sunset: upper limb at the horizon with standard refraction, after the
 *  equations of NOAA's solar calculator (Meeus, Astronomical Algorithms). `midnight_unix_s` is the local midnight,
 *  `zone_minutes` its offset, east positive. Polar day: 0 and 1440; polar night: equal. */
void wo_sun_times(double midnight_unix_s, int zone_minutes, double latitude_deg, double longitude_deg,
                  double *rise_minutes, double *set_minutes);

#endif
