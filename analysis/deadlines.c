/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "sweep.h"

#define MAX_DEADLINES 1000
#define ITEM_SIZE     64
#define MOST_MS       (49 * WO_DAY_MS) /* longest scenario */

typedef struct deadline_list {
    const wo_scenario *first;
    wo_ms closings[MAX_DEADLINES];
    size_t n;
} deadline_list;

static wo_status add(deadline_list *list, int64_t closing, const char *item, int column, wo_error *error)
{
    if (closing <= (int64_t)list->first->order) {
        return wo_error_set(error, WO_ERR_RANGE, "deadline '%s' (column %d) is not after the order to leave", item,
                            column);
    }
    if (closing > (int64_t)MOST_MS) {
        return wo_error_set(error, WO_ERR_RANGE, "deadline '%s' (column %d) is more than 49 days after the start", item,
                            column);
    }
    if (list->n == MAX_DEADLINES) {
        return wo_error_set(error, WO_ERR_RANGE, "more than %d deadlines at '%s' (column %d)", MAX_DEADLINES, item,
                            column);
    }
    list->closings[list->n++] = (wo_ms)closing;
    return WO_OK;
}

/* "+5d", "-12 h", "0d" */
static wo_status offset(const char *text, int column, int64_t *ms, wo_error *error)
{
    wo_error inner = {0};
    const bool negative = text[0] == '-';
    const char *size = text[0] == '+' || negative ? text + 1 : text;
    double seconds = 0;
    if (size[0] == '+' || size[0] == '-') {
        return wo_error_set(error, WO_ERR_SYNTAX, "deadline '%s' (column %d): two signs", text, column);
    }
    if (wo_quantity_parse(size, WO_DIM_TIME, &seconds, &inner) != WO_OK) {
        return wo_error_set(error, WO_ERR_SYNTAX, "deadline '%s' (column %d): %.300s", text, column, inner.message);
    }
    if (seconds > MOST_MS / 1000.0) {
        return wo_error_set(error, WO_ERR_RANGE, "deadline '%s' (column %d) is more than 49 days away", text, column);
    }
    *ms = negative ? -(int64_t)wo_ms_from_s(seconds) : (int64_t)wo_ms_from_s(seconds);
    return WO_OK;
}

static wo_status add_instant(deadline_list *list, const char *item, int column, wo_error *error)
{
    wo_error inner = {0};
    wo_instant instant;
    if (wo_instant_parse(item, &instant, &inner) != WO_OK) {
        return wo_error_set(error, WO_ERR_SYNTAX, "deadline '%s' (column %d): %.300s", item, column, inner.message);
    }
    return add(list, instant.unix_ms - list->first->start.unix_ms, item, column, error);
}

/* `colon` parts the item into "from" and "to:step". */
static wo_status add_range(deadline_list *list, char *item, char *colon, int column, wo_error *error)
{
    char *second = strchr(colon + 1, ':');
    if (second == NULL || strchr(second + 1, ':') != NULL) {
        return wo_error_set(error, WO_ERR_SYNTAX, "deadline '%s' (column %d): a range is from:to:step, as +0d:+20d:1d",
                            item, column);
    }
    *colon = *second = '\0';
    int64_t from = 0, to = 0, step = 0;
    WO_TRY(offset(item, column, &from, error));
    WO_TRY(offset(colon + 1, column + (int)(colon + 1 - item), &to, error));
    WO_TRY(offset(second + 1, column + (int)(second + 1 - item), &step, error));
    if (step <= 0 || to < from) {
        return wo_error_set(error, WO_ERR_RANGE, "the range from '%s' (column %d) has no step forward or no end", item,
                            column);
    }
    for (int64_t at = from; at <= to; at += step) {
        WO_TRY(add(list, (int64_t)list->first->closing + at, item, column, error));
    }
    return WO_OK;
}

static wo_status add_item(deadline_list *list, const char *from, size_t length, int column, wo_error *error)
{
    char item[ITEM_SIZE];
    if (length == 0 || length >= sizeof item) {
        return wo_error_set(error, WO_ERR_SYNTAX, "a deadline %s at column %d",
                            length == 0 ? "is missing" : "is too long", column);
    }
    memcpy(item, from, length);
    item[length] = '\0';
    if (strchr(item, 'T') != NULL) {
        return add_instant(list, item, column, error);
    }
    char *colon = strchr(item, ':');
    if (colon != NULL) {
        return add_range(list, item, colon, column, error);
    }
    int64_t later = 0;
    WO_TRY(offset(item, column, &later, error));
    return add(list, (int64_t)list->first->closing + later, item, column, error);
}

static int by_time(const void *a, const void *b)
{
    const wo_ms first = *(const wo_ms *)a, second = *(const wo_ms *)b;
    return first < second ? -1 : first > second;
}

static size_t sort_unique(wo_ms *closings, size_t n)
{
    size_t kept = 0;
    qsort(closings, n, sizeof *closings, by_time);
    for (size_t i = 0; i < n; i++) {
        if (kept == 0 || closings[i] != closings[kept - 1]) {
            closings[kept++] = closings[i];
        }
    }
    return kept;
}

wo_status wo_deadlines_parse(const char *text, const wo_scenario *first, wo_ms **closings, size_t *n, wo_error *error)
{
    *closings = NULL;
    *n = 0;
    deadline_list *list = calloc(1, sizeof *list);
    wo_status status = WO_OK;
    if (list == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for the deadlines");
    }
    list->first = first;
    for (const char *at = text;; at++) {
        const size_t skip = strspn(at, " ");
        const size_t length = strcspn(at + skip, ",");
        size_t trimmed = length;
        while (trimmed > 0 && at[skip + trimmed - 1] == ' ') {
            trimmed--;
        }
        status = add_item(list, at + skip, trimmed, (int)(at + skip - text) + 1, error);
        at += skip + length;
        if (status != WO_OK || *at == '\0') {
            break;
        }
    }
    if (status == WO_OK) {
        *n = sort_unique(list->closings, list->n);
        *closings = malloc(*n * sizeof **closings);
        if (*closings == NULL) {
            status = wo_error_set(error, WO_ERR_MEMORY, "no memory for the deadlines");
        } else {
            memcpy(*closings, list->closings, *n * sizeof **closings);
        }
    }
    free(list);
    return status;
}
