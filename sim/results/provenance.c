/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the results were made; the only part of the file that differs between equal runs. */
#include <gsl/gsl_version.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <wayout_build.h>
#include <yaml.h>

#include "writer.h"

#ifdef __clang__
#define COMPILER __VERSION__
#else
#define COMPILER "gcc " __VERSION__
#endif

const char *wo_version(void)
{
    return WAYOUT_VERSION " (" WAYOUT_GIT ")";
}

/* Appends an argument as a shell would read it back: quoted unless it is plain. Returns the new end; `to` needs room
 * for four times the argument and two quotes. */
static char *quote(char *to, const char *argument)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%";
    const size_t length = strlen(argument);
    if (length > 0 && strspn(argument, plain) == length) {
        memcpy(to, argument, length);
        return to + length;
    }
    *to++ = '\'';
    for (const char *c = argument; *c != '\0'; c++) {
        if (*c == '\'') {
            memcpy(to, "'\\''", 4);
            to += 4;
        } else {
            *to++ = *c;
        }
    }
    *to++ = '\'';
    return to;
}

static wo_status write_command(hid_t group, const wo_provenance *provenance, wo_error *error)
{
    size_t size = 1;
    for (int i = 0; i < provenance->argc; i++) {
        size += 4 * strlen(provenance->argv[i]) + 3;
    }
    char *command = malloc(size);
    if (command == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for a command line of %zu bytes", size);
    }
    char *end = command;
    for (int i = 0; i < provenance->argc; i++) {
        if (i > 0) {
            *end++ = ' ';
        }
        end = quote(end, provenance->argv[i]);
    }
    *end = '\0';
    const wo_status status = wo_hdf5_text(group, "argv", command, error);
    free(command);
    return status;
}

static wo_status write_libraries(hid_t group, wo_error *error)
{
    char text[128];
    unsigned major = 0, minor = 0, release = 0;
    (void)H5get_libversion(&major, &minor, &release);
    (void)snprintf(text, sizeof text, "HDF5 %u.%u.%u, GSL %s, libyaml %s", major, minor, release, gsl_version,
                   yaml_get_version_string());
    return wo_hdf5_text(group, "libraries", text, error);
}

static wo_status write_machine(hid_t group, wo_error *error)
{
    struct utsname machine;
    char text[sizeof machine], date[32] = "unknown";
    struct tm utc;
    const time_t now = time(NULL);
    if (uname(&machine) == 0) {
        (void)snprintf(text, sizeof text, "%s (%s %s, %s)", machine.nodename, machine.sysname, machine.release,
                       machine.machine);
    } else {
        (void)snprintf(text, sizeof text, "unknown");
    }
    if (gmtime_r(&now, &utc) != NULL) {
        (void)strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", &utc);
    }
    WO_TRY(wo_hdf5_text(group, "host", text, error));
    return wo_hdf5_text(group, "date", date, error);
}

wo_status wo_results_write_provenance(wo_results *results, const wo_provenance *provenance, wo_error *error)
{
    hid_t group = H5I_INVALID_HID;
    WO_TRY(wo_hdf5_group(results->file, "provenance", &group, error));
    WO_TRY(wo_hdf5_text(group, "version", WAYOUT_VERSION, error));
    WO_TRY(wo_hdf5_text(group, "git", WAYOUT_GIT, error));
    WO_TRY(wo_hdf5_text(group, "compiler", COMPILER, error));
    WO_TRY(wo_hdf5_text(group, "flags", WAYOUT_FLAGS, error));
    WO_TRY(write_libraries(group, error));
    WO_TRY(write_machine(group, error));
    WO_TRY(write_command(group, provenance, error));
    WO_TRY(wo_hdf5_int(group, "seed", H5T_STD_U64LE, provenance->seed, error));
    WO_TRY(wo_hdf5_int(group, "threads", H5T_STD_I32LE, (uint64_t)provenance->threads, error));
    WO_TRY(wo_hdf5_float(group, "wall_s", provenance->wall_s, error));
    return wo_hdf5_close(group, "provenance", error);
}
