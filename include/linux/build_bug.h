/* SPDX-License-Identifier: MIT */
/* Conditions that must hold when the kernel is compiled. */
#ifndef _LINUX_BUILD_BUG_H
#define _LINUX_BUILD_BUG_H

#include <linux/compiler.h>

/* A compile error unless @expr holds; works at file scope, with or without words of its own. */
#define static_assert(expr, ...) __static_assert(expr, ##__VA_ARGS__, #expr)
#define __static_assert(expr, msg, ...) _Static_assert(expr, msg)

/*
 * The same for a statement in a function, when the optimizer is done: @cond may be anything that it knows by
 * then, such as an argument of an inline function, and a statement that it has removed does not count.
 */
#ifdef __OPTIMIZE__
#define BUILD_BUG_ON_MSG(cond, msg) __compiletime_assert(!(cond), msg, __COUNTER__)
#else
#define BUILD_BUG_ON_MSG(cond, msg) ((void)sizeof(cond))
#endif
#define __compiletime_assert(cond, msg, n) ___compiletime_assert(cond, msg, n)
#define ___compiletime_assert(cond, msg, n)                                                        \
	do {                                                                                       \
		extern void __noreturn __compiletime_assert_##n(void)                              \
			__attribute__((__error__(msg)));                                           \
		if (!(cond))                                                                       \
			__compiletime_assert_##n();                                                \
	} while (0)

#define compiletime_assert(cond, msg) BUILD_BUG_ON_MSG(!(cond), msg)
#define BUILD_BUG_ON(cond)	      BUILD_BUG_ON_MSG(cond, "BUILD_BUG_ON failed: " #cond)
#define BUILD_BUG()		      BUILD_BUG_ON_MSG(1, "BUILD_BUG failed")

/* An expression that must be legal where it stands; nothing is computed. */
#define BUILD_BUG_ON_INVALID(e) ((void)(sizeof((long)(e))))

/* As BUILD_BUG_ON(), as an expression of the value 0. */
#define BUILD_BUG_ON_ZERO(cond) ((int)(sizeof(struct { int : (-!!(cond)); })))

#define BUILD_BUG_ON_NOT_POWER_OF_2(n) BUILD_BUG_ON((n) == 0 || (((n) & ((n)-1)) != 0))

#endif
