/* SPDX-License-Identifier: MIT */
/*
 * mmap, munmap, brk: areas come and go. What a process asks for is only written down here; pages come when
 * they are touched (mm/user/memory.c).
 *
 *	0x00010000  mmap_min_addr		nothing below: null pointers fault
 *	0x08048000  program: text, data, bss	where its ELF file says
 *		    heap			brk: grows up
 *		    ...
 *		    mappings			mmap: the highest free range below mmap_base
 *	mmap_base   room for the stack		RLIMIT_STACK, at least 128 MiB and a gap
 *	0xC0000000  stack			grows down
 *
 * A range that is not fixed is searched downwards from mmap_base, and if there is none, below TASK_SIZE (Linux
 * searches upwards then).
 *
 * Each call first checks everything, in Linux's order, so that the errors are Linux's; then it makes room, and
 * only then may it fail for lack of memory.
 *
 * Longer than 500 lines: the calls share what checks and makes room. With munmap or brk in a file of its own
 * the compiler no longer merges that into the calls, and brk takes 38 instructions more.
 *
 * Locks: mm->mmap_lock, for writing. Tests: tests/mm/user/mmap_test.c.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/syscalls.h>
#include <uapi/asm/mman.h>

#include "vma.h"

int sysctl_max_map_count = DEFAULT_MAX_MAP_COUNT;

/* ---- finding a place ---- */

unsigned long mmap_base_below(unsigned long top)
{
	unsigned long gap = rlimit(RLIMIT_STACK), room = stack_guard_gap;

	if (gap + room > gap)
		gap += room;
	gap = clamp(gap, 128UL << 20, TASK_SIZE / 6 * 5);
	return (top - gap) & PAGE_MASK;
}

static unsigned long search(struct mm_struct *mm, unsigned long len, struct vma_place *place)
{
	unsigned long addr = find_free_range(mm, len, mmap_min_addr, mm->mmap_base, place);

	if (unlikely(!addr))
		addr = find_free_range(mm, len, mmap_min_addr, TASK_SIZE, place);
	return addr ?: -ENOMEM;
}

static unsigned long check_fixed(unsigned long addr, unsigned long len)
{
	if (addr > TASK_SIZE - len)
		return -ENOMEM;
	if (offset_in_page(addr))
		return -EINVAL;
	return addr < mmap_min_addr ? -EPERM : addr;
}

/* get_unmapped_area(), and where it is, if the range was searched for: *searched. */
static unsigned long find_area(struct mm_struct *mm, unsigned long addr, unsigned long len,
			       unsigned long flags, struct vma_place *place, bool *searched)
{
	*searched = false;
	if (len > TASK_SIZE - mmap_min_addr)
		return -ENOMEM;
	if (flags & MAP_FIXED)
		return check_fixed(addr, len);
	if (addr >= mmap_min_addr && addr <= TASK_SIZE - len && range_is_free(mm, addr, addr + len))
		return addr;
	*searched = true;
	return search(mm, len, place);
}

unsigned long get_unmapped_area(struct mm_struct *mm, unsigned long addr, unsigned long len,
				unsigned long flags)
{
	struct vma_place place;
	bool searched;

	VM_BUG_ON(!len || offset_in_page(len));
	mmap_assert_write_locked(mm);
	return find_area(mm, addr, len, flags, &place, &searched);
}

/* Where a hint without MAP_FIXED points to: a page that may be mapped. 0 stays "anywhere". */
static unsigned long round_hint_to_min(unsigned long hint)
{
	hint &= PAGE_MASK;
	return hint && hint < mmap_min_addr ? mmap_min_addr : hint;
}

/* ---- munmap ---- */

/* [start, end) of one area, from its end, its beginning, or all of it. */
static void cut(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long start,
		unsigned long end)
{
	zap_page_range(vma, start, end);
	vm_stat_account(mm, vma->vm_flags, -((end - start) >> PAGE_SHIFT));
	if (vma->vm_start < start) {
		vma_set_end(mm, vma, start);
	} else if (end < vma->vm_end) {
		vma_set_start(mm, vma, end);
	} else {
		vma_unlink(mm, vma);
		vm_area_free(vma);
	}
}

