// What Linux has and Swift's Glibc module leaves out.
#include <stddef.h>
#include <sys/epoll.h>

void *memmem(const void *text, size_t length, const void *word, size_t word_length);
void *memrchr(const void *text, int byte, size_t length);
