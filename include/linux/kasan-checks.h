/* SPDX-License-Identifier: MIT */
/*
 * For code that touches memory in a way that the compiler does not see, in assembler code mostly: may these bytes be read, be
 * written? False, and a report (lib/kasan.c), if not. Any context. Nothing is left of it without SAN=addr: the arguments are not
 * even evaluated.
 */
#ifndef _LINUX_KASAN_CHECKS_H
#define _LINUX_KASAN_CHECKS_H

#include <linux/types.h>

#ifdef CONFIG_KASAN
bool __kasan_check_read(const volatile void *p, unsigned int size);
bool __kasan_check_write(const volatile void *p, unsigned int size);
#define kasan_check_read(p, size)  __kasan_check_read(p, size)
#define kasan_check_write(p, size) __kasan_check_write(p, size)
#else
#define kasan_check_read(p, size)                                                                  \
	({                                                                                         \
		if (0)                                                                             \
			(void)(p), (void)(size);                                                   \
		true;                                                                              \
	})
#define kasan_check_write(p, size) kasan_check_read(p, size)
#endif

#endif