/* Takes out what areas have of [start, end), from @vma on, none of which reaches across both ends. */
static void unmap_areas(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long start,
			unsigned long end)
{
	unsigned long floor = vma->vm_start < start ? start :
			      vma->vm_prev	    ? vma->vm_prev->vm_end :
						      0;

	while (vma && vma->vm_start < end) {
		struct vm_area_struct *next = vma->vm_next;

		if (vma->vm_end > end) {
			cut(mm, vma, max(vma->vm_start, start), end);
			free_pgtables(mm, start, end, floor, end);
			return;
		}
		cut(mm, vma, max(vma->vm_start, start), vma->vm_end);
		vma = next;
	}
	free_pgtables(mm, start, end, floor, vma ? vma->vm_start : TASK_SIZE);
}

/* Makes [start, end), page aligned and below TASK_SIZE, free of areas. 0 or -ENOMEM. */
static int unmap_range(struct mm_struct *mm, unsigned long start, unsigned long end)
{
	struct vm_area_struct *vma = find_vma_intersection(mm, start, end);
	int err;

	if (!vma)
		return 0;
	if (unlikely(vma->vm_start < start && end < vma->vm_end)) {
		err = split_vma(mm, vma, end);
		if (err)
			return err;
	}
	unmap_areas(mm, vma, start, end);
	return 0;
}

int do_munmap(struct mm_struct *mm, unsigned long start, unsigned long len)
{
	mmap_assert_write_locked(mm);
	if (offset_in_page(start) || start > TASK_SIZE || len > TASK_SIZE - start)
		return -EINVAL;
	len = PAGE_ALIGN(len);
	return len ? unmap_range(mm, start, start + len) : -EINVAL;
}

int vm_munmap(unsigned long start, size_t len)
{
	struct mm_struct *mm = current->mm;
	int err = mmap_write_lock_killable(mm);

	VM_BUG_ON(!mm);
	if (err)
		return err;
	err = do_munmap(mm, start, len);
	mmap_write_unlock(mm);
	return err;
}

SYSCALL_DEFINE2(munmap, unsigned long, addr, size_t, len)
{
	return vm_munmap(addr, len);
}

/* ---- mmap ---- */

/* What is asked for, decided before anything is changed. */
struct mapping_request {
	struct file *file;
	unsigned long addr, len; /* page aligned */
	unsigned long vm_flags;
	unsigned long pgoff;
	struct vma_place place; /* around it, if is_free */
	bool is_free;		/* it was searched for, so nothing is in the way */
};

static unsigned long prot_to_vm_flags(unsigned long prot)
{
	return prot & (PROT_READ | PROT_WRITE | PROT_EXEC); /* the same bits */
}

/* The rights that a file's opening allows. 0, -EACCES, -ENODEV. */
static int check_file(struct mapping_request *rq, unsigned long prot)
{
	unsigned int mode = rq->file->f_flags & O_ACCMODE;

	if (rq->vm_flags & VM_SHARED) {
		if (prot & PROT_WRITE && mode == O_RDONLY)
			return -EACCES;
		if (mode == O_RDONLY)
			rq->vm_flags &= ~(VM_MAYWRITE | VM_SHARED);
	}
	if (mode == O_WRONLY)
		return -EACCES;
	if (!rq->file->f_op->mmap)
		return -ENODEV;
	return rq->vm_flags & VM_GROWSDOWN ? -EINVAL : 0;
}

static int check_type(struct mapping_request *rq, unsigned long flags)
{
	switch (flags & MAP_TYPE) {
	case MAP_SHARED_VALIDATE:
		if (rq->file && flags & MAP_SYNC)
			return -EOPNOTSUPP;
		if (!rq->file)
			return -EINVAL;
		fallthrough;
	case MAP_SHARED:
		rq->vm_flags |= VM_SHARED | VM_MAYSHARE;
		return !rq->file && flags & MAP_GROWSDOWN ? -EINVAL : 0;
	case MAP_PRIVATE:
		return 0;
	default:
		return -EINVAL;
	}
}

