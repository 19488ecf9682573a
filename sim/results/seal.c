/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEAL_SIZE 30

static void write_seal(uint64_t sum, char text[SEAL_SIZE + 1])
{
    (void)snprintf(text, SEAL_SIZE + 1, "\nwayout-seal %016" PRIx64 "\n", sum);
}

/* FNV-1a, 64 bits: every changed byte changes the sum. */
static int checksum(int file, off_t size, uint64_t *sum)
{
    unsigned char bytes[16384];
    *sum = 0xcbf29ce484222325u;
    for (off_t at = 0; at < size;) {
        const off_t rest = size - at;
        const ssize_t n = pread(file, bytes, rest < (off_t)sizeof bytes ? (size_t)rest : sizeof bytes, at);
        if (n <= 0) {
            errno = n == 0 ? EIO : errno;
            return -1;
        }
        for (ssize_t i = 0; i < n; i++) {
            *sum = (*sum ^ bytes[i]) * 0x100000001b3u;
        }
        at += n;
    }
    return 0;
}

int wo_seal_append(int file)
{
    struct stat state;
    uint64_t sum = 0;
    char text[SEAL_SIZE + 1];
    if (fstat(file, &state) != 0 || checksum(file, state.st_size, &sum) != 0) {
        return -1;
    }
    write_seal(sum, text);
    const ssize_t n = pwrite(file, text, SEAL_SIZE, state.st_size);
    if (n >= 0 && n < SEAL_SIZE) {
        errno = ENOSPC;
    }
    return n == SEAL_SIZE ? 0 : -1;
}

static wo_seal check(int file)
{
    struct stat state;
    uint64_t sum = 0;
    char found[SEAL_SIZE + 1] = "", expected[SEAL_SIZE + 1];
    if (fstat(file, &state) != 0) {
        return WO_SEAL_UNREADABLE;
    }
    const off_t size = state.st_size - SEAL_SIZE;
    write_seal(0, expected);
    const size_t n_mark = strcspn(expected, "0");
    if (size <= 0 || pread(file, found, SEAL_SIZE, size) != SEAL_SIZE || memcmp(found, expected, n_mark) != 0) {
        return WO_SEAL_ABSENT;
    }
    if (checksum(file, size, &sum) != 0) {
        return WO_SEAL_UNREADABLE;
    }
    write_seal(sum, expected);
    return memcmp(found, expected, SEAL_SIZE) == 0 ? WO_SEAL_RIGHT : WO_SEAL_WRONG;
}

wo_seal wo_seal_check(const char *path)
{
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return WO_SEAL_UNREADABLE;
    }
    const wo_seal seal = check(file);
    const int reason = errno;
    (void)close(file);
    errno = reason;
    return seal;
}
