/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Without a record of passages. */
#define WO_TRACED 0
#define WO_KERNEL wo_kernel_plain
#include "kernel_body.h"
