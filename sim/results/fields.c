/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fields.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#define VARIANT     WO_AXIS_VARIANT
#define REPLICATION WO_AXIS_REPLICATION
#define TIME        WO_AXIS_TIME
#define SEGMENT     WO_AXIS_SEGMENT
#define CLASS       WO_AXIS_CLASS

#define OUTCOME_FIELD(name, unit, description)                                                                         \
    {#name, unit, description, WO_FROM_OUTCOME, WO_STORE_INT64, 2, {VARIANT, REPLICATION}, offsetof(wo_outcome, name)},
#define SERIES_FIELD(name, unit, description)                                                                          \
    {"series_" #name,                                                                                                  \
     unit,                                                                                                             \
     description,                                                                                                      \
     WO_FROM_SERIES,                                                                                                   \
     WO_STORE_INT32,                                                                                                   \
     3,                                                                                                                \
     {VARIANT, REPLICATION, TIME},                                                                                     \
     offsetof(wo_series_point, name)},

/* Outcomes and series come from the tables of record.h. Series carry a prefix, because people_out at the closing and
 * people_out over time cannot share one name. */
/* clang-format off */
const wo_field wo_fields[] = {
    {"variant", "", "name of the variant; all others are compared with the first", WO_FROM_LAYOUT, WO_STORE_TEXT, 1, {VARIANT}, 0},
    {"replication", "1", "number of the realisation; the same number means the same luck in every variant", WO_FROM_LAYOUT, WO_STORE_INT32, 1, {REPLICATION}, 0},
    {"time", "", "record marks", WO_FROM_LAYOUT, WO_STORE_FLOAT64, 1, {TIME}, 0},
    {"segment", "1", "number of the directed piece of road, outbound ones first", WO_FROM_LAYOUT, WO_STORE_INT32, 1, {SEGMENT}, 0},
    {"class", "", "name of the kind of road user", WO_FROM_LAYOUT, WO_STORE_TEXT, 1, {CLASS}, 0},
    {"order", "", "instant of the order to leave, when the clock of all durations starts", WO_FROM_LAYOUT, WO_STORE_FLOAT64, 0, {0}, 0},
    {"closing", "", "instant after which nobody passes the deadline line", WO_FROM_LAYOUT, WO_STORE_FLOAT64, 1, {VARIANT}, 0},
    {"deadline_only", "1", "1 when the variant differs from the base in closing and announcements alone, else 0", WO_FROM_LAYOUT, WO_STORE_INT32, 1, {VARIANT}, 0},
    {"section", "", "section of the scenario that the segment belongs to", WO_FROM_LAYOUT, WO_STORE_TEXT, 1, {SEGMENT}, 0},
    {"direction", "", "outbound (to the exit) or inbound", WO_FROM_LAYOUT, WO_STORE_TEXT, 1, {SEGMENT}, 0},
    {"km_to_exit", "km", "distance to the exit of the segment's end that is nearer to it", WO_FROM_LAYOUT, WO_STORE_FLOAT64, 1, {SEGMENT}, 0},
    {"elevation", "m", "elevation at the middle of the segment", WO_FROM_LAYOUT, WO_STORE_FLOAT64, 1, {SEGMENT}, 0},
    {"length", "m", "length of the segment", WO_FROM_LAYOUT, WO_STORE_FLOAT64, 1, {SEGMENT}, 0},
    WO_OUTCOME_LIST(OUTCOME_FIELD)
    {"vehicles_out", "1", "parties out by class, whoever they are", WO_FROM_CLASSES, WO_STORE_INT32, 3, {VARIANT, REPLICATION, CLASS}, offsetof(wo_outcome, vehicles_out)},
    {"vehicles_left", "1", "outbound parties on or at the road inside the line at the closing, by class", WO_FROM_CLASSES, WO_STORE_INT32, 3, {VARIANT, REPLICATION, CLASS}, offsetof(wo_outcome, vehicles_left)},
    WO_SERIES_LIST(SERIES_FIELD)
    {"density", "1/km", "mean number of parties per kilometre over the interval that ends at this time", WO_FROM_CELLS, WO_STORE_FLOAT32, 3, {VARIANT, TIME, SEGMENT}, 0},
    {"speed", "km/h", "mean speed over the interval that ends at this time, missing when nobody was there", WO_FROM_CELLS, WO_STORE_FLOAT32, 3, {VARIANT, TIME, SEGMENT}, 0},
    {"flow", "1/h", "mean flow of parties over the interval that ends at this time", WO_FROM_CELLS, WO_STORE_FLOAT32, 3, {VARIANT, TIME, SEGMENT}, 0},
    {"capacity", "1/h", "mean capacity in passenger cars in force at the end of the interval that ends at this time, missing when there is no limit", WO_FROM_CELLS, WO_STORE_FLOAT32, 3, {VARIANT, TIME, SEGMENT}, 0},
    {"blocked", "1", "share of the interval that ends at this time during which the segment's exit was blocked", WO_FROM_CELLS, WO_STORE_FLOAT32, 3, {VARIANT, TIME, SEGMENT}, 0},
};
/* clang-format on */
const size_t wo_n_fields = sizeof wo_fields / sizeof wo_fields[0];

bool wo_field_is_duration(const wo_field *field)
{
    return strcmp(field->unit, "ms") == 0;
}

const char *wo_field_unit(const wo_field *field)
{
    return wo_field_is_duration(field) ? "s" : field->unit;
}

wo_storage wo_field_storage(const wo_field *field)
{
    return wo_field_is_duration(field) ? WO_STORE_FLOAT64 : field->storage;
}

bool wo_field_is_amount(const wo_field *field)
{
    return field->source == WO_FROM_OUTCOME && strcmp(field->name, "queue_head") != 0 &&
           strcmp(field->name, "queue_tail_to_exit") != 0;
}

bool wo_field_is_instant(const wo_field *field)
{
    return field->source == WO_FROM_LAYOUT && field->storage == WO_STORE_FLOAT64 && field->unit[0] == '\0';
}

double wo_field_outcome(const wo_field *field, const wo_outcome *outcome)
{
    int64_t value = 0;
    memcpy(&value, (const char *)outcome + field->offset, sizeof value);
    if (!wo_field_is_duration(field)) {
        return (double)value;
    }
    return value == WO_RECORD_NEVER ? INFINITY : (double)value / 1000.0;
}

void wo_field_set_outcome(const wo_field *field, double value, wo_outcome *outcome)
{
    int64_t raw = WO_RECORD_NEVER;
    if (!wo_field_is_duration(field)) {
        raw = (int64_t)value;
    } else if (isfinite(value)) {
        raw = llround(value * 1000.0);
    }
    memcpy((char *)outcome + field->offset, &raw, sizeof raw);
}