/* All that can be said without looking at other areas than those in the way. 0 or -errno. */
static int decide(struct mm_struct *mm, struct mapping_request *rq, unsigned long prot,
		  unsigned long flags)
{
	int err;

	if (flags & MAP_FIXED_NOREPLACE)
		flags |= MAP_FIXED;
	if (rq->addr && !(flags & MAP_FIXED))
		rq->addr = round_hint_to_min(rq->addr);
	rq->len = PAGE_ALIGN(rq->len);
	if (!rq->len)
		return -ENOMEM;
	if (rq->pgoff + (rq->len >> PAGE_SHIFT) < rq->pgoff)
		return -EOVERFLOW;
	if (mm->map_count > sysctl_max_map_count)
		return -ENOMEM;
	rq->addr = find_area(mm, rq->addr, rq->len, flags, &rq->place, &rq->is_free);
	if (IS_ERR_VALUE(rq->addr))
		return rq->addr;
	if (flags & MAP_FIXED_NOREPLACE && find_vma_intersection(mm, rq->addr, rq->addr + rq->len))
		return -EEXIST;
	rq->vm_flags =
		prot_to_vm_flags(prot) | VM_MAY_ALL | (flags & MAP_GROWSDOWN ? VM_GROWSDOWN : 0) |
		(flags & MAP_LOCKED ? VM_LOCKED : 0) | (flags & MAP_NORESERVE ? VM_NORESERVE : 0);
	err = check_type(rq, flags);
	if (!err && rq->file)
		err = check_file(rq, prot);
	return err;
}

/* Pages of [start, end) that areas have already: a fixed mapping replaces them. */
static unsigned long pages_in_the_way(struct mm_struct *mm, unsigned long start, unsigned long end)
{
	struct vm_area_struct *vma = find_vma_intersection(mm, start, end);
	unsigned long pages = 0;

	for (; vma && vma->vm_start < end; vma = vma->vm_next)
		pages += (min(vma->vm_end, end) - max(vma->vm_start, start)) >> PAGE_SHIFT;
	return pages;
}

static bool has_room(struct mm_struct *mm, const struct mapping_request *rq)
{
	unsigned long pages = rq->len >> PAGE_SHIFT;

	if (likely(may_expand_vm(mm, rq->vm_flags, pages)))
		return true;
	return may_expand_vm(mm, rq->vm_flags,
			     pages - pages_in_the_way(mm, rq->addr, rq->addr + rq->len));
}

/* A new area for a free range; rq->file's reference is not taken over. 0 or -errno. */
static int new_area(struct mm_struct *mm, struct mapping_request *rq, struct vm_area_struct *prev)
{
	struct vm_area_struct *vma = vm_area_alloc();
	int err;

	if (!vma)
		return -ENOMEM;
	*vma = (struct vm_area_struct){
		.vm_start = rq->addr,
		.vm_end = rq->addr + rq->len,
		.vm_pgoff = rq->pgoff,
		.vm_mm = mm,
	};
	vma_set_flags(vma, rq->vm_flags);
	if (rq->file) {
		vma->vm_file = get_file(rq->file);
		err = rq->file->f_op->mmap(rq->file, vma);
		if (err) {
			vm_area_free(vma);
			return err;
		}
	}
	vma_link(mm, vma, prev);
	return 0;
}

/* Takes out what is in the way, and finds the place. 0 or -ENOMEM. */
static noinline int make_room(struct mm_struct *mm, struct mapping_request *rq)
{
	int err = unmap_range(mm, rq->addr, rq->addr + rq->len);

	rq->place = find_place(mm, rq->addr);
	return err;
}

