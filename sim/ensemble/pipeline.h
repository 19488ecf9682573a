/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbered tasks in groups of equal size: run by several threads, handed over group by group in order. */
#ifndef WAYOUT_ENSEMBLE_PIPELINE_H
#define WAYOUT_ENSEMBLE_PIPELINE_H

#include <signal.h>
#include <stdint.h>

#include "wayout/error.h"

typedef struct wo_pipeline {
    void *context;
    int threads;
    uint32_t first, end; /**< groups; tasks are numbered from 0 = the first of group 0 */
    size_t width;        /**< tasks of a group */
    size_t window;       /**< tasks, of the first group not handed over and on, that may have begun; >= width */
    const volatile sig_atomic_t *stop; /**< non-zero: begin no other group; may be NULL */
    /** Runs a task. Tasks of one `thread` never run at the same time, nor do two that are `window` apart. */
    wo_status (*run)(void *context, int thread, uint64_t task, wo_error *error);
    /** Takes a group of which all tasks ran well. By any thread, one at a time, in order. */
    wo_status (*take)(void *context, uint32_t group, wo_error *error);
} wo_pipeline;

/** Tasks begin in the order of their numbers. `*next` = the group after those taken.
 *
 *  After a failure nothing new begins, what began is finished, and the groups before the one that failed are taken:
 *  neither `*next` nor the failure, that of the lowest task, depends on threads.
 *  @return WO_ERR_INTERRUPTED, without a message, when `stop` left groups out; those that had begun are taken. */
WO_NODISCARD wo_status wo_pipeline_run(const wo_pipeline *pipeline, uint32_t *next, wo_error *error);

#endif
