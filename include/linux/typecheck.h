/* SPDX-License-Identifier: MIT */
/* An argument of a macro must have the type that the macro expects. */
#ifndef _LINUX_TYPECHECK_H
#define _LINUX_TYPECHECK_H

/* The value 1; a warning when @x has another type than @type. */
#define typecheck(type, x)                                                                         \
	({                                                                                         \
		type __dummy;                                                                      \
		typeof(x) __dummy2;                                                                \
		(void)(&__dummy == &__dummy2);                                                     \
		1;                                                                                 \
	})

#endif