/* Phase two: make room, then enter it. */
static int enter(struct mm_struct *mm, struct mapping_request *rq)
{
	unsigned long pages = rq->len >> PAGE_SHIFT;
	struct vma_like like = {
		.vm_flags = rq->vm_flags,
		.vm_file = rq->file,
		.vm_pgoff = rq->pgoff,
	};
	int err;

	if (!has_room(mm, rq))
		return -ENOMEM;
	err = rq->is_free ? 0 : make_room(mm, rq);
	if (!err)
		err = may_account(rq->vm_flags, pages);
	if (err)
		return err;
	if (!vma_merge(mm, rq->place, rq->addr, rq->addr + rq->len, &like))
		err = new_area(mm, rq, rq->place.prev);
	if (!err)
		vm_stat_account(mm, rq->vm_flags, pages);
	return err;
}

/* MAP_SHARED | MAP_ANONYMOUS: the file that the sharers have in common. */
static struct file *shared_memory(const struct mapping_request *rq)
{
	if (may_account(VM_WRITE, rq->len >> PAGE_SHIFT))
		return ERR_PTR(-ENOMEM);
	return file_hooks.shmem_zero_setup(rq->len);
}

/* A mapping without a file: private memory needs none, shared memory gets one. 0 or -ENOMEM. */
static int back_anonymous(struct mapping_request *rq)
{
	struct file *made;

	if (likely(!(rq->vm_flags & VM_SHARED))) {
		rq->pgoff = rq->addr >> PAGE_SHIFT;
		return 0;
	}
	made = shared_memory(rq);
	if (IS_ERR(made))
		return PTR_ERR(made);
	rq->file = made;
	rq->pgoff = 0;
	return 0;
}

/* Under the lock. A file in @rq that was not there before is the caller's to put, without the lock. */
static unsigned long do_mmap(struct mm_struct *mm, struct mapping_request *rq, unsigned long prot,
			     unsigned long flags)
{
	int err = decide(mm, rq, prot, flags);

	if (!err && !rq->file)
		err = back_anonymous(rq);
	if (!err)
		err = enter(mm, rq);
	return err ?: rq->addr;
}

unsigned long vm_mmap_pgoff(struct file *file, unsigned long addr, unsigned long len,
			    unsigned long prot, unsigned long flags, unsigned long pgoff)
{
	struct mapping_request rq = { .file = file, .addr = addr, .len = len, .pgoff = pgoff };
	struct mm_struct *mm = current->mm;
	unsigned long ret;

	VM_BUG_ON(!mm);
	if (!len || flags & MAP_HUGETLB) /* there is no pool of large pages */
		return -EINVAL;
	ret = mmap_write_lock_killable(mm);
	if (!ret) {
		ret = do_mmap(mm, &rq, prot, flags);
		mmap_write_unlock(mm);
	}
	if (unlikely(rq.file != file))
		fput(rq.file);
	if (!IS_ERR_VALUE(ret) &&
	    ((flags & (MAP_POPULATE | MAP_NONBLOCK)) == MAP_POPULATE || flags & MAP_LOCKED))
		mm_populate(mm, ret, ret + rq.len, prot & PROT_WRITE && !(rq.vm_flags & VM_SHARED));
	return ret;
}

unsigned long vm_mmap(struct file *file, unsigned long addr, unsigned long len, unsigned long prot,
		      unsigned long flags, unsigned long offset)
{
	if (offset_in_page(offset))
		return -EINVAL;
	return vm_mmap_pgoff(file, addr, len, prot, flags, offset >> PAGE_SHIFT);
}

int mm_populate(struct mm_struct *mm, unsigned long start, unsigned long end, bool write)
{
	enum fault_result result = FAULT_OK;

	VM_BUG_ON_MM(READ_ONCE(mm->mmap_lock.writer) == current, mm);
	VM_BUG_ON(offset_in_page(start | end));
	for (; start < end && result == FAULT_OK && !fatal_signal_pending(current);
	     start += PAGE_SIZE) {
		mmap_read_lock(mm);
		result = handle_mm_fault(mm, start, write);
		mmap_read_unlock(mm);
	}
	return result == FAULT_OK ? 0 : -EFAULT;
}

