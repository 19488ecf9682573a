/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wayout/random.h"

#include <Random123/philox.h>

/** Philox4x32-10 takes 64 bits of key and 128 bits of counter; it is the same function on every machine. */
static philox4x32_ctr_t philox(uint64_t key, philox4x32_ctr_t counter)
{
    const philox4x32_key_t words = {{(uint32_t)key, (uint32_t)(key >> 32)}};
    return philox4x32(counter, words);
}

/** 53 bits out of two words. */
static uint64_t bits53(uint32_t high, uint32_t low)
{
    return (((uint64_t)high << 32) | low) >> 11;
}

double wo_random_uniform(const wo_draw *draw, wo_purpose purpose, uint32_t entity, uint32_t sub, uint32_t number)
{
    const philox4x32_ctr_t counter = {{number, sub, entity, draw->replication}};
    /* In the upper half, so that two seeds below 2^32 never share a key. */
    const uint64_t key = draw->seed ^ ((uint64_t)purpose << 32);
    const philox4x32_ctr_t words = philox(key, counter);
    /* Middle of one of 2^52 cells: with 53 bits the half could round up to 1. */
    return ((double)(bits53(words.v[0], words.v[1]) >> 1) + 0.5) * 0x1p-52;
}

uint32_t wo_hash_text(const char *text)
{
    uint32_t hash = 2166136261u;
    for (const char *c = text; *c != '\0'; c++) {
        hash = (hash ^ (unsigned char)*c) * 16777619u;
    }
    return hash;
}

uint32_t wo_hash_index(uint32_t path, uint32_t index)
{
    /* Each line can be undone, so two indices below one path never share a hash. */
    uint32_t hash = path ^ (index * 0x9e3779b1u);
    hash = (hash ^ (hash >> 16)) * 0x85ebca6bu;
    hash = (hash ^ (hash >> 13)) * 0xc2b2ae35u;
    return hash ^ (hash >> 16);
}

/** GSL's view: the key is the seed, the counter runs from zero, each block gives four words. */
typedef struct philox_state {
    uint64_t key;
    philox4x32_ctr_t counter, block;
    unsigned used;
} philox_state;

static void philox_set(void *state, unsigned long seed)
{
    philox_state *self = state;
    *self = (philox_state){.key = seed, .used = 4};
}

static unsigned long philox_get(void *state)
{
    philox_state *self = state;
    if (self->used == 4) {
        self->block = philox(self->key, self->counter);
        self->used = 0;
        for (int word = 0; word < 4 && ++self->counter.v[word] == 0; word++) {
        }
    }
    return self->block.v[self->used++];
}

static double philox_get_double(void *state)
{
    const uint32_t high = (uint32_t)philox_get(state);
    const uint32_t low = (uint32_t)philox_get(state);
    return (double)bits53(high, low) * 0x1p-53;
}

static const gsl_rng_type philox_type = {.name = "philox4x32-10",
                                         .max = UINT32_MAX,
                                         .min = 0,
                                         .size = sizeof(philox_state),
                                         .set = philox_set,
                                         .get = philox_get,
                                         .get_double = philox_get_double};

const gsl_rng_type *const wo_rng_philox = &philox_type;
