/* SPDX-License-Identifier: MIT */
/*
 * Pages above the linear map have no kernel address of their own. These functions give them one for a while:
 *
 *	kmap_local_page()	a moment, for one task, which may sleep. The one to use
 *	kmap_atomic()		the same, with preemption off: older code
 *	kmap()			any time, for all tasks. There are few such addresses, so it may sleep
 *
 * For a page of the linear map all of them return its linear address, which costs nothing.
 */
#ifndef _LINUX_HIGHMEM_H
#define _LINUX_HIGHMEM_H

#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/string.h>

/* ---- mm/page/kmap_local.c ---- */

void *__kmap_local_page(struct page *page);
void __kunmap_local(const void *addr);
/* clear_highpage() of a page that has no address: every page of a process begins with it, so it is one function. */
void __clear_highpage(struct page *page);

/**
 * kmap_local_page() - map a page for this task until kunmap_local()
 *
 * The address may be used by this task only, and by interrupts on top of it. The mappings are undone in
 * reverse order, by the task or interrupt that made them. There are at most KM_MAX_IDX at a time, interrupts
 * included; one more is a BUG. Context: any. Return: an address; it never fails.
 */
static __always_inline void *kmap_local_page(struct page *page)
{
	return PageHighMem(page) ? __kmap_local_page(page) : lowmem_page_address(page);
}

/* @addr: any byte of the page mapped last; another page is reported, and stays mapped. Any context. */
static __always_inline void kunmap_local(const void *addr)
{
	if ((unsigned long)addr >= FIXADDR_START)
		__kunmap_local(addr);
}

/* The same, but the caller must not sleep in between. */
static __always_inline void *kmap_atomic(struct page *page)
{
	preempt_disable();
	return kmap_local_page(page);
}

static __always_inline void kunmap_atomic(const void *addr)
{
	kunmap_local(addr);
	preempt_enable();
}

/* ---- mm/page/highmem.c ---- */

void *kmap_high(struct page *page);
void kunmap_high(struct page *page);

/**
 * kmap() - map a page until kunmap()
 *
 * A page that is mapped already keeps its address and counts once more. When all LAST_PKMAP addresses are in
 * use, it sleeps until one is free. Context: tasks that may sleep. In any other context it is reported, and
 * returns NULL where it would have to sleep.
 */
static __always_inline void *kmap(struct page *page)
{
	might_sleep();
	return PageHighMem(page) ? kmap_high(page) : lowmem_page_address(page);
}

/* Once for each kmap(); for a page that is not mapped it is reported. Context: as kmap(). */
static __always_inline void kunmap(struct page *page)
{
	might_sleep();
	if (PageHighMem(page))
		kunmap_high(page);
}

/* The page behind an address that kmap() or kmap_local_page() returned. */
struct page *kmap_to_page(const void *addr);

/* Frees the addresses that are not in use any more. Task. */
void kmap_flush_unused(void);

/* Boot. */
void kmap_init(void);

/* ---- whole pages and parts of them; any page, any context ---- */

static inline void clear_highpage(struct page *page)
{
	if (PageHighMem(page))
		__clear_highpage(page);
	else
		clear_page(lowmem_page_address(page));
}

static inline void copy_highpage(struct page *to, struct page *from)
{
	void *vfrom = kmap_local_page(from), *vto = kmap_local_page(to);

	VM_BUG_ON_PAGE(to == from, to);
	copy_page(vto, vfrom);
	kunmap_local(vto);
	kunmap_local(vfrom);
}

/* @offset + @len is at most a page. */
static inline void memcpy_from_page(char *to, struct page *page, size_t offset, size_t len)
{
	char *from = kmap_local_page(page);

	VM_BUG_ON(offset + len > PAGE_SIZE);
	memcpy(to, from + offset, len);
	kunmap_local(from);
}

static inline void memcpy_to_page(struct page *page, size_t offset, const char *from, size_t len)
{
	char *to = kmap_local_page(page);

	VM_BUG_ON(offset + len > PAGE_SIZE);
	memcpy(to + offset, from, len);
	kunmap_local(to);
}

static inline void memzero_page(struct page *page, size_t offset, size_t len)
{
	char *addr = kmap_local_page(page);

	VM_BUG_ON(offset + len > PAGE_SIZE);
	memset(addr + offset, 0, len);
	kunmap_local(addr);
}

#endif
