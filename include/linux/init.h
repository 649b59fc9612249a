/* SPDX-License-Identifier: MIT */
/*
 * Boot-time functions, in the order of their level. start_kernel() calls all initcalls once memory,
 * interrupts and the scheduler stand; a file that has something to set up says so itself and main.c
 * need not know it. The return value is 0 or -errno, which is reported.
 */
#ifndef _LINUX_INIT_H
#define _LINUX_INIT_H

#include <linux/compiler.h>

#define __init	   __section(".init.text") __cold
#define __initdata __section(".init.data")
#define __exit	   __section(".exit.text") __cold __used

typedef int (*initcall_t)(void);

struct initcall {
	const char *name;
	initcall_t fn;
};

#define __define_initcall(f, level)                                                                \
	static const struct initcall __initcall_##f __used __section(".initcall" #level) = { #f, f }

#define core_initcall(f)   __define_initcall(f, 0)
#define subsys_initcall(f) __define_initcall(f, 1)
#define device_initcall(f) __define_initcall(f, 2)
#define late_initcall(f)   __define_initcall(f, 3)

#ifndef MODULE
#define module_init(f) device_initcall(f)
#define module_exit(f) static void (*const __exitcall_##f)(void) __used = f
#endif

/* A word of the kernel command line: fn gets what follows @str and returns 1 if it was understood. */
struct obs_kernel_param {
	const char *str;
	int (*setup_func)(char *value);
	int early;
};

#define __setup_param(str, fn, early)                                                              \
	static const struct obs_kernel_param __setup_##fn __used __section(                        \
		".init.setup") = { str, fn, early }

/* Read by parse_args(), when memory and consoles work: "name=" with the equals sign. */
#define __setup(str, fn) __setup_param(str, fn, 0)
/* Read by parse_early_param(), before memory is set up. */
#define early_param(str, fn) __setup_param(str, fn, 1)

/* kernel/core/params.c */
void parse_early_param(const char *cmdline);
void parse_args(const char *cmdline);

/* kernel/main.c */
void start_kernel(void);

/* kernel/core/initcall.c: calls @fn; one that returns with another preempt_count, or interrupts off, is reported. */
int do_one_initcall(initcall_t fn);
void do_initcalls(void);

#endif
