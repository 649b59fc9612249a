/* SPDX-License-Identifier: MIT */
/*
 * Reclaim as a lock, for lockdep, in a DEBUG=1 build.
 *
 *	reclaim		"fs_reclaim" is held		a shrinker takes L	fs_reclaim --> L
 *	elsewhere	L is held			kmalloc(GFP_KERNEL)	L --> fs_reclaim
 *
 * Both together are a circle: the allocation may have to reclaim, and then waits for L, which it holds. It is found without
 * any shortage of memory, from the first allocation under L on. GFP_NOFS keeps out of it, as GFP_ATOMIC does, and a task that
 * reclaims already (PF_MEMALLOC) does not reclaim in turn.
 *
 * Tests: tests/kernel/core/lockdep_wait_test.c, in a DEBUG=1 build.
 */
#ifdef CONFIG_LOCKDEP
#include <linux/gfp.h>
#include <linux/lockdep.h>
#include <linux/sched/mm.h>

static struct lockdep_map fs_reclaim_map = STATIC_LOCKDEP_MAP_INIT("fs_reclaim", &fs_reclaim_map);

static bool may_reclaim(gfp_t gfp)
{
	return !(~gfp & (__GFP_DIRECT_RECLAIM | __GFP_FS));
}

void __might_reclaim(void)
{
	if (!(current->flags & PF_MEMALLOC) && preemptible()) /* else might_sleep() reports it */
		lock_might_acquire(&fs_reclaim_map, _RET_IP_);
}

void fs_reclaim_acquire(gfp_t gfp)
{
	if (may_reclaim(gfp))
		lock_acquire_exclusive(&fs_reclaim_map, 0, 0, NULL, _RET_IP_);
}

void fs_reclaim_release(gfp_t gfp)
{
	if (may_reclaim(gfp))
		lock_release(&fs_reclaim_map, _RET_IP_);
}
#endif
