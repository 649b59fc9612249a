/* SPDX-License-Identifier: MIT */
/*
 * KASAN, the kernel's address sanitizer: what allocators and others tell it, under the names of Linux 6.1. In a build with
 * SAN=addr each access to memory is checked against a shadow (lib/kasan.c); who hands memory out says so here, to the byte, and
 * who takes it back does, too. In any other build all of it is empty.
 *
 *	unpoison	may be touched		poison		must not be
 *
 * All of these may be called in any context, unless they say otherwise; they neither allocate nor lock.
 */
#ifndef _LINUX_KASAN_H
#define _LINUX_KASAN_H

#include <linux/compiler.h>
#include <linux/kasan-checks.h>
#include <linux/types.h>

struct kmem_cache;
struct page;
struct task_struct;

#ifdef CONFIG_KASAN

/* ---- the shadow: lib/kasan.c ---- */

/* All of it may be touched; @addr is the start of 8 bytes. */
void kasan_unpoison_range(const void *addr, size_t size);

/* May the whole range be read, or written (@write)? False: no, and it was reported, as done at @ip. */
bool kasan_check_range(const void *addr, size_t size, bool write, unsigned long ip);

/* May the byte be touched? Nothing is reported. */
bool kasan_byte_accessible(const void *addr);

/* ---- tasks and their stacks: kernel/core/kasan_report.c ---- */

/* Between these, mistakes of the current task, and of interrupts on top of it, are not reported. They nest. */
void kasan_disable_current(void);
void kasan_enable_current(void);

/*
 * A function that never returned (its task ended, another place was jumped to) has left its red zones on the stack. All of
 * them go: of a task that begins on a used stack; of the current task, below @watermark.
 */
void kasan_unpoison_task_stack(struct task_struct *task);
void kasan_unpoison_task_stack_below(const void *watermark);

/*
 * Every mistake is reported, not only the first at a place; those that were reported are forgotten. Returns what it was, for
 * kasan_restore_multi_shot().
 */
bool kasan_save_enable_multi_shot(void);
void kasan_restore_multi_shot(bool enabled);

/* ---- pages: mm/page ---- */

/* A block of 2^@order pages was given out, or is free. Windows of highmem are not in the shadow. */
void kasan_unpoison_pages(struct page *page, unsigned int order, bool init);
void kasan_poison_pages(struct page *page, unsigned int order, bool init);

/* ---- objects: mm/slab, which has the rest in its own header ---- */

/* A free object for the time of its constructor, and after it. */
void kasan_unpoison_object_data(struct kmem_cache *cache, void *object);
void kasan_poison_object_data(struct kmem_cache *cache, void *object);

/* An object that a mempool keeps must not be touched, until the pool gives it out. */
void kasan_slab_free_mempool(void *ptr);
void kasan_unpoison_mempool(void *ptr);

/* Who queued the work or timer in this object: shown when it is used after free. The slab allocator sets the hook. */
void kasan_record_aux_stack(void *ptr);
extern void (*kasan_aux_stack_hook)(void *ptr);

/* ---- vmalloc: mm/vmalloc ---- */

/* Sees to it that the range has a shadow of its own, none of which may be touched. 0 or -ENOMEM. May sleep. */
int kasan_populate_vmalloc(unsigned long addr, unsigned long size);

/* The pages of shadow that lie in [@free_start, @free_end), and cover a byte of [@start, @end), are freed. May sleep. */
void kasan_release_vmalloc(unsigned long start, unsigned long end, unsigned long free_start,
			   unsigned long free_end);

/* An area was mapped; it was freed. */
void *kasan_unpoison_vmalloc(const void *start, unsigned long size);
void kasan_poison_vmalloc(const void *start, unsigned long size);

/* A function whose accesses are not checked. */
#define __no_sanitize_address __attribute__((__no_sanitize_address__))

#else

static inline void kasan_unpoison_range(const void *addr, size_t size)
{
}

static inline bool kasan_check_range(const void *addr, size_t size, bool write, unsigned long ip)
{
	return true;
}

static inline bool kasan_byte_accessible(const void *addr)
{
	return true;
}

static inline void kasan_disable_current(void)
{
}

static inline void kasan_enable_current(void)
{
}

static inline void kasan_unpoison_task_stack(struct task_struct *task)
{
}

#define kasan_unpoison_task_stack_below(watermark) ((void)0)

static inline void kasan_unpoison_pages(struct page *page, unsigned int order, bool init)
{
}

static inline void kasan_poison_pages(struct page *page, unsigned int order, bool init)
{
}

static inline void kasan_unpoison_object_data(struct kmem_cache *cache, void *object)
{
}

static inline void kasan_poison_object_data(struct kmem_cache *cache, void *object)
{
}

static inline void kasan_slab_free_mempool(void *ptr)
{
}

static inline void kasan_unpoison_mempool(void *ptr)
{
}

static inline void kasan_record_aux_stack(void *ptr)
{
}

static inline int kasan_populate_vmalloc(unsigned long addr, unsigned long size)
{
	return 0;
}

static inline void kasan_release_vmalloc(unsigned long start, unsigned long end,
					 unsigned long free_start, unsigned long free_end)
{
}

static inline void *kasan_unpoison_vmalloc(const void *start, unsigned long size)
{
	return (void *)start;
}

static inline void kasan_poison_vmalloc(const void *start, unsigned long size)
{
}

#define __no_sanitize_address

#endif

/* One load that is not checked: of memory that may be anything, for walkers of stacks and finders of leaks. */
#define READ_ONCE_NOCHECK(x)                                                                       \
	({                                                                                         \
		typeof(x) __value;                                                                 \
                                                                                                   \
		asm volatile("mov %1, %0" : "=q"(__value) : "m"(x));                               \
		__value;                                                                           \
	})

#endif
