/* SPDX-License-Identifier: MIT */
/*
 * The smaller and the larger of two values.
 *
 * min() and max() warn when their arguments differ in type, because the comparison would then
 * convert one of them silently; min_t() and max_t() say which type is meant. Each argument is
 * evaluated once.
 */
#ifndef _LINUX_MINMAX_H
#define _LINUX_MINMAX_H

#define __pick(x, y, op)                                                                           \
	({                                                                                         \
		typeof(x) __pick_x = (x);                                                          \
		typeof(y) __pick_y = (y);                                                          \
		(void)(&__pick_x == &__pick_y);                                                    \
		__pick_x op __pick_y ? __pick_x : __pick_y;                                        \
	})

#define __pick_t(type, x, y, op)                                                                   \
	({                                                                                         \
		type __pick_x = (x);                                                               \
		type __pick_y = (y);                                                               \
		__pick_x op __pick_y ? __pick_x : __pick_y;                                        \
	})

#define min(x, y)	  __pick(x, y, <)
#define max(x, y)	  __pick(x, y, >)
#define min_t(type, x, y) __pick_t(type, x, y, <)
#define max_t(type, x, y) __pick_t(type, x, y, >)

#define min3(x, y, z) min_t(typeof(x), min(x, y), z)
#define max3(x, y, z) max_t(typeof(x), max(x, y), z)

/* The smaller of the two that are not zero; zero when both are. */
#define min_not_zero(x, y)                                                                         \
	({                                                                                         \
		typeof(x) __nz_x = (x);                                                            \
		typeof(y) __nz_y = (y);                                                            \
		__nz_x == 0 ? __nz_y : (__nz_y == 0 ? __nz_x : min(__nz_x, __nz_y));               \
	})

/* @val, brought into @lo..@hi. */
#define clamp(val, lo, hi)	   min_t(typeof(val), max(val, lo), hi)
#define clamp_t(type, val, lo, hi) min_t(type, max_t(type, val, lo), hi)
#define clamp_val(val, lo, hi)	   clamp_t(typeof(val), val, lo, hi)

#define swap(a, b)                                                                                 \
	do {                                                                                       \
		typeof(a) __swap_tmp = (a);                                                        \
		(a) = (b);                                                                         \
		(b) = __swap_tmp;                                                                  \
	} while (0)

#endif
