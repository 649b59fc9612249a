// SPDX-License-Identifier: MIT
/* See tests/support/user_mm.h. */
#include <k896/check.h>
#include <linux/kthread.h>

#include "user_mm.h"

int use_fresh_mm(struct kunit *test)
{
	struct mm_struct *mm = mm_alloc();

	if (!mm)
		return -ENOMEM;
	kthread_use_mm(mm);
	mmput(mm);
	test->priv = mm;
	return 0;
}

struct signal_struct test_limits;

void set_limit(unsigned int which, unsigned long value)
{
	for (unsigned int i = 0; i < RLIM_NLIMITS; i++)
		test_limits.rlim[i].rlim_cur = RLIM_INFINITY;
	test_limits.rlim[which].rlim_cur = value;
	current->signal = &test_limits;
}

void drop_mm(struct kunit *test)
{
	if (current->signal == &test_limits)
		current->signal = NULL;
	if (!current->mm)
		return;
	KUNIT_EXPECT_EQ(test, mm_check(current->mm), 0);
	kthread_unuse_mm(current->mm);
}

unsigned long user_word(struct kunit *test, unsigned long addr)
{
	unsigned long value = 0;

	KUNIT_EXPECT_EQ(test, read_user(addr, &value), 0);
	return value;
}

pte_t user_pte(unsigned long addr)
{
	pte_t *pte = find_pte(current->mm, addr);

	return pte ? *pte : 0;
}

/* ---- a process that never runs ---- */

static int nothing(void *unused)
{
	return 0;
}

struct task_struct *pretend_process(struct kunit *test, const char *comm, struct mm_struct *mm)
{
	struct task_struct *p = kthread_create(nothing, NULL, "%s", comm);

	KUNIT_ASSERT_FALSE(test, IS_ERR(p));
	mmget(mm);
	p->mm = mm;
	p->flags &= ~PF_KTHREAD;
	return p;
}

void end_pretending(struct task_struct *p)
{
	struct mm_struct *mm = p->mm;

	p->mm = NULL;
	p->flags |= PF_KTHREAD;
	kthread_stop(p);
	mmput(mm);
}
