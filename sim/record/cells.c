/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cells.h"

#include <pthread.h>

#define N_ROW_LOCKS 16

uint64_t wo_cell_value(const wo_cell *cell, wo_cell_sum sum)
{
    return wo_cell_read(cell, sum);
}

/* Rows so many apart share one: they are held but for a moment. */
static pthread_mutex_t row_locks[N_ROW_LOCKS] = {
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
};

void wo_row_hold(size_t interval)
{
    pthread_mutex_lock(&row_locks[interval % N_ROW_LOCKS]);
}

void wo_row_release(size_t interval)
{
    pthread_mutex_unlock(&row_locks[interval % N_ROW_LOCKS]);
}
