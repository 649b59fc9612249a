/* SPDX-License-Identifier: MIT */
/*
 * Formatted text. Any context; nothing sleeps, allocates or takes a lock.
 *
 * The formats are C's without floating point, and Linux's own after %p (see lib/vsprintf.c).
 *
 * snprintf() returns the length that the whole text has, even when it was cut; scnprintf() returns
 * the length that is there. Both end the text with a zero byte unless @size is 0.
 *
 * Tests: tests/lib/vsprintf_test.c
 */
#ifndef _K896_SPRINTF_H
#define _K896_SPRINTF_H

#include <linux/compiler.h>
#include <linux/stdarg.h>
#include <linux/types.h>

__printf(3, 0) int vsnprintf(char *buf, size_t size, const char *fmt, va_list args);
__printf(3, 4) int snprintf(char *buf, size_t size, const char *fmt, ...);
__printf(3, 0) int vscnprintf(char *buf, size_t size, const char *fmt, va_list args);
__printf(3, 4) int scnprintf(char *buf, size_t size, const char *fmt, ...);

/* Without a limit: only where the format bounds the text. */
__printf(2, 0) int vsprintf(char *buf, const char *fmt, va_list args);
__printf(2, 3) int sprintf(char *buf, const char *fmt, ...);

/* Into memory as kmalloc(gfp) gives it; kfree() it. NULL without memory. (mm/slab/util.c) */
__printf(2, 3) char *kasprintf(gfp_t gfp, const char *fmt, ...);
__printf(2, 0) char *kvasprintf(gfp_t gfp, const char *fmt, va_list args);

/* Reads by format; returns how many conversions were stored. */
__scanf(2, 3) int sscanf(const char *buf, const char *fmt, ...);
__scanf(2, 0) int vsscanf(const char *buf, const char *fmt, va_list args);

/* What %pV prints: a format and its arguments, handed on as one. */
struct va_format {
	const char *fmt;
	va_list *va;
};

/**
 * vsprintf_symbol_hook - the function that knows the names of addresses
 *
 * lib has no symbol table; kallsyms, which has one, puts its function here at boot. It writes the name of
 * @addr into @buf, ended by a zero byte and cut to @size. @kind is what follows %p:
 *
 *	S	name+0xoffset/0xsize
 *	s	name
 *	B	as S for a return address: the call before @addr decides which function it is
 *	SL BL	the same and the line of source, for reports: name+0xoffset/0xsize (mm/slab/slab.c:229)
 *
 * It may be called in any context, a panic included. While it is NULL the three print the
 * address as 0x..
 */
extern void (*vsprintf_symbol_hook)(char *buf, size_t size, unsigned long addr, const char *kind);

#endif
