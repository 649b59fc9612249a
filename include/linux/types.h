/* SPDX-License-Identifier: MIT */
/*
 * The kernel's basic types, with Linux's names.
 *
 * The machine is 32-bit: int, long and pointers have 32 bits, long long has 64. Physical addresses
 * have 32 bits too, since there is no PAE.
 */
#ifndef _LINUX_TYPES_H
#define _LINUX_TYPES_H

#include <linux/stddef.h>

typedef signed char s8;
typedef unsigned char u8;
typedef short s16;
typedef unsigned short u16;
typedef int s32;
typedef unsigned int u32;
typedef long long s64;
typedef unsigned long long u64;

/* The same types under the names that user space may see in shared headers. */
typedef s8 __s8;
typedef u8 __u8;
typedef s16 __s16;
typedef u16 __u16;
typedef s32 __s32;
typedef u32 __u32;
typedef s64 __s64;
typedef u64 __u64;

typedef u16 __le16;
typedef u16 __be16;
typedef u32 __le32;
typedef u32 __be32;
typedef u64 __le64;
typedef u64 __be64;

typedef u8 uint8_t;
typedef u16 uint16_t;
typedef u32 uint32_t;
typedef u64 uint64_t;
typedef s8 int8_t;
typedef s16 int16_t;
typedef s32 int32_t;
typedef s64 int64_t;

typedef unsigned char uchar;
typedef unsigned short ushort;
typedef unsigned int uint;
typedef unsigned long ulong;

typedef _Bool bool;

typedef __SIZE_TYPE__ size_t;
typedef __PTRDIFF_TYPE__ ptrdiff_t;
typedef int ssize_t;
typedef unsigned long uintptr_t;
typedef long intptr_t;

typedef long off_t;
typedef long long loff_t;
typedef int pid_t;
typedef unsigned int uid_t;
typedef unsigned int gid_t;
typedef unsigned int dev_t;
typedef unsigned short umode_t;
typedef unsigned long ino_t;
typedef u64 sector_t;
typedef u64 blkcnt_t;
typedef unsigned long pgoff_t;

typedef unsigned int gfp_t;	   /* <linux/gfp_types.h> */
typedef unsigned int slab_flags_t; /* <linux/slab.h> */
typedef unsigned int fmode_t;

typedef u32 phys_addr_t;
typedef phys_addr_t resource_size_t;
typedef u32 dma_addr_t;

/* A counter that several contexts change at once; only <linux/atomic.h> touches it. */
typedef struct {
	int counter;
} atomic_t;

#define ATOMIC_INIT(i)                                                                             \
	{                                                                                          \
		(i)                                                                                \
	}

/* <linux/list.h> */
struct list_head {
	struct list_head *next, *prev;
};

struct hlist_head {
	struct hlist_node *first;
};

/* @pprev is the address of whatever points here: the head's first or the last node's next. */
struct hlist_node {
	struct hlist_node *next, **pprev;
};

/* Work put off until every reader is done; @func gets this head back. */
struct callback_head {
	struct callback_head *next;
	void (*func)(struct callback_head *head);
};
#define rcu_head callback_head

/* An array of unsigned longs with room for @bits bits: see <linux/bitmap.h>. */
#define DECLARE_BITMAP(name, bits) unsigned long name[BITS_TO_LONGS(bits)]

#endif
