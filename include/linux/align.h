/* SPDX-License-Identifier: MIT */
/*
 * Rounding to a power of two. Every @a here must be one; in exchange it is a mask and no division.
 */
#ifndef _LINUX_ALIGN_H
#define _LINUX_ALIGN_H

#define __ALIGN_MASK(x, mask) (((x) + (mask)) & ~(mask))

#define ALIGN(x, a)	     __ALIGN_MASK(x, (typeof(x))(a)-1)
#define ALIGN_DOWN(x, a)     ((x) & ~((typeof(x))(a)-1))
#define PTR_ALIGN(p, a)	     ((typeof(p))ALIGN((unsigned long)(p), (a)))
#define PTR_ALIGN_DOWN(p, a) ((typeof(p))ALIGN_DOWN((unsigned long)(p), (a)))
#define IS_ALIGNED(x, a)     (((x) & ((typeof(x))(a)-1)) == 0)

#endif
