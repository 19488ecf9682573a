/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file wayout.h  All public headers. */
#ifndef WAYOUT_WAYOUT_H
#define WAYOUT_WAYOUT_H

#include "wayout/analysis.h"
#include "wayout/climate.h"
#include "wayout/clock.h"
#include "wayout/demand.h"
#include "wayout/ensemble.h"
#include "wayout/error.h"
#include "wayout/incident.h"
#include "wayout/memory.h"
#include "wayout/queue.h"
#include "wayout/random.h"
#include "wayout/record.h"
#include "wayout/results.h"
#include "wayout/road.h"
#include "wayout/scenario.h"
#include "wayout/trips.h"
#include "wayout/units.h"
#include "wayout/vector.h"

#endif
