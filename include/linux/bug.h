/* SPDX-License-Identifier: MIT */
/*
 * BUG() ends the kernel, WARN_ON() reports and goes on. Both are one illegal instruction and an entry in
 * a table that says where it is: no call, no string set up on the path where all is well. Any
 * context. The report is made by kernel/core/traps.c. WARN(), which has a text, is a call.
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

#define BUGFLAG_WARNING 1

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
		if (unlikely(__warn))                                                              \
			warn_slowpath_fmt(__FILE__, __LINE__, __VA_ARGS__);                        \
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

/* kernel/core/panic.c: the report of a WARN(). */
void warn_slowpath_fmt(const char *file, int line, const char *fmt, ...) __printf(3, 4) __cold;

#endif
