/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "part_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "seal.h"

char *wo_part_name(const char *target)
{
    const size_t size = strlen(target) + sizeof ".part";
    char *part = malloc(size);
    if (part != NULL) {
        (void)snprintf(part, size, "%s.part", target);
    }
    return part;
}

wo_status wo_part_check(const char *target, const char *part, wo_error *error)
{
    struct stat state;
    if (stat(target, &state) == 0 && !S_ISREG(state.st_mode)) {
        return wo_error_set(error, WO_ERR_IO, "cannot write %s: it exists and is not a regular file", target);
    }
    if (lstat(part, &state) == 0 && !S_ISREG(state.st_mode)) {
        return wo_error_set(error, WO_ERR_IO, "cannot write %s: it exists and is not a regular file", part);
    }
    const int file = open(part, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0) {
        return wo_error_set(error, WO_ERR_IO, "cannot write %s: %s", part, strerror(errno));
    }
    const bool locked = flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    (void)close(file);
    if (locked) {
        return wo_error_set(error, WO_ERR_IO, "cannot write %s: another run is writing it", part);
    }
    return WO_OK;
}

/* The folder too: only then does the new name survive a power cut. Not every file system can do it, and the file is
 * whole in any case: no failure. */
static void sync_folder_of(const char *path)
{
    char *folder = strdup(path);
    if (folder == NULL) {
        return;
    }
    char *slash = strrchr(folder, '/');
    if (slash != NULL) {
        slash[slash == folder ? 1 : 0] = '\0';
    }
    const int file = open(slash == NULL ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(folder);
    if (file >= 0) {
        (void)fsync(file);
        (void)close(file);
    }
}

static int seal_and_sync(const char *path)
{
    const int file = open(path, O_RDWR | O_CLOEXEC);
    if (file < 0) {
        return -1;
    }
    const int result = wo_seal_append(file) == 0 && fsync(file) == 0 ? 0 : -1;
    const int reason = errno;
    (void)close(file);
    errno = reason;
    return result;
}

wo_status wo_part_publish(const char *target, const char *part, wo_error *error)
{
    if (seal_and_sync(part) != 0 || rename(part, target) != 0) {
        return wo_error_set(error, WO_ERR_IO, "cannot write %s: %s", target, strerror(errno));
    }
    sync_folder_of(target);
    return WO_OK;
}

void wo_part_discard(const char *part)
{
    /* Emptied first: after a failed close HDF5 keeps the file open, and an unlinked file would keep a full disk full
     * until the end of the process. */
    if (truncate(part, 0) != 0) {
        errno = 0;
    }
    (void)unlink(part);
}
