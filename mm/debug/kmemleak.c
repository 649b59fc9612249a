/* SPDX-License-Identifier: MIT */
/*
 * The leak finder: which objects of the slab allocator does no pointer lead to?
 *
 * The idea is that of a garbage collector that does not collect. Every word of the roots (the kernel's
 * data, the tasks, their stacks) that is an address inside a live object marks the object; then every
 * word of each marked object is looked at in the same way, until nothing new is marked. An object that is
 * live and not marked is unreachable.
 *
 *	slots[]		one for each slab and each large piece of kmalloc(), three bits for each object:
 *			live, marked, scanned
 *	page->_mapcount	the number of its slot while the search lasts (no page table leads to a slab)
 *	pending		a list of the slots with objects that are marked and not yet scanned
 *
 * Each object is scanned once, and each word costs a look at its page, so the search is linear in the
 * memory that is in use. It keeps no books between searches. While it marks, interrupts are off: nothing
 * is allocated, freed or moved meanwhile.
 *
 * Areas of vmalloc() take part in the search: mm/debug/kmemleak_areas.c.
 *
 * Not looked at are the allocator's own struct kmem_cache_cpu, whose "base" is the address of an object, and
 * what is __no_kmemleak, such as the records of the trace.
 *
 * Tests: tests/mm/debug/kmemleak_test.c
 */
#include <asm/extable.h>
#include <k896/show.h>
#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/kasan.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#include "mm/boot/internal.h"
#include "mm/debug/kmemleak.h"
#include "mm/page/internal.h"
#include "mm/slab/slab.h"
#include "mm/vmalloc/vmap_area.h"

struct slot {
	struct page *page;
	struct slot *next; /* pending; END for the last; NULL when it is not on the list */
	DECLARE_BITMAP(live, MAX_OBJS_PER_SLAB);
	DECLARE_BITMAP(marked, MAX_OBJS_PER_SLAB);
	DECLARE_BITMAP(scanned, MAX_OBJS_PER_SLAB);
};
#define END ((struct slot *)1)

/* One search at a time: it guards these. */
static DEFINE_MUTEX(search_mutex);
static struct slot *slots, *pending;
static unsigned long nr_slots, max_slots;

/* ---- where objects are ---- */

static bool has_objects(const struct page *page)
{
	return PageSlab(page) || PageLargeKmalloc(page);
}

static unsigned int nr_objects(const struct page *page)
{
	return PageSlab(page) ? page->objects : 1;
}

static void *object_at(const struct page *page, unsigned int i)
{
	struct kmem_cache *s = page->slab_cache;

	return PageSlab(page) ? slab_start(s, page) + i * s->size : lowmem_page_address(page);
}

static size_t size_at(const struct page *page, unsigned int i)
{
	return PageSlab(page) ? debug_requested_size(page->slab_cache, object_at(page, i)) :
				page->private;
}

/*
 * Every slab and large piece: by the frames of the linear map, block by block. The "else" takes what follows the
 * macro as the loop's body, and no "else" of the caller can be taken for that of this "if".
 */
#define for_each_object_page(page)                                                                 \
	for (page = mem_map; page < mem_map + max_low_pfn; page += block_pages(page))              \
		if (!has_objects(page)) {                                                          \
		} else

static unsigned long block_pages(const struct page *page)
{
	return PageHead(page) ? 1UL << compound_order(page) : 1;
}

static unsigned long count_slots(void)
{
	unsigned long n = 0;
	struct page *page;

	for_each_object_page(page)
		n++;
	return n;
}

/* false: there are more than the table has room for. Interrupts off. */
static bool fill_slots(void)
{
	struct page *page;

	lockdep_assert_irqs_disabled();
	nr_slots = 0;
	for_each_object_page(page) {
		struct slot *slot = &slots[nr_slots];

		if (nr_slots == max_slots)
			return false;
		*slot = (struct slot){ .page = page };
		if (PageSlab(page))
			get_free_map(page->slab_cache, page, slot->live);
		bitmap_complement(slot->live, slot->live, nr_objects(page));
		atomic_set(&page->_mapcount, ++nr_slots);
	}
	return true;
}

