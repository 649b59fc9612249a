/* SPDX-License-Identifier: MIT */
/*
 * Values that mark memory which nobody may use, chosen to be seen in a dump: a report or a register
 * that shows one of them says what went wrong.
 */
#ifndef _LINUX_POISON_H
#define _LINUX_POISON_H

/* In a list_head that list_del() took out; in the first page, so following one faults. */
#define LIST_POISON1 ((void *)0x100)
#define LIST_POISON2 ((void *)0x122)

/*
 * Objects of the slab allocator: freed; the last byte of a freed one; handed out and not yet written
 * (unlike Linux's); the gaps that belong to nobody.
 */
#define POISON_FREE  0x6b
#define POISON_END   0xa5
#define POISON_FRESH 0xa5
#define POISON_INUSE 0x5a

/* The red zone around an object, while it is free and while it is used. */
#define SLUB_RED_INACTIVE 0xbb
#define SLUB_RED_ACTIVE	  0xcc

/* The pages of the kernel's init section, once given back. */
#define POISON_FREE_INITMEM 0xcc

/* A page while it is free: mm/page/page_poison.c. */
#define PAGE_POISON 0xaa

#endif
