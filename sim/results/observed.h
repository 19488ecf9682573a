/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was counted at stations, beside what is simulated. */
#ifndef WAYOUT_RESULTS_OBSERVED_H
#define WAYOUT_RESULTS_OBSERVED_H

#include "hdf5_io.h"

/** Variables along the dimension `observed` of the root group; none when the scenario has no counts. `units` of
 *  instants in seconds. */
WO_NODISCARD wo_status wo_observed_write(hid_t file, const wo_scenario *scenario, const char *units, wo_error *error);

#endif
