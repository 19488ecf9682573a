/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exponential means of the opposing flows, many at a time. Private to the layer queue. */
#ifndef WO_QUEUE_MEANS_H
#define WO_QUEUE_MEANS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WO_ROW    16         /* segments side by side */
#define WO_NARROW (1u << 29) /* flows below it are kept here; so are means, which no flow has exceeded */

/* Opposing flows of a row of segments: milli-veh/h, milli-pc/h. */
typedef struct wo_opposing {
    uint32_t vehicles[WO_ROW], pcu[WO_ROW];           /* exponential means */
    uint32_t seen_vehicles[WO_ROW], seen_pcu[WO_ROW]; /* flows of the last grid interval, taken up when they are seen */
    uint32_t pcu_from[WO_ROW], pcu_last[WO_ROW];      /* as long as `pcu` is between them, the capacity stays */
} wo_opposing;

/* Of a mean that sees a flow: (2 |flow - mean| + memory) / (2 memory) as ((...) * times >> 32) >> shift, which is exact
 * below 2^31. */
typedef struct wo_drift {
    uint32_t memory; /* grid intervals, below 2^30 */
    uint32_t times, shift;
} wo_drift;

/* A mean after one grid interval with the flow `seen`; the change is rounded half away from zero. */
static inline __attribute__((always_inline)) uint32_t wo_mean_after(uint32_t mean, uint32_t seen, const wo_drift *drift)
{
    const uint32_t gap = seen - mean, sign = 0u - (gap >> 31);
    const uint32_t size = (gap ^ sign) - sign;
    const uint32_t change = (uint32_t)((uint64_t)(2 * size + drift->memory) * drift->times >> 32) >> drift->shift;
    return mean + ((change ^ sign) - sign);
}

/* All means of `n` rows after one grid interval. True when a mean of pc leaves the range in which the capacity stays.
 * Always inline, so that it is compiled for the machine of whoever calls it. */
static inline __attribute__((always_inline)) bool wo_means_after(wo_opposing *rows, size_t n, wo_drift drift)
{
    uint32_t gone[WO_ROW] = {0}, any = 0;
    for (size_t r = 0; r < n; r++) {
        wo_opposing *row = &rows[r];
        for (size_t i = 0; i < WO_ROW; i++) {
            row->vehicles[i] = wo_mean_after(row->vehicles[i], row->seen_vehicles[i], &drift);
            row->pcu[i] = wo_mean_after(row->pcu[i], row->seen_pcu[i], &drift);
            row->seen_vehicles[i] = row->seen_pcu[i] = 0;
            gone[i] |= (row->pcu[i] - row->pcu_from[i]) | (row->pcu_last[i] - row->pcu[i]); /* above: negative */
        }
    }
    for (size_t i = 0; i < WO_ROW; i++) {
        any |= gone[i];
    }
    return any >> 31 != 0;
}

/* The same with the widest instructions of the machine (coupling.c). */
bool wo_means_update(wo_opposing *rows, size_t n, wo_drift drift);

#endif