static void forget_slots(void)
{
	for (unsigned long i = 0; i < nr_slots; i++)
		atomic_set(&slots[i].page->_mapcount, 0);
}

/* ---- marking ---- */

/* Which object of its page does @addr lie in? -1: none. */
static int find_object(const struct page *page, unsigned long addr)
{
	struct kmem_cache *s = page->slab_cache;
	unsigned long offset;

	if (!PageSlab(page))
		return 0;
	offset = addr - (unsigned long)slab_start(s, page);
	if (offset / s->size >= page->objects || offset % s->size >= s->object_size)
		return -1;
	return offset / s->size;
}

static void mark(struct slot *slot, unsigned int i)
{
	if (!test_bit(i, slot->live) || test_bit(i, slot->marked))
		return;
	__set_bit(i, slot->marked);
	if (!slot->next) {
		slot->next = pending;
		pending = slot;
	}
}

static void look_at_word(unsigned long word)
{
	struct page *page;
	int i;

	if (!is_lowmem((void *)word)) {
		if (is_vmalloc_addr((void *)word))
			mark_leak_area(word);
		return;
	}
	page = virt_to_head_page((void *)word);
	if (!has_objects(page))
		return;
	VM_BUG_ON_PAGE(page_mapcount(page) < 1 || page_mapcount(page) > nr_slots, page);
	i = find_object(page, word);
	if (i >= 0)
		mark(&slots[page_mapcount(page) - 1], i);
}

static __no_sanitize_address void look_at(const void *start, const void *end)
{
	for (const unsigned long *word = start; (void *)(word + 1) <= end; word++)
		look_at_word(*word);
}

static void look_at_cache(const struct kmem_cache *s)
{
	look_at(&s->cpu_slab + 1, s + 1);
}

/* Of an area of vmalloc() its own address does not count. */
static void look_at_vmap_area(const struct vmap_area *va)
{
	look_at(va, &va->vm.addr);
	look_at(&va->vm.addr + 1, va + 1);
}

static void look_at_object(const struct page *page, unsigned int i)
{
	const void *object = object_at(page, i);

	if (PageSlab(page) && page->slab_cache == &kmem_cache)
		look_at_cache(object);
	else if (PageSlab(page) && page->slab_cache == vmap_area_cachep)
		look_at_vmap_area(object);
	else
		look_at(object, object + size_at(page, i));
}

static void look_at_slot(struct slot *slot)
{
	for (unsigned int i = 0; i < nr_objects(slot->page); i++) {
		if (!test_bit(i, slot->marked) || test_bit(i, slot->scanned))
			continue;
		__set_bit(i, slot->scanned);
		look_at_object(slot->page, i);
	}
}

static void look_at_pending_slots(void)
{
	while (pending != END) {
		struct slot *slot = pending;

		pending = slot->next;
		slot->next = NULL;
		look_at_slot(slot);
	}
}

static void look_at_pending(void)
{
	do
		look_at_pending_slots();
	while (look_at_pending_areas());
}

/* ---- roots ---- */

/*
 * A task that is not running has its registers on its stack. Behind a task at the end of its stack lies
 * what its kind of thread keeps there, such as the argument of a thread that has not begun yet.
 */
static void look_at_task(const struct task_struct *p, unsigned long sp)
{
	look_at(p, p == &init_task ? (void *)(p + 1) : p->stack + THREAD_SIZE);
	look_at((void *)sp, (void *)p->thread.sp0);
}

static bool is_on_first_stack(const void *addr)
{
	return addr >= init_task.stack && addr < init_task.stack + THREAD_SIZE;
}

/*
 * The kernel's data, and areas, page by page: a guard page in it cannot be read, and of the first task's stack only
 * the part in use is looked at, with the tasks.
 */
void look_at_data(const void *start, const void *end)
{
	unsigned long word;
	const void *next;

	for (; start < end; start = next) {
		next = min(end, (const void *)PAGE_ALIGN((unsigned long)start + 1));
		if (!peek_kernel(start, &word) && !is_on_first_stack(start))
			look_at(start, next);
	}
}

