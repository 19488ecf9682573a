/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline.h"

#include <omp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

/* OpenMP makes the threads, but it has nothing on which a thread could sleep until others have got on: that takes a
 * condition variable. POSIX's, not C11's, because tools that look for data races know them. */
typedef struct wo_line {
    const wo_pipeline *pipeline;
    pthread_mutex_t lock;  /* guards all below */
    pthread_cond_t change; /* a group was taken, or nothing more will begin */
    uint64_t next;         /* the task that begins next */
    uint64_t end;          /* no task from here on begins */
    uint32_t due;          /* the group to be taken next */
    bool taking;           /* a thread is at it */
    bool *finished;        /* by task % window: it ran, and its group is not yet taken */
    uint64_t failed;       /* the lowest task that failed; its group and those behind it are not taken */
    wo_status status;      /* of that */
    wo_error error;
} wo_line;

static void end_at(wo_line *line, uint64_t task)
{
    if (task < line->end) {
        line->end = task;
    }
}

static void fail(wo_line *line, uint64_t task, wo_status status, const wo_error *error)
{
    if (task < line->failed) {
        line->failed = task;
        line->status = status;
        line->error = *error;
    }
    /* All lower tasks have begun already. */
    end_at(line, line->next);
    (void)pthread_cond_broadcast(&line->change);
}

/* A signal may come to any thread. */
static bool stop_asked(const wo_pipeline *pipeline)
{
    sig_atomic_t asked = 0;
    if (pipeline->stop != NULL) {
#pragma omp atomic read
        asked = *pipeline->stop;
    }
    return asked != 0;
}

/* Groups that have begun are made whole. */
static void heed_stop(wo_line *line)
{
    const wo_pipeline *pipeline = line->pipeline;
    if (stop_asked(pipeline)) {
        end_at(line, (line->next + pipeline->width - 1) / pipeline->width * pipeline->width);
    }
}

/* Waits while the next task is too far ahead. Nobody waits for ever: then all tasks of the group that is due have
 * begun, and the thread that finishes the last of them takes it. False when there is nothing more to begin. */
static bool begin_task(wo_line *line, uint64_t *task)
{
    const wo_pipeline *pipeline = line->pipeline;
    heed_stop(line);
    while (line->next < line->end && line->next >= (uint64_t)line->due * pipeline->width + pipeline->window) {
        (void)pthread_cond_wait(&line->change, &line->lock);
        heed_stop(line);
    }
    *task = line->next;
    if (line->next >= line->end) {
        return false;
    }
    line->next++;
    return true;
}

static bool due_is_whole(const wo_line *line)
{
    const wo_pipeline *pipeline = line->pipeline;
    const uint64_t first = (uint64_t)line->due * pipeline->width;
    bool whole = line->due < pipeline->end && first + pipeline->width <= line->failed;
    for (size_t i = 0; whole && i < pipeline->width; i++) {
        whole = line->finished[(first + i) % pipeline->window];
    }
    return whole;
}

static void count_taken(wo_line *line)
{
    const wo_pipeline *pipeline = line->pipeline;
    for (size_t i = 0; i < pipeline->width; i++) {
        line->finished[((uint64_t)line->due * pipeline->width + i) % pipeline->window] = false;
    }
    line->due++;
    (void)pthread_cond_broadcast(&line->change);
}

/* Whoever finishes a group while another thread takes one leaves it to that thread. */
static void hand_over(wo_line *line)
{
    const wo_pipeline *pipeline = line->pipeline;
    while (!line->taking && due_is_whole(line)) {
        const uint32_t due = line->due;
        wo_error error = {0};
        line->taking = true;
        (void)pthread_mutex_unlock(&line->lock);
        const wo_status status = pipeline->take(pipeline->context, due, &error);
        (void)pthread_mutex_lock(&line->lock);
        line->taking = false;
        if (status == WO_OK) {
            count_taken(line);
        } else {
            fail(line, (uint64_t)due * pipeline->width, status, &error);
        }
    }
}

static void work(wo_line *line, int thread)
{
    const wo_pipeline *pipeline = line->pipeline;
    uint64_t task;
    (void)pthread_mutex_lock(&line->lock);
    while (begin_task(line, &task)) {
        wo_error error = {0};
        (void)pthread_mutex_unlock(&line->lock);
        const wo_status status = pipeline->run(pipeline->context, thread, task, &error);
        (void)pthread_mutex_lock(&line->lock);
        line->finished[task % pipeline->window] = true;
        if (status != WO_OK) {
            fail(line, task, status, &error);
        }
        hand_over(line);
    }
    (void)pthread_mutex_unlock(&line->lock);
}

wo_status wo_pipeline_run(const wo_pipeline *pipeline, uint32_t *next, wo_error *error)
{
    wo_line line = {
        .pipeline = pipeline,
        .next = (uint64_t)pipeline->first * pipeline->width,
        .end = (uint64_t)pipeline->end * pipeline->width,
        .due = pipeline->first,
        .finished = calloc(pipeline->window, sizeof *line.finished),
        .failed = UINT64_MAX,
    };
    *next = pipeline->first;
    if (line.finished == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for a window of %zu tasks", pipeline->window);
    }
    (void)pthread_mutex_init(&line.lock, NULL);
    (void)pthread_cond_init(&line.change, NULL);
#pragma omp parallel num_threads(pipeline->threads)
    work(&line, omp_get_thread_num());
    (void)pthread_cond_destroy(&line.change);
    (void)pthread_mutex_destroy(&line.lock);
    free(line.finished);
    *next = line.due;
    if (line.status != WO_OK) {
        return wo_error_set(error, line.status, "%s", line.error.message);
    }
    return line.due < pipeline->end ? WO_ERR_INTERRUPTED : WO_OK;
}
