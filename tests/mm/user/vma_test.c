// SPDX-License-Identifier: MIT
/*
 * Areas as a set (mm/user/vma.c), against a model that cannot be wrong: an array with one entry a page, in which
 * every call is a loop. Random calls on a window of 64 pages; after each, areas, rights and contents are those
 * of the array, and no two areas are there that could be one.
 */
#include <k896/check.h>
#include <linux/kernel.h>
#include <linux/prandom.h>
#include <linux/slab.h>

#include "tests/support/user_mm.h"

#define WINDOW 64U
#define BASE   (FIXED_AT + PMD_SIZE - PAGES(WINDOW / 2)) /* across the border of two page tables */

/* ---- finding a place ---- */

/* The highest place for @len bytes in [low, high), 0 if there is none. */
static unsigned long place_for(unsigned long len, unsigned long low, unsigned long high)
{
	struct vma_place place;

	return under_mmap_lock(write, find_free_range(current->mm, len, low, high, &place));
}

static void a_place_may_be_as_large_as_the_space_and_no_larger(struct kunit *test)
{
	const unsigned long low = FIXED_AT, high = FIXED_AT + PAGES(10);

	for (int areas = 0; areas < 2; areas++) {
		KUNIT_EXPECT_EQ(test, place_for(PAGES(10), low, high), low);
		KUNIT_EXPECT_EQ(test, place_for(PAGES(11), low, high), 0UL);
		KUNIT_EXPECT_EQ(test, place_for(PAGES(9), low, high), low + PAGES(1));
		/* Larger than all that lies below the end, too. */
		KUNIT_EXPECT_EQ(test, place_for(high + PAGES(1), low, high), 0UL);
		KUNIT_EXPECT_EQ(test, place_for(-PAGES(1), low, high), 0UL);
		map_anon_at(high + PAGES(areas), PAGES(1), RW); /* and with a neighbour */
	}
	map_anon_at(low - PAGES(1), PAGES(1), RW); /* with two */
	KUNIT_EXPECT_EQ(test, place_for(PAGES(10), low, high), low);
	KUNIT_EXPECT_EQ(test, place_for(PAGES(11), low - PAGES(3), high), 0UL);
	map_anon_at(low + PAGES(4), PAGES(1), RW); /* and with one in it */
	KUNIT_EXPECT_EQ(test, place_for(PAGES(5), low, high), low + PAGES(5));
	KUNIT_EXPECT_EQ(test, place_for(PAGES(6), low, high), 0UL);
	KUNIT_EXPECT_EQ(test, place_for(PAGES(4), low, low + PAGES(9)), low + PAGES(5));
	KUNIT_EXPECT_EQ(test, place_for(PAGES(4), low, low + PAGES(8)), low);
	KUNIT_EXPECT_EQ(test, place_for(PAGES(4), low + PAGES(1), low + PAGES(8)), 0UL);
}

/* ---- merging ---- */

/* What fills the hole between two areas makes one of them, which has pages if one of them had. */
static void an_area_of_three_knows_that_it_has_pages(struct kunit *test)
{
	struct mm_struct *mm = current->mm, *child;

	for (int touched = 0; touched < 2; touched++) {
		map_anon_at(FIXED_AT, PAGES(1), RW);
		map_anon_at(FIXED_AT + PAGES(2), PAGES(1), RW);
		write_user(FIXED_AT + PAGES(2 * touched), 7);
		map_anon_at(FIXED_AT + PAGES(1), PAGES(1), RW);
		KUNIT_EXPECT_EQ(test, mm->map_count, 1);
		KUNIT_EXPECT_TRUE(test, mm->mmap->has_anon);
		KUNIT_EXPECT_EQ(test, mm_check(mm), 0);
		child = dup_mm(mm);
		KUNIT_ASSERT_NOT_NULL(test, child);
		KUNIT_EXPECT_EQ(test, child->rss[MM_ANONPAGES], 1L);
		mmput(child);
		vm_munmap(FIXED_AT, PAGES(3));
	}
}

