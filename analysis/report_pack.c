/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers in bulk: deflated by zlib, which every browser can undo, and written in base64. */
#include <stdlib.h>
#include <zlib.h>

#include "report.h"

static void encode(const unsigned char *bytes, size_t n, char *text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        const unsigned second = i + 1 < n ? bytes[i + 1] : 0u, third = i + 2 < n ? bytes[i + 2] : 0u;
        const unsigned group = (unsigned)bytes[i] << 16 | second << 8 | third;
        *text++ = digits[group >> 18];
        *text++ = digits[group >> 12 & 63u];
        *text++ = i + 1 < n ? digits[group >> 6 & 63u] : '=';
        *text++ = i + 2 < n ? digits[group & 63u] : '=';
    }
    *text = '\0';
}

wo_status wo_report_pack(wo_report_job *job, const char *key, const void *data, size_t size, wo_error *error)
{
    wo_status status = WO_OK;
    uLongf packed_size = compressBound((uLong)size);
    unsigned char *packed = malloc(packed_size);
    char *text = malloc(packed_size / 3 * 4 + 8);
    if (packed == NULL || text == NULL) {
        status = wo_error_set(error, WO_ERR_MEMORY, "no memory to pack %zu bytes", size);
        goto out;
    }
    if (compress2(packed, &packed_size, data, (uLong)size, Z_BEST_COMPRESSION) != Z_OK) {
        status = wo_error_set(error, WO_ERR_LIBRARY, "zlib cannot pack %zu bytes", size);
        goto out;
    }
    encode(packed, packed_size, text);
    wo_json_text(&job->json, key, text);
out:
    free(text);
    free(packed);
    return status;
}

wo_status wo_report_pack_floats(wo_report_job *job, const char *key, const double *values, size_t n, wo_error *error)
{
    float *narrow = malloc((n + 1) * sizeof *narrow);
    if (narrow == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory to pack %zu numbers", n);
    }
    for (size_t i = 0; i < n; i++) {
        narrow[i] = (float)values[i];
    }
    const wo_status status = wo_report_pack(job, key, narrow, n * sizeof *narrow, error);
    free(narrow);
    return status;
}