static void look_at_roots(unsigned long current_sp)
{
	struct task_struct *p;

	look_at_data(_sdata, _edata);
	look_at_data(__bss_scanned, &kmem_cache);
	look_at_cache(&kmem_cache);
	look_at_data(&kmem_cache + 1, _end);
	for_each_task(p)
		look_at_task(p, p == current ? current_sp : p->thread.sp);
	look_at_task(&init_task, &init_task == current ? current_sp : init_task.thread.sp);
}

/* 0, or -EAGAIN: there are more slots than the table has room for. */
static int search(unsigned long current_sp)
{
	unsigned long flags;
	int err = -EAGAIN;

	lockdep_assert_held(&search_mutex);
	local_irq_save(flags);
	if (fill_slots() && fill_leak_areas()) {
		pending = END;
		look_at_roots(current_sp);
		look_at_root_areas();
		look_at_pending();
		err = 0;
	}
	forget_slots();
	local_irq_restore(flags);
	return err;
}

/* ---- what was found ---- */

static void show_owner(struct seq_file *m, const struct track *t)
{
	seq_printf(m, "  pid %d, jiffies %lu (age %lu)\n  backtrace:\n", t->pid, t->when,
		   jiffies - t->when);
	for (unsigned int i = 0; i < TRACK_DEPTH && t->stack[i]; i++)
		seq_printf(m, "    %pBL\n", (void *)t->stack[i]);
}

void show_leak_bytes(struct seq_file *m, const void *start, size_t size)
{
	size = min_t(size_t, size, 32);
	seq_printf(m, "  hex dump (first %zu bytes):\n", size);
	seq_hex_dump(m, "    ", DUMP_PREFIX_NONE, 16, 1, start, size, true);
}

static void show_leak(struct seq_file *m, const struct page *page, unsigned int i)
{
	const struct kmem_cache *s = PageSlab(page) ? page->slab_cache : NULL;
	const void *object = object_at(page, i);
	size_t size = size_at(page, i);

	seq_printf(m, "unreferenced object 0x%px (size %zu):\n  %s\n", object, size,
		   s ? s->name : "kmalloc, whole pages");
	show_leak_bytes(m, object, size);
	if (s && s->flags & SLAB_STORE_USER && get_track(s, object, TRACK_ALLOC)->addr)
		show_owner(m, get_track(s, object, TRACK_ALLOC));
}

/* A slab that has been given back meanwhile has no leak in it. Returns how many leaks there are. */
static long show_leaks(struct seq_file *m)
{
	long n = 0;

	for (struct slot *slot = slots; slot < slots + nr_slots; slot++) {
		if (!has_objects(slot->page))
			continue;
		for (unsigned int i = 0; i < nr_objects(slot->page); i++) {
			if (!test_bit(i, slot->live) || test_bit(i, slot->marked))
				continue;
			n++;
			if (m)
				show_leak(m, slot->page, i);
		}
	}
	return n;
}

/* Room for as many slots and areas as there are, and for those that come while the pages are fetched. */
static int alloc_tables(void)
{
	max_slots = count_slots() + 64;
	slots = alloc_pages_exact(max_slots * sizeof(*slots), GFP_KERNEL);
	if (!slots)
		return -ENOMEM;
	if (!alloc_leak_areas())
		return 0;
	free_pages_exact(slots, max_slots * sizeof(*slots));
	return -ENOMEM;
}

static void free_tables(void)
{
	free_leak_areas();
	free_pages_exact(slots, max_slots * sizeof(*slots));
}

long kmemleak_scan(struct seq_file *m)
{
	long result;

	/* The caller's registers may hold pointers: this saves the three of them right below the frame's address. */
	__builtin_unwind_init();
	mutex_lock(&search_mutex);
	do {
		result = alloc_tables();
		if (result)
			break;
		result = search((unsigned long)__builtin_frame_address(0) - 3 * sizeof(long));
		if (!result)
			result = show_leaks(m) + show_leak_areas(m);
		free_tables();
	} while (result == -EAGAIN);
	mutex_unlock(&search_mutex);
	return result;
}

int kmemleak_show(struct seq_file *m)
{
	long n = kmemleak_scan(m);

	if (n < 0)
		return n;
	seq_printf(m, "%ld unreferenced object%s\n", n, n == 1 ? "" : "s");
	return 0;
}
