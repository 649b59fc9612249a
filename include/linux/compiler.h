/* SPDX-License-Identifier: MIT */
/*
 * What C does not say but the compiler understands: hints, attributes, and accesses that must
 * happen exactly once. The same words work with gcc and clang.
 */
#ifndef _LINUX_COMPILER_H
#define _LINUX_COMPILER_H

/* Which way a branch usually goes; the other side moves out of the straight line. */
#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

/* The compiler may not carry a value of memory across this point. Costs no instruction. */
#define barrier() asm volatile("" : : : "memory")

/* As barrier(), and what @ptr points to counts as read: a memset() before it stays. */
#define barrier_data(ptr) asm volatile("" : : "r"(ptr) : "memory")

/* The compiler forgets what it knows about the value of @var. */
#define OPTIMIZER_HIDE_VAR(var) asm("" : "+r"(var))

/*
 * One load, one store: never torn, repeated, merged or left out, as it must be for a variable that
 * an interrupt or another CPU changes meanwhile. They order nothing but themselves.
 */
#define READ_ONCE(x) (*(const volatile typeof(x) *)&(x))
#define WRITE_ONCE(x, val)                                                                         \
	do {                                                                                       \
		*(volatile typeof(x) *)&(x) = (val);                                               \
	} while (0)

/* A race that is known and harmless. */
#define data_race(expr) (expr)

#undef inline
#define __always_inline	   inline __attribute__((__always_inline__))
#define noinline	   __attribute__((__noinline__))
#define noinline_for_stack noinline
#define notrace		   __attribute__((__no_instrument_function__))

#define __packed		__attribute__((__packed__))
#define __aligned(x)		__attribute__((__aligned__(x)))
#define __section(s)		__attribute__((__section__(s)))
#define __used			__attribute__((__used__))
#define __unused		__attribute__((__unused__))
#define __maybe_unused		__attribute__((__unused__))
#define __always_unused		__attribute__((__unused__))
#define __weak			__attribute__((__weak__))
#define __alias(symbol)		__attribute__((__alias__(#symbol)))
#define __cold			__attribute__((__cold__))
#define __noreturn		__attribute__((__noreturn__))
#define __must_check		__attribute__((__warn_unused_result__))
#define __pure			__attribute__((__pure__))
#define __attribute_const__	__attribute__((__const__))
#define __malloc		__attribute__((__malloc__))
#define __alloc_size(x, ...)	__attribute__((__alloc_size__(x, ##__VA_ARGS__)))
#define __printf(format, first) __attribute__((__format__(printf, format, first)))
#define __scanf(format, first)	__attribute__((__format__(scanf, format, first)))
#define __visible		__attribute__((__externally_visible__))
#define fallthrough		__attribute__((__fallthrough__))

/* A register or memory, a value of any kind: of these clang always takes memory. */
#ifdef __clang__
#define ASM_OUTPUT_RM "=r"
#define ASM_INPUT_G   "ir"
#else
#define ASM_OUTPUT_RM "=rm"
#define ASM_INPUT_G   "g"
#endif

/* Address spaces, for the reader: the compiler sees plain pointers. */
#define __user
#define __iomem
#define __percpu
#define __rcu
#define __force
#define __bitwise

#define unreachable() __builtin_unreachable()

#define __same_type(a, b) __builtin_types_compatible_p(typeof(a), typeof(b))

#define ___PASTE(a, b)	    a##b
#define __PASTE(a, b)	    ___PASTE(a, b)
#define __UNIQUE_ID(prefix) __PASTE(__PASTE(__UNIQUE_ID_, prefix), __COUNTER__)

/* An int zero; a compile error when @a is a pointer and not an array. */
#define __must_be_array(a) BUILD_BUG_ON_ZERO(__same_type((a), &(a)[0]))

#endif
