// SPDX-License-Identifier: MIT
/*
 * Says after every in-kernel case which functions of one source file it has called. Only in the kernel that tools/mutate
 * builds to find out which suites reach a function: there the compiler puts a call of the function below at the head of
 * each function of that file.
 */
#include <kunit/runner.h>
#include <linux/printk.h>

#define SLOTS 1024 /* more than a file has functions */

static struct {
	void *fn;
	unsigned int calls;
} slots[SLOTS];

void __cyg_profile_func_enter(void *fn, void *caller);
void __cyg_profile_func_exit(void *fn, void *caller);

/* Any context, from the first C function on. */
void __cyg_profile_func_enter(void *fn, void *caller)
{
	unsigned int i = (unsigned long)fn / 16 % SLOTS;

	while (slots[i].fn && slots[i].fn != fn)
		i = (i + 1) % SLOTS;
	slots[i].fn = fn;
	slots[i].calls++;
}

void __cyg_profile_func_exit(void *fn, void *caller)
{
}

static int tell(void)
{
	for (unsigned int i = 0; i < SLOTS; i++) {
		if (!slots[i].calls)
			continue;
		slots[i].calls = 0;
		pr_info("coverage: %ps\n", slots[i].fn);
	}
	return 0;
}
KUNIT_INVARIANT("coverage", tell);
