// SPDX-License-Identifier: MIT
/* The monitor's "test GLOB", which is also what test= on the command line becomes; seed= and soak. */
#include <k896/monitor.h>
#include <k896/skew.h>
#include <kunit/runner.h>
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>

static int run_tests(struct seq_file *m, int argc, char **argv)
{
	return argc <= 2 ? kunit_run(argc == 2 ? argv[1] : "*", m) : -EINVAL;
}

static const char *complete_suite(int argc, char **argv, unsigned int n)
{
	return argc == 2 ? kunit_suite_name(n) : NULL;
}
MONITOR_COMMAND(test, "test", "[GLOB]", "in-kernel tests: SUITE or SUITE.CASE", "Learning",
		run_tests, complete_suite);

static int __init seed_setup(char *value)
{
	return kstrtou64(value, 0, &kunit_seed) == 0;
}
__setup("seed=", seed_setup);

static bool soak;

static int __init soak_setup(char *value)
{
	soak = true;
	return 1;
}
__setup("soak", soak_setup);

unsigned int kunit_rounds(unsigned int n)
{
	return soak ? n : n / 10;
}

/* Another phase, and another order as well. */
static int __init shuffle_where_skewed(void)
{
	kunit_shuffled = skew_given;
	return 0;
}
core_initcall(shuffle_where_skewed);
