/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file error.h
 *  Status codes, and the context that travels beside a code. Layer: base.
 *
 *  Every fallible function returns a wo_status and is WO_NODISCARD. Details go into the wo_error that the
 *  caller passes last; it may be NULL. The library never prints, exits or aborts. */
#ifndef WAYOUT_ERROR_H
#define WAYOUT_ERROR_H

#include <stddef.h>

#define WO_NODISCARD                   __attribute__((warn_unused_result))
#define WO_PRINTF(format_at, first_at) __attribute__((format(printf, format_at, first_at)))

/** The one list of codes and their sentences. */
#define WO_STATUS_LIST(X)                                                                                              \
    X(WO_OK, "done")                                                                                                   \
    X(WO_ERR_MEMORY, "out of memory")                                                                                  \
    X(WO_ERR_IO, "a file could not be read or written")                                                                \
    X(WO_ERR_SYNTAX, "the text is not valid")                                                                          \
    X(WO_ERR_SCENARIO, "the scenario is not valid")                                                                    \
    X(WO_ERR_RANGE, "a value is outside its allowed range")                                                            \
    X(WO_ERR_LIMIT, "a size limit of the program is exceeded")                                                         \
    X(WO_ERR_FORMAT, "the file is not a results file of this program")                                                 \
    X(WO_ERR_LIBRARY, "a library reported a failure")                                                                  \
    X(WO_ERR_INTERRUPTED, "interrupted")                                                                               \
    X(WO_ERR_INVARIANT, "an invariant of the model is violated")

typedef enum wo_status {
#define WO_STATUS_CODE(code, sentence) code,
    WO_STATUS_LIST(WO_STATUS_CODE)
#undef WO_STATUS_CODE
} wo_status;

/** Where and why something failed. Zero-initialise before use. */
typedef struct wo_error {
    wo_status status;  /**< WO_OK when nothing went wrong */
    char message[480]; /**< one sentence with the offending value, no line break */
} wo_error;

/** The sentence of a code; a fixed text also for a code that does not exist. */
const char *wo_status_text(wo_status status);

/** Fills `error` (may be NULL) and returns `status`. */
wo_status wo_error_set(wo_error *error, wo_status status, const char *format, ...) WO_PRINTF(3, 4);

/** Returns from the calling function when `call` fails. */
#define WO_TRY(call)                                                                                                   \
    do {                                                                                                               \
        const wo_status wo_try_status_ = (call);                                                                       \
        if (wo_try_status_ != WO_OK) {                                                                                 \
            return wo_try_status_;                                                                                     \
        }                                                                                                              \
    } while (0)

#endif
