/* SPDX-License-Identifier: MIT */
/* Objects that cannot be freed any more, because no pointer leads to them. */
#ifndef _LINUX_KMEMLEAK_H
#define _LINUX_KMEMLEAK_H

#include <linux/compiler.h>

struct seq_file;

/* For a static variable, zero at first, whose pointers do not count: it only notes where objects were. */
#define __no_kmemleak __section(".bss..no_kmemleak")

/**
 * kmemleak_scan() - look for objects and areas of vmalloc() that no pointer leads to
 * @m: gets a paragraph for each, in the form of Linux's kmemleak; may be NULL
 *
 * The kernel's data, all tasks and their stacks, and the objects and areas that those lead to are searched for pointers.
 * A number that happens to look like an address hides a leak; an object whose address is only in pages of the
 * page allocator or is kept in another form is called a leak wrongly.
 *
 * Context: task, may sleep; interrupts are off while it searches, some milliseconds.
 * Return: how many there are; -ENOMEM.
 */
long kmemleak_scan(struct seq_file *m);

/*
 * About the area of vmalloc() that @addr lies in, until it is freed; nothing happens where there is none. A task.
 *
 *	kmemleak_not_leak()	it is no leak, and what it leads to is none: the data of a module
 *	kmemleak_no_scan()	it leads to nothing
 *	kmemleak_ignore()	both: it is no leak, and leads to nothing
 *
 * (Linux knows these for every object, and kmemleak_scan_area(): there each has a record of its own. Here static data that
 * leads to nothing is __no_kmemleak.)
 */
void kmemleak_not_leak(const void *addr);
void kmemleak_no_scan(const void *addr);
void kmemleak_ignore(const void *addr);

#endif