/* ---- the model ---- */

struct model_page {
	bool mapped;
	u8 prot;
	int id;		  /* 0: private; else which shared object */
	unsigned int off; /* page of the object */
	u32 value;	  /* private: the first word */
};

#define MAX_OBJECTS 1024

struct model {
	struct kunit *test;
	struct rnd_state rnd;
	struct model_page page[WINDOW];
	u32 (*object)[WINDOW]; /* contents of the shared ones */
	int objects;
};

static u32 below(struct model *m, u32 n)
{
	return prandom_u32_state(&m->rnd) % n;
}

static u32 *value_of(struct model *m, struct model_page *p)
{
	return p->id ? &m->object[p->id][p->off] : &p->value;
}

static bool could_be_one(const struct model_page *a, const struct model_page *b)
{
	return a->mapped && b->mapped && a->prot == b->prot && a->id == b->id &&
	       (!a->id || a->off + 1 == b->off);
}

static int areas_of(const struct model *m)
{
	int n = 0;

	for (unsigned int i = 0; i < WINDOW; i++)
		n += m->page[i].mapped && (!i || !could_be_one(&m->page[i - 1], &m->page[i]));
	return n;
}

static bool all_mapped(const struct model *m, unsigned int first, unsigned int n)
{
	while (n--)
		if (!m->page[first++].mapped)
			return false;
	return true;
}

/* ---- looking ---- */

static unsigned long addr_of(unsigned int i)
{
	return BASE + PAGES(i);
}

static void compare_page(struct model *m, unsigned int i)
{
	struct model_page *p = &m->page[i];
	struct vm_area_struct *vma = under_mmap_lock(read, find_vma(current->mm, addr_of(i)));
	bool mapped = vma && vma->vm_start <= addr_of(i);
	unsigned long value;

	KUNIT_ASSERT_EQ(m->test, mapped, p->mapped);
	if (!mapped) {
		KUNIT_ASSERT_EQ(m->test, read_user(addr_of(i), &value), -EFAULT);
		return;
	}
	KUNIT_ASSERT_EQ(m->test, vma->vm_flags & VM_ACCESS_FLAGS, (unsigned long)p->prot);
	if (!p->prot) {
		KUNIT_ASSERT_EQ(m->test, read_user(addr_of(i), &value), -EFAULT);
		return;
	}
	if (below(m, 4)) /* mostly not: pages that nobody has touched must stay so */
		return;
	KUNIT_ASSERT_EQ(m->test, user_word(m->test, addr_of(i)), (unsigned long)*value_of(m, p));
	if (!(p->prot & PROT_WRITE))
		KUNIT_ASSERT_EQ(m->test, write_user(addr_of(i), 1), -EFAULT);
}

static void compare(struct model *m)
{
	for (unsigned int i = 0; i < WINDOW; i++)
		compare_page(m, i);
	KUNIT_ASSERT_EQ(m->test, current->mm->map_count, areas_of(m));
	KUNIT_ASSERT_EQ(m->test, mm_check(current->mm), 0);
}

/* ---- the calls ---- */

static void some_range(struct model *m, unsigned int *first, unsigned int *n)
{
	*first = below(m, WINDOW);
	*n = 1 + below(m, below(m, 3) ? 8 : WINDOW);
	*n = min(*n, WINDOW - *first);
}

static u8 some_prot(struct model *m)
{
	static const u8 prots[] = { PROT_NONE, PROT_READ, RW, RW, RW, PROT_READ | PROT_EXEC };

	return prots[below(m, ARRAY_SIZE(prots))];
}

static void do_map(struct model *m, unsigned int first, unsigned int n)
{
	bool shared = !below(m, 3) && m->objects + 1 < MAX_OBJECTS;
	u8 prot = some_prot(m);
	unsigned long flags = MAP_FIXED | MAP_ANONYMOUS | (shared ? MAP_SHARED : MAP_PRIVATE) |
			      (below(m, 4) ? 0 : MAP_POPULATE);
	int id = shared ? ++m->objects : 0;

	KUNIT_ASSERT_EQ(m->test, vm_mmap(NULL, addr_of(first), PAGES(n), prot, flags, 0),
			addr_of(first));
	for (unsigned int i = 0; i < n; i++)
		m->page[first + i] =
			(struct model_page){ .mapped = true, .prot = prot, .id = id, .off = i };
}

