// What Linux has and Swift's Glibc module leaves out.
#ifndef PARLANCE_CLINUX_SHIM_H
#define PARLANCE_CLINUX_SHIM_H

#include <linux/stat.h>
#include <stddef.h>
#include <sys/epoll.h>

void *memmem(const void *text, size_t length, const void *word, size_t word_length);
void *memrchr(const void *text, int byte, size_t length);
int statx(int folder, const char *path, int flags, unsigned int mask, struct statx *state);

// The number of an open file and when it was made, in nanoseconds since 1970: 0 where the file system does not say. Gives 0, or -1 with errno.
static inline int parlance_file_origin(int descriptor, unsigned long long *number, long long *born) {
    struct statx state = {0};
    // 0x1000 is AT_EMPTY_PATH: the descriptor itself.
    if (statx(descriptor, "", 0x1000, STATX_INO | STATX_BTIME, &state) != 0) return -1;
    *number = state.stx_ino;
    *born = state.stx_mask & STATX_BTIME ? state.stx_btime.tv_sec * 1000000000ll + state.stx_btime.tv_nsec : 0;
    return 0;
}

#endif
