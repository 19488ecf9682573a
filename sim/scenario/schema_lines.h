/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file schema_lines.h
 *  How the lines of the key tables are written. Only for sim/scenario/schema*.c. */
#ifndef WAYOUT_SCENARIO_SCHEMA_LINES_H
#define WAYOUT_SCENARIO_SCHEMA_LINES_H

#include "schema.h"

/* Written as the units are converted, so that a limit prints as it stands here. */
#define KMH(x)      ((x)*1000.0 / 3600.0)
#define PER_HOUR(x) ((x) / 3600.0)
#define HOUR        3600.0
#define DAY         86400.0
#define END                                                                                                            \
    {                                                                                                                  \
        .name = NULL                                                                                                   \
    }

/* One line a key: name, kind, dimension, range, default, field, sentence. */
#define NUMBER(type, field, key, dim, from, to, def, text)                                                             \
    {                                                                                                                  \
        .name = (key), .kind = WO_KEY_NUMBER, .dimension = (dim), .low = (from), .high = (to), .fallback = (def),      \
        .offset = offsetof(type, field), .sentence = (text)                                                            \
    }
#define FIELD(type, field, key, what, def, text)                                                                       \
    {                                                                                                                  \
        .name = (key), .kind = (what), .fallback = (def), .offset = offsetof(type, field), .sentence = (text)          \
    }
#define CHOICE(type, field, key, list, first, def, text)                                                               \
    {                                                                                                                  \
        .name = (key), .kind = WO_KEY_CHOICE, .low = (first), .fallback = (def), .offset = offsetof(type, field),      \
        .words = (list), .sentence = (text)                                                                            \
    }
#define LIST(type, field, number, key, what, most, of, text)                                                           \
    {                                                                                                                  \
        .name = (key), .kind = (what), .high = (most), .fallback = "", .offset = offsetof(type, field),                \
        .count = offsetof(type, number), .object = (of), .sentence = (text)                                            \
    }
#define REAL(type, field, key, dim, from, to, def, text)                                                               \
    {                                                                                                                  \
        .name = (key), .kind = WO_KEY_REAL, .dimension = (dim), .low = (from), .high = (to), .fallback = (def),        \
        .offset = offsetof(type, field), .sentence = (text)                                                            \
    }
#define EVENT(type, field, key, dim, from, to, def, text)                                                              \
    {                                                                                                                  \
        .name = (key), .kind = WO_KEY_EVENT, .dimension = (dim), .low = (from), .high = (to), .fallback = (def),       \
        .offset = offsetof(type, field), .sentence = (text)                                                            \
    }
#define WHOLE(type, field, key, from, to, def, text)                                                                   \
    {                                                                                                                  \
        .name = (key), .kind = WO_KEY_WHOLE, .low = (from), .high = (to), .fallback = (def),                           \
        .offset = offsetof(type, field), .sentence = (text)                                                            \
    }
#define SPAN(type, first, last, key, def, text)                                                                        \
    {                                                                                                                  \
        .name = (key), .kind = WO_KEY_SPAN, .fallback = (def), .offset = offsetof(type, first),                        \
        .count = offsetof(type, last), .sentence = (text)                                                              \
    }
/* A map of keys; `where` is the offset of its struct. */
#define MAP(where, key, of, text)                                                                                      \
    {                                                                                                                  \
        .name = (key), .kind = WO_KEY_OBJECT, .fallback = "", .offset = (where), .object = (of), .sentence = (text)    \
    }

#endif