/* ---- brk ---- */

/* Anonymous memory at [addr, addr + len), page aligned, whatever was there before. 0 or -errno. */
static int enter_brk(struct mm_struct *mm, unsigned long addr, unsigned long len,
		     unsigned long flags)
{
	struct mapping_request rq = {
		.addr = addr,
		.len = len,
		.vm_flags = VM_READ | VM_WRITE | VM_MAY_ALL | flags,
		.pgoff = addr >> PAGE_SHIFT,
	};
	unsigned long fixed = get_unmapped_area(mm, addr, len, MAP_FIXED);

	if (IS_ERR_VALUE(fixed))
		return fixed;
	if (mm->map_count > sysctl_max_map_count)
		return -ENOMEM;
	return enter(mm, &rq);
}

int vm_brk_flags(unsigned long addr, unsigned long request, unsigned long flags)
{
	unsigned long len = PAGE_ALIGN(request);
	struct mm_struct *mm = current->mm;
	int err;

	VM_BUG_ON(!mm);
	if (len < request)
		return -ENOMEM;
	if (!len)
		return 0;
	if (flags & ~VM_EXEC)
		return -EINVAL;
	mmap_write_lock(mm);
	err = enter_brk(mm, addr, len, flags);
	mmap_write_unlock(mm);
	return err;
}

/* How much the data of a program may be, heap included. */
static bool data_is_allowed(const struct mm_struct *mm, unsigned long brk)
{
	unsigned long limit = rlimit(RLIMIT_DATA);

	return limit == RLIM_INFINITY ||
	       (brk - mm->start_brk) + (mm->end_data - mm->start_data) <= limit;
}

/* From @old to @new, page aligned: more. */
static bool grow_brk(struct mm_struct *mm, unsigned long old, unsigned long new)
{
	/* One page more must be free, and the gap below a stack. */
	if (new > TASK_SIZE || !range_is_free(mm, old, new + PAGE_SIZE))
		return false;
	return !enter_brk(mm, old, new - old, 0);
}

/* Linux's brk never fails: it returns where the break is now. */
SYSCALL_DEFINE1(brk, unsigned long, brk)
{
	struct mm_struct *mm = current->mm;
	unsigned long old, new;
	bool done;

	if (mmap_write_lock_killable(mm))
		return -EINTR;
	old = PAGE_ALIGN(mm->brk);
	new = PAGE_ALIGN(brk);
	if (brk < mm->start_brk || new < brk || !data_is_allowed(mm, brk))
		done = false;
	else if (new < old)
		done = !unmap_range(mm, new, old);
	else
		done = new == old || grow_brk(mm, old, new);
	if (done)
		mm->brk = brk;
	brk = mm->brk;
	mmap_write_unlock(mm);
	return brk;
}

/* ---- exec's stack ---- */

int setup_arg_pages(unsigned long top, unsigned long size, bool executable)
{
	struct mm_struct *mm = current->mm;
	struct mapping_request rq = {
		.addr = (top - max(size, 32 * PAGE_SIZE)) & PAGE_MASK,
		.vm_flags = VM_READ | VM_WRITE | VM_MAY_ALL | VM_GROWSDOWN | VM_ACCOUNT |
			    (executable ? VM_EXEC : 0),
	};
	int err;

	VM_BUG_ON(!mm || offset_in_page(top) || top > STACK_TOP);
	rq.len = top - rq.addr;
	rq.pgoff = rq.addr >> PAGE_SHIFT;
	mmap_write_lock(mm);
	mm->mmap_base = mmap_base_below(top);
	mm->start_stack = top;
	/* a program may have asked for these addresses */
	err = find_vma_intersection(mm, rq.addr, top) ? -ENOMEM : enter(mm, &rq);
	mmap_write_unlock(mm);
	return err;
}
