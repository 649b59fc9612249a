/* SPDX-License-Identifier: MIT */
/*
 * BUG() ends the kernel, WARN() reports and goes on. Both are one illegal instruction and an entry in
 * a table that says where it is: no call, no string set up on the path where all is well. Any
 * context. The report is made by kernel/core/traps.c.
 */
#ifndef _LINUX_BUG_H
#define _LINUX_BUG_H

#include <linux/compiler.h>
#include <linux/types.h>

struct bug_entry {
	unsigned long addr;
	const char *file;
	u16 line;
	u16 flags;
};

#define BUGFLAG_WARNING	    1
#define BUGFLAG_NO_CUT_HERE 2 /* __warn_printk() has begun the report */

#define __BUG_TRAP(flags)                                                                          \
	asm volatile("1:\tud2\n"                                                                   \
		     ".pushsection __bug_table, \"a\"\n"                                           \
		     ".balign 4\n"                                                                 \
		     ".long 1b, %c0\n"                                                             \
		     ".word %c1, %c2\n"                                                            \
		     ".popsection"                                                                 \
		     :                                                                             \
		     : "i"(__FILE__), "i"(__LINE__), "i"(flags))

#define BUG()                                                                                      \
	do {                                                                                       \
		__BUG_TRAP(0);                                                                     \
		__builtin_unreachable();                                                           \
	} while (0)

#define BUG_ON(condition)                                                                          \
	do {                                                                                       \
		if (unlikely(condition))                                                           \
			BUG();                                                                     \
	} while (0)

/* Both return the condition. */
#define WARN_ON(condition)                                                                         \
	({                                                                                         \
		bool __warn = !!(condition);                                                       \
		if (unlikely(__warn))                                                              \
			__BUG_TRAP(BUGFLAG_WARNING);                                               \
		unlikely(__warn);                                                                  \
	})

#define WARN(condition, ...)                                                                       \
	({                                                                                         \
		bool __warn = !!(condition);                                                       \
		if (unlikely(__warn)) {                                                            \
			__warn_printk(__VA_ARGS__);                                                \
			__BUG_TRAP(BUGFLAG_WARNING | BUGFLAG_NO_CUT_HERE);                         \
		}                                                                                  \
		unlikely(__warn);                                                                  \
	})

#define WARN_ON_ONCE(condition)                                                                    \
	({                                                                                         \
		static bool __warned;                                                              \
		bool __once = !!(condition);                                                       \
		if (unlikely(__once) && !__warned) {                                               \
			__warned = true;                                                           \
			__BUG_TRAP(BUGFLAG_WARNING);                                               \
		}                                                                                  \
		unlikely(__once);                                                                  \
	})

#define WARN_ONCE(condition, ...)                                                                  \
	({                                                                                         \
		static bool __warned;                                                              \
		bool __once = !!(condition);                                                       \
		if (unlikely(__once) && !__warned) {                                               \
			__warned = true;                                                           \
			WARN(1, __VA_ARGS__);                                                      \
		}                                                                                  \
		unlikely(__once);                                                                  \
	})

/* kernel/core/panic.c: the line above a WARN's report. */
void __warn_printk(const char *fmt, ...) __printf(1, 2) __cold;

#endif
