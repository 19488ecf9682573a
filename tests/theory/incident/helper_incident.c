/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The unit tests' world, compiled here as well. */
#include "unit/incident/helper_recorder.c"
#include "unit/incident/helper_world.c"
