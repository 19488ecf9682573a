/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

wo_status wo_whole_file_open(wo_whole_file *file, const char *target, wo_error *error)
{
    struct stat state;
    const size_t size = strlen(target) + sizeof ".part";
    *file = (wo_whole_file){.descriptor = -1, .target = target};
    if (stat(target, &state) == 0 && !S_ISREG(state.st_mode)) {
        return wo_error_set(error, WO_ERR_IO, "cannot write %s: it exists and is not a regular file", target);
    }
    file->part = malloc(size);
    if (file->part == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for the name of %s", target);
    }
    (void)snprintf(file->part, size, "%s.part", target);
    file->descriptor = open(file->part, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (file->descriptor < 0) {
        const wo_status status = wo_error_set(error, WO_ERR_IO, "cannot write %s: %s", file->part, strerror(errno));
        free(file->part);
        return status;
    }
    return WO_OK;
}

wo_status wo_whole_file_publish(wo_whole_file *file, wo_error *error)
{
    wo_status status = WO_OK;
    const bool synced = fsync(file->descriptor) == 0;
    if (close(file->descriptor) != 0 || !synced || rename(file->part, file->target) != 0) {
        status = wo_error_set(error, WO_ERR_IO, "cannot write %s: %s", file->target, strerror(errno));
        (void)unlink(file->part);
    }
    free(file->part);
    return status;
}

void wo_whole_file_discard(wo_whole_file *file)
{
    (void)close(file->descriptor);
    (void)unlink(file->part);
    free(file->part);
}
