// What the core takes from <string.h>, for compilers that come without a C library.
#ifndef STRING_H
#define STRING_H

#include <stddef.h>

void *memcpy(void *to, const void *from, size_t length);
void *memmove(void *to, const void *from, size_t length);
void *memset(void *to, int value, size_t length);
void *memchr(const void *in, int value, size_t length);
size_t strlen(const char *text);

#endif
