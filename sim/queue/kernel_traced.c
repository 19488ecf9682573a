/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes every passage down. */
#define WO_TRACED 1
#define WO_KERNEL wo_kernel_traced
#include "kernel_body.h"
