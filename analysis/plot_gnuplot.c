/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gnuplot as a child process. The script is its standard input and the picture its standard output, so that no name of
 * a file ever stands in a script. */
#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "plot.h"
#include "whole_file.h"

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

wo_status wo_gnuplot_draw(FILE *script, const char *target, wo_picture picture, wo_error *error)
{
    wo_whole_file file;
    WO_TRY(wo_whole_file_open(&file, target, error));
    const wo_status status = draw(script, file.descriptor, picture, error);
    if (status != WO_OK) {
        wo_whole_file_discard(&file);
        return status;
    }
    return wo_whole_file_publish(&file, error);
}
