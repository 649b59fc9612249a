/* SPDX-License-Identifier: MIT */
/* For tests of formats. */
#ifndef _TESTS_PRINTED_H
#define _TESTS_PRINTED_H

#include <k896/sprintf.h>
#include <kunit/test.h>
#include <linux/string.h>

/* The text, and the length that goes with it. */
#define EXPECT_PRINTS(test, expected, ...)                                                         \
	do {                                                                                       \
		char __text[160];                                                                  \
		int __len = snprintf(__text, sizeof(__text), __VA_ARGS__);                         \
                                                                                                   \
		KUNIT_EXPECT_STREQ(test, __text, expected);                                        \
		KUNIT_EXPECT_EQ(test, __len, strlen(__text));                                      \
	} while (0)

#endif
