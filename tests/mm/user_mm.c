// SPDX-License-Identifier: MIT
/* See tests/mm/user_mm.h. */
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

void drop_mm(struct kunit *test)
{
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
