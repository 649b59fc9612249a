/* SPDX-License-Identifier: MIT */
/* Constants with a type, and a test for constants. */
#ifndef _LINUX_CONST_H
#define _LINUX_CONST_H

#define _AC(x, suffix)	__AC(x, suffix)
#define __AC(x, suffix) (x##suffix)
#define _UL(x)		(_AC(x, UL))
#define _ULL(x)		(_AC(x, ULL))
#define UL(x)		(_UL(x))
#define ULL(x)		(_ULL(x))

/*
 * True for an integer constant expression. Such an x makes (void *)(x * 0) a null pointer constant,
 * so that the conditional has the type int *; with any other x it is void *.
 */
#define __is_constexpr(x) (sizeof(int) == sizeof(*(8 ? ((void *)((long)(x)*0l)) : (int *)8)))

#endif
