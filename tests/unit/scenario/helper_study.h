/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WAYOUT_TEST_HELPER_STUDY_H
#define WAYOUT_TEST_HELPER_STUDY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "wayout/scenario.h"

/** A small complete scenario: start, road to Town, one origin; further keys may follow. */
extern const char helper_head[];

/** Parses a text that must be good; the caller frees the study. */
void helper_parse(const char *text, wo_study *study);
/** helper_head with more keys behind it. */
void helper_parse_more(const char *more, wo_study *study);
/** Parses a text that must be refused with `expected` within what is printed. */
void helper_refuse(const char *text, size_t size, const char *expected);
void helper_refuse_more(const char *more, const char *expected);
/** What wo_problems_print writes; free it. */
char *helper_print(const wo_problems *problems, const char *name, const char *text);
/** Fails where two scenarios differ, with the name of the field; doubles are compared by their bits. */
void helper_same_scenario(const wo_scenario *a, const wo_scenario *b);
/** Fails unless |a - b| <= tolerance. */
void helper_near(double a, double b, double tolerance);
/** A file of the source folder; free it. */
char *helper_file(const char *path, size_t *size);

#endif
