/* SPDX-License-Identifier: MIT */
/* Order between CPUs. x86 keeps stores in order, and loads in order: only the compiler has to be told. */
#ifndef _ASM_BARRIER_H
#define _ASM_BARRIER_H

#include <linux/compiler.h>

/* All that was read or written before is done when the value is seen. */
#define smp_store_release(p, v)                                                                    \
	do {                                                                                       \
		barrier();                                                                         \
		WRITE_ONCE(*(p), v);                                                               \
	} while (0)

/* Nothing behind is done before the value is read. */
#define smp_load_acquire(p)                                                                        \
	({                                                                                         \
		typeof(*(p)) __value = READ_ONCE(*(p));                                            \
                                                                                                   \
		barrier();                                                                         \
		__value;                                                                           \
	})

#endif
