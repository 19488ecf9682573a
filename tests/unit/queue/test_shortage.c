/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory runs out while a window tells what happens in it: the window fails, and so does every later one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "helper_allocator.h"
#include "helper_site.h"

#if !CAN_REPLACE_ALLOCATOR
int main(void)
{
    return 0; /* the sanitizer's allocator cannot be replaced */
}
#else

#define UNTIL (30 * WO_MINUTE_MS)

static long left = -1; /* growths of a list that succeed, < 0: all */

void *realloc(void *memory, size_t size)
{
    if (left == 0) {
        return NULL;
    }
    left -= left > 0;
    return __libc_realloc(memory, size);
}

/* Two hundred cars drive through a station; the (n + 1)-th growth of a list during the run fails. */
static wo_status starve(long n, bool traced, wo_error *error)
{
    road_site site;
    const wo_passage *passages = NULL;
    size_t n_passages = 0;
    site_begin(&site);
    site_stretch(&site, 0, 1, 1000, 4);
    site_open(&site, 1);
    assert_int_equal(wo_queue_station(site.queue, 2, WO_OUTBOUND, NULL), WO_OK);
    for (uint32_t i = 0; i < 200; i++) {
        site_send(&site, 0, 0, CAR);
    }
    left = n;
    const wo_status status = traced ? wo_queue_run_traced(site.queue, UNTIL, NULL, NULL, &passages, &n_passages, error)
                                    : wo_queue_run(site.queue, UNTIL, NULL, NULL, error);
    left = -1;
    if (status != WO_OK) {
        assert_int_equal(wo_queue_run(site.queue, UNTIL, NULL, NULL, NULL), status);
    }
    site_close(&site);
    return status;
}

/* @return how often lists grow in the run. */
static long starve_all(bool traced)
{
    long n = 0;
    for (;; n++) {
        wo_error error = {0};
        const wo_status status = starve(n, traced, &error);
        if (status == WO_OK) {
            return n;
        }
        assert_int_equal(status, WO_ERR_MEMORY);
        assert_non_null(strstr(error.message, "no memory"));
    }
}

static void a_window_without_room_fails(void **state)
{
    (void)state;
    const long plain = starve_all(false);
    assert_true(plain > 1);
    assert_true(starve_all(true) > plain + 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_window_without_room_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
