/* SPDX-License-Identifier: MIT */
/* Do the checks of the invariants notice what they are there for? One thing is broken, looked at, and put right again. */
#ifndef _TESTS_NOTICED_H
#define _TESTS_NOTICED_H

#include <kunit/test.h>

/* While @place has the value @wrong, @check finds @faults faults. */
#define EXPECT_FAULTS(test, place, wrong, check, faults)                                           \
	do {                                                                                       \
		typeof(place) __right = (place);                                                   \
		long __found;                                                                      \
                                                                                                   \
		(place) = (wrong);                                                                 \
		__found = (check);                                                                 \
		(place) = __right;                                                                 \
		KUNIT_EXPECT_EQ_MSG(test, __found, (long)(faults), "%s = %s", #place, #wrong);     \
	} while (0)

/* The same where it cannot be said how many, but some. */
#define EXPECT_NOTICED(test, place, wrong, check) EXPECT_FAULTS(test, place, wrong, (check) != 0, 1)

#endif