static void do_unmap(struct model *m, unsigned int first, unsigned int n)
{
	KUNIT_ASSERT_EQ(m->test, vm_munmap(addr_of(first), PAGES(n)), 0);
	for (unsigned int i = 0; i < n; i++)
		m->page[first + i].mapped = false;
}

static void do_protect(struct model *m, unsigned int first, unsigned int n)
{
	u8 prot = some_prot(m);
	bool whole = all_mapped(m, first, n);

	KUNIT_ASSERT_EQ(m->test, do_syscall(mprotect, addr_of(first), PAGES(n), prot),
			whole ? 0L : -ENOMEM);
	for (unsigned int i = first; i < first + n && m->page[i].mapped; i++)
		m->page[i].prot = prot;
}

static void do_dontneed(struct model *m, unsigned int first, unsigned int n)
{
	KUNIT_ASSERT_EQ(m->test, do_syscall(madvise, addr_of(first), PAGES(n), MADV_DONTNEED),
			all_mapped(m, first, n) ? 0L : -ENOMEM);
	for (unsigned int i = first; i < first + n; i++)
		m->page[i].value = 0;
}

static void do_write(struct model *m, unsigned int first, unsigned int n)
{
	for (unsigned int i = first; i < first + n; i++) {
		struct model_page *p = &m->page[i];
		u32 value = prandom_u32_state(&m->rnd);
		bool may = p->mapped && p->prot & PROT_WRITE;

		KUNIT_ASSERT_EQ(m->test, write_user(addr_of(i), value), may ? 0 : -EFAULT);
		if (may)
			*value_of(m, p) = value;
	}
}

/* The range as far as it is one area. */
static unsigned int one_area(const struct model *m, unsigned int first, unsigned int n)
{
	unsigned int i = 1;

	while (i < n && could_be_one(&m->page[first + i - 1], &m->page[first + i]))
		i++;
	return i;
}

static void do_move(struct model *m, unsigned int first, unsigned int n)
{
	unsigned int to = below(m, WINDOW), old = one_area(m, first, n), i;
	unsigned int new = min(old - below(m, old), WINDOW - to);
	struct model_page pages[WINDOW];
	long ret;

	if (!m->page[first].mapped || (first < to + new &&to < first + old))
		return;
	ret = do_syscall(mremap, addr_of(first), PAGES(old), PAGES(new),
			 MREMAP_MAYMOVE | MREMAP_FIXED, addr_of(to));
	KUNIT_ASSERT_EQ(m->test, (unsigned long)ret, addr_of(to));
	memcpy(pages, m->page, sizeof(pages));
	for (i = 0; i < old; i++)
		m->page[first + i].mapped = false;
	for (i = 0; i < new; i++)
		m->page[to + i] = pages[first + i];
}

/* Grows where it can: behind it must be free. */
static void do_grow(struct model *m, unsigned int first, unsigned int n)
{
	unsigned int old = one_area(m, first, n), new, i;
	bool room;
	long ret;

	if (!m->page[first].mapped || m->page[first].id)
		return;
	new = min(old + 1 + below(m, 4), WINDOW - first);
	room = new == old || !could_be_one(&m->page[first + old - 1], &m->page[first + old]);
	for (i = old; i < new; i++)
		room = room && !m->page[first + i].mapped;
	ret = do_syscall(mremap, addr_of(first), PAGES(old), PAGES(new), 0);
	KUNIT_ASSERT_EQ(m->test, (unsigned long)ret, room ? addr_of(first) : -ENOMEM);
	for (i = old; room && i < new; i++)
		m->page[first + i] =
			(struct model_page){ .mapped = true, .prot = m->page[first].prot };
}

