/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdbool.h>
#include <string.h>

#include "wayout/units.h"

/** Longer words are nobody's misspelling. */
#define LONGEST_WORD 64

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/** Optimal string alignment distance without regard to case: insertions, deletions, substitutions and swaps of
 *  neighbours, none of them touched twice. */
static size_t distance(const char *a, size_t length_a, const char *b, size_t length_b)
{
    size_t rows[3][LONGEST_WORD + 1];
    size_t *before = rows[0];
    size_t *above = rows[1];
    size_t *row = rows[2];
    for (size_t j = 0; j <= length_b; j++) {
        before[j] = above[j] = j;
    }
    for (size_t i = 1; i <= length_a; i++) {
        row[0] = i;
        for (size_t j = 1; j <= length_b; j++) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = least(least(above[j] + 1, row[j - 1] + 1), above[j - 1] + !same);
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1])) {
                row[j] = least(row[j], before[j - 2] + 1);
            }
        }
        size_t *free_row = before;
        before = above;
        above = row;
        row = free_row;
    }
    return above[length_b];
}

const char *wo_did_you_mean(const char *word, const char *const *candidates)
{
    const size_t length = strlen(word);
    if (length == 0 || length > LONGEST_WORD) {
        return NULL;
    }
    /* One slip in four letters, and never all of the word. */
    const size_t allowed = least(1 + length / 4, length - 1);
    const char *best = NULL;
    size_t best_distance = allowed + 1;
    for (; *candidates != NULL; candidates++) {
        const size_t candidate_length = strlen(*candidates);
        if (candidate_length == 0 || candidate_length > LONGEST_WORD) {
            continue;
        }
        const size_t d = distance(word, length, *candidates, candidate_length);
        if (d < best_distance) {
            best = *candidates;
            best_distance = d;
        }
    }
    return best;
}
