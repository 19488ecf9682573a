/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of what is marked; which boundaries have something to do in a window. */
#include "state.h"
#include "wayout/vector.h"

/* Adds the places of the bits of block `b` to a list of `n`; returns their number. */
static inline uint32_t list_bits(uint32_t b, uint32_t bits, uint32_t *list, uint32_t n)
{
    for (; bits != 0; bits &= bits - 1) {
        list[n++] = b * WO_BLOCK + (uint32_t)__builtin_ctz(bits);
    }
    return n;
}

WO_VECTORISED static uint32_t list_up_to(const wo_ms *wake, uint32_t n_blocks, wo_ms last, uint32_t *list)
{
    uint32_t n = 0;
    for (uint32_t b = 0; b < n_blocks; b++) {
        const wo_ms *block = &wake[(size_t)b * WO_BLOCK];
        uint32_t bits = 0;
        for (uint32_t i = 0; i < WO_BLOCK; i++) {
            bits |= (uint32_t)(block[i] <= last) << i;
        }
        n = list_bits(b, bits, list, n);
    }
    return n;
}

WO_VECTORISED static uint32_t list_marked(const uint8_t *marks, uint32_t n_blocks, uint32_t *list)
{
    uint32_t n = 0;
    for (uint32_t b = 0; b < n_blocks; b++) {
        const uint8_t *block = &marks[(size_t)b * WO_BLOCK];
        uint32_t bits = 0;
        for (uint32_t i = 0; i < WO_BLOCK; i++) {
            bits |= (uint32_t)block[i] << i;
        }
        n = list_bits(b, bits, list, n);
    }
    return n;
}

uint32_t wo_list_flowed(wo_queue *queue)
{
    return list_marked(queue->flowed, wo_n_blocks(queue->n_segments), queue->due);
}

uint32_t wo_list_due(wo_queue *queue)
{
    return list_up_to(queue->wake, queue->n_wakes / WO_BLOCK, queue->end - 1, queue->due);
}