/* A child writes; the parent's pages stay what they were, the shared ones aside. */
static void do_fork(struct model *m, unsigned int first, unsigned int n)
{
	struct mm_struct *parent = current->mm, *child;
	struct model_page pages[WINDOW];

	child = dup_mm(parent);
	KUNIT_ASSERT_NOT_NULL(m->test, child);
	memcpy(pages, m->page, sizeof(pages));
	mmget(parent);
	kthread_unuse_mm(parent);
	kthread_use_mm(child);
	mmput(child);
	compare(m);
	do_write(m, first, n);
	compare(m);
	kthread_unuse_mm(child);
	kthread_use_mm(parent);
	mmput(parent);
	memcpy(m->page, pages, sizeof(pages));
}

static void (*const calls[])(struct model *m, unsigned int first, unsigned int n) = {
	do_map,	  do_map,   do_unmap, do_protect, do_protect, do_dontneed, do_write,
	do_write, do_write, do_move,  do_move,	  do_grow,    do_fork,
};

static void random_calls_agree_with_an_array(struct kunit *test)
{
	struct model *m = kzalloc(sizeof(*m), GFP_KERNEL);
	unsigned int first, n;

	KUNIT_ASSERT_NOT_NULL(test, m);
	m->object = kvcalloc(MAX_OBJECTS, sizeof(m->object[0]), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, m->object);
	m->test = test;
	prandom_seed_state(&m->rnd, kunit_case_seed(test));
	for (int round = 0; round < 1500; round++) {
		some_range(m, &first, &n);
		calls[below(m, ARRAY_SIZE(calls))](m, first, n);
		compare(m);
	}
	kvfree(m->object);
	kfree(m);
}

/* ---- free ranges ---- */

/* The highest free range, page by page. */
static unsigned long naive_free_range(unsigned long len, unsigned long low, unsigned long high)
{
	for (unsigned long end = high; end >= low + len; end -= PAGE_SIZE) {
		struct vm_area_struct *vma = find_vma(current->mm, end - len);

		if (!vma || end <= vm_start_gap(vma))
			return end - len;
	}
	return 0;
}

static void compare_search(struct kunit *test, unsigned long len, unsigned long low,
			   unsigned long high)
{
	struct vma_place place, right;
	unsigned long addr, naive;

	mmap_write_lock(current->mm);
	addr = find_free_range(current->mm, len, low, high, &place);
	naive = naive_free_range(len, low, high);
	right = find_place(current->mm, addr);
	mmap_write_unlock(current->mm);
	KUNIT_ASSERT_EQ(test, addr, naive);
	if (!addr)
		return;
	KUNIT_ASSERT_PTR_EQ(test, place.prev, right.prev);
	KUNIT_ASSERT_PTR_EQ(test, place.next, right.next);
}

static void a_free_range_is_the_highest_there_is(struct kunit *test)
{
	unsigned long low = FIXED_AT, high = FIXED_AT + PAGES(2000);
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_case_seed(test));
	for (int i = 0; i < 200; i++) {
		unsigned long addr = low + PAGES(prandom_u32_state(&rnd) % 1990);
		unsigned long len = PAGES(1 + prandom_u32_state(&rnd) % 10);
		unsigned long flags = i % 50 ? 0 : MAP_GROWSDOWN;
		unsigned long lo = low + PAGES(prandom_u32_state(&rnd) % 1000);
		unsigned long hi = lo + PAGES(prandom_u32_state(&rnd) % 1000);

		KUNIT_ASSERT_EQ(test, vm_mmap(NULL, addr, len, RW, ANON | MAP_FIXED | flags, 0),
				addr);
		compare_search(test, len, low, high);
		compare_search(test, len, lo, hi);
	}
	compare_search(test, PAGES(5), 0, PAGES(4));
	compare_search(test, PAGES(5), FIXED_AT + PAGES(5000), FIXED_AT + PAGES(5005));
}

/* ---- merging ---- */

