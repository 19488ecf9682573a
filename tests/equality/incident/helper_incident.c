/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The unit tests' world, compiled here as well, with the real engine. */
#include "unit/incident/helper_world.c"
