/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gnuplot as a child process. The script is its standard input and the picture its standard output, so that no name of
 * a file ever stands in a script. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "plot.h"

#define PROGRAM "gnuplot"
/* Bytes at the end of a picture in which its end mark must stand. */
#define TAIL_SIZE 64

extern char **environ;

static wo_status start(int script, int picture, int complaints, pid_t *child, wo_error *error)
{
    static char name[] = PROGRAM, no_user_settings[] = "-d";
    char *const argv[] = {name, no_user_settings, NULL};
    posix_spawn_file_actions_t actions;
    int reason = posix_spawn_file_actions_init(&actions);
    if (reason == 0) {
        reason = posix_spawn_file_actions_adddup2(&actions, script, STDIN_FILENO);
        reason = reason != 0 ? reason : posix_spawn_file_actions_adddup2(&actions, picture, STDOUT_FILENO);
        reason = reason != 0 ? reason : posix_spawn_file_actions_adddup2(&actions, complaints, STDERR_FILENO);
        reason = reason != 0 ? reason : posix_spawnp(child, PROGRAM, &actions, NULL, argv, environ);
        (void)posix_spawn_file_actions_destroy(&actions);
    }
    if (reason == ENOENT) {
        return wo_error_set(error, WO_ERR_LIBRARY,
                            "figures need the program gnuplot, which was not found: install the package gnuplot-nox");
    }
    return reason == 0 ? WO_OK : wo_error_set(error, WO_ERR_LIBRARY, "cannot start gnuplot: %s", strerror(reason));
}

/* The reason stands in the first line that tells where in the script, apart from the warnings. */
static wo_status tell(FILE *complaints, wo_error *error)
{
    char line[256], reason[256] = "it does not say why";
    rewind(complaints);
    while (fgets(line, sizeof line, complaints) != NULL) {
        const char *text = line + strspn(line, " \t");
        if (strncmp(text, "line ", 5) == 0 && strstr(text, "warning:") == NULL) {
            snprintf(reason, sizeof reason, "%.*s", (int)strcspn(text, "\r\n"), text);
            break;
        }
    }
    return wo_error_set(error, WO_ERR_LIBRARY, "gnuplot failed: %s", reason);
}

static wo_status finish(pid_t child, FILE *complaints, wo_error *error)
{
    int state = 0;
    while (waitpid(child, &state, 0) < 0) {
        if (errno != EINTR) {
            return wo_error_set(error, WO_ERR_LIBRARY, "cannot wait for gnuplot: %s", strerror(errno));
        }
    }
    if (WIFSIGNALED(state)) {
        return wo_error_set(error, WO_ERR_LIBRARY, "gnuplot was ended by signal %d", WTERMSIG(state));
    }
    return WEXITSTATUS(state) == 0 ? WO_OK : tell(complaints, error);
}

/* gnuplot does not tell when its output could not be written; the end of the picture does. */
static bool is_whole(int file, wo_picture picture)
{
    static const char *const ends[] = {
        [WO_PICTURE_SVG] = "</svg>", [WO_PICTURE_PDF] = "%%EOF", [WO_PICTURE_PNG] = "IEND"};
    char tail[TAIL_SIZE];
    const size_t n = strlen(ends[picture]);
    const off_t size = lseek(file, 0, SEEK_END);
    const off_t from = size > TAIL_SIZE ? size - TAIL_SIZE : 0;
    const ssize_t got = size > 0 ? pread(file, tail, sizeof tail, from) : 0;
    for (size_t at = 0; got > 0 && at + n <= (size_t)got; at++) {
        if (memcmp(tail + at, ends[picture], n) == 0) {
            return true;
        }
    }
    return false;
}

static wo_status draw(FILE *script, int file, wo_picture picture, wo_error *error)
{
    pid_t child = 0;
    FILE *complaints = tmpfile();
    if (complaints == NULL) {
        return wo_error_set(error, WO_ERR_IO, "cannot write a temporary file: %s", strerror(errno));
    }
    wo_status status = start(fileno(script), file, fileno(complaints), &child, error);
    if (status == WO_OK) {
        status = finish(child, complaints, error);
    }
    if (status == WO_OK && !is_whole(file, picture)) {
        status = wo_error_set(error, WO_ERR_IO, "the picture is not whole: is the disk full?");
    }
    (void)fclose(complaints);
    return status;
}

static wo_status open_part(const char *target, const char *part, int *file, wo_error *error)
{
    struct stat state;
    if (stat(target, &state) == 0 && !S_ISREG(state.st_mode)) {
        return wo_error_set(error, WO_ERR_IO, "cannot write %s: it exists and is not a regular file", target);
    }
    *file = open(part, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
    return *file >= 0 ? WO_OK : wo_error_set(error, WO_ERR_IO, "cannot write %s: %s", part, strerror(errno));
}

static wo_status publish(int file, const char *part, const char *target, wo_error *error)
{
    const bool synced = fsync(file) == 0;
    if (close(file) == 0 && synced && rename(part, target) == 0) {
        return WO_OK;
    }
    return wo_error_set(error, WO_ERR_IO, "cannot write %s: %s", target, strerror(errno));
}

wo_status wo_gnuplot_draw(FILE *script, const char *target, wo_picture picture, wo_error *error)
{
    int file = -1;
    const size_t size = strlen(target) + sizeof ".part";
    char *part = malloc(size);
    if (part == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for the name of the picture");
    }
    (void)snprintf(part, size, "%s.part", target);
    wo_status status = open_part(target, part, &file, error);
    if (status != WO_OK) {
        goto out;
    }
    status = draw(script, file, picture, error);
    if (status == WO_OK) {
        status = publish(file, part, target, error);
    } else {
        (void)close(file);
    }
    if (status != WO_OK) {
        (void)unlink(part);
    }
out:
    free(part);
    return status;
}