static void neighbours_that_are_alike_become_one(struct kunit *test)
{
	struct mm_struct *mm = current->mm;

	map_anon_at(FIXED_AT, PAGES(1), RW);
	map_anon_at(FIXED_AT + PAGES(2), PAGES(1), RW);
	KUNIT_EXPECT_EQ(test, mm->map_count, 2);
	map_anon_at(FIXED_AT + PAGES(1), PAGES(1), RW);
	KUNIT_ASSERT_EQ(test, mm->map_count, 1);
	KUNIT_EXPECT_EQ(test, mm->mmap->vm_end, FIXED_AT + PAGES(3));
	map_anon_at(FIXED_AT + PAGES(3), PAGES(1), PROT_READ);
	KUNIT_EXPECT_EQ(test, mm->map_count, 2);
	do_syscall(mprotect, FIXED_AT + PAGES(3), PAGES(1), RW);
	KUNIT_EXPECT_EQ(test, mm->map_count, 1);
}

static void a_hole_splits_an_area(struct kunit *test)
{
	struct mm_struct *mm = current->mm;

	map_anon_at(FIXED_AT, PAGES(3), RW);
	KUNIT_EXPECT_EQ(test, vm_munmap(FIXED_AT + PAGES(1), PAGES(1)), 0);
	KUNIT_ASSERT_EQ(test, mm->map_count, 2);
	KUNIT_EXPECT_EQ(test, mm->mmap->vm_end, FIXED_AT + PAGES(1));
	KUNIT_EXPECT_EQ(test, mm->mmap->vm_next->vm_start, FIXED_AT + PAGES(2));
	KUNIT_EXPECT_EQ(test, mm->total_vm, 2UL);
}

static void the_last_area_found_is_found_again(struct kunit *test)
{
	map_anon_at(FIXED_AT, PAGES(1), RW);
	KUNIT_EXPECT_PTR_EQ(test, under_mmap_lock(read, find_vma(current->mm, FIXED_AT)),
			    current->mm->mmap);
	KUNIT_EXPECT_PTR_EQ(test, current->mm->mmap_cache, current->mm->mmap);
	KUNIT_EXPECT_EQ(test, vm_munmap(FIXED_AT, PAGES(1)), 0);
	KUNIT_EXPECT_NULL(test, current->mm->mmap_cache);
	KUNIT_EXPECT_NULL(test, under_mmap_lock(read, find_vma(current->mm, FIXED_AT)));
}

/* ---- preconditions ---- */

#ifdef CONFIG_DEBUG_VM
static void looking_without_the_lock(struct kunit *test)
{
	find_vma(current->mm, FIXED_AT);
}

static void an_area_over_another(struct kunit *test)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma = vm_area_alloc();

	map_anon_at(FIXED_AT, PAGES(2), RW);
	*vma = (struct vm_area_struct){ .vm_start = FIXED_AT + PAGES(1),
					.vm_end = FIXED_AT + PAGES(3) };
	mmap_write_lock(mm);
	vma_link(mm, vma, mm->mmap);
}
#endif

static struct kunit_case cases[] = {
#ifdef CONFIG_DEBUG_VM
	KUNIT_CASE_PANIC(looking_without_the_lock),
	KUNIT_CASE_PANIC(an_area_over_another),
#endif
	KUNIT_CASE(an_area_of_three_knows_that_it_has_pages),
	KUNIT_CASE(a_place_may_be_as_large_as_the_space_and_no_larger),
	KUNIT_CASE(neighbours_that_are_alike_become_one),
	KUNIT_CASE(a_hole_splits_an_area),
	KUNIT_CASE(the_last_area_found_is_found_again),
	KUNIT_CASE(a_free_range_is_the_highest_there_is),
	KUNIT_CASE(random_calls_agree_with_an_array),
	{},
};

static struct kunit_suite suite = {
	.name = "vma",
	.init = use_fresh_mm,
	.exit = drop_mm,
	.test_cases = cases,
};
kunit_test_suite(suite);
