/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The unit tests' world, compiled here as well. */
#include "unit/demand/helper_stub_road.c"
#include "unit/demand/helper_world.c"
