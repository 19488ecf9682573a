/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the C library's allocator can be replaced by a test's own, which calls it by these names. */
#ifndef WAYOUT_TEST_HELPER_ALLOCATOR_H
#define WAYOUT_TEST_HELPER_ALLOCATOR_H

#include <stddef.h>

/* Not under a sanitizer that has its own. */
#if defined(__SANITIZE_ADDRESS__)
#define CAN_REPLACE_ALLOCATOR 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CAN_REPLACE_ALLOCATOR 0
#endif
#endif
#ifndef CAN_REPLACE_ALLOCATOR
#define CAN_REPLACE_ALLOCATOR 1
#endif

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *memory, size_t size);

#endif
