/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file vector.h
 *  One program for narrow and wide machines. Layer: base. */
#ifndef WAYOUT_VECTOR_H
#define WAYOUT_VECTOR_H

#include <stdint.h> /* tells the C library */

/** Before the definition of a function whose loop the compiler turns into vector instructions: it is compiled for
 *  several instruction sets, and the widest that the machine has is taken when the program starts. Nothing but speed
 *  depends on it: integers are exact, and floating point is never contracted. Where compiler, library or machine
 *  cannot do that, it means nothing; clang 14 can, but is no faster for it. */
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__clang__) && __GNUC__ >= 12
#define WO_VECTORISED __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define WO_VECTORISED
#endif

#endif
