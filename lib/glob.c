// SPDX-License-Identifier: MIT
/*
 * Patterns for names: <linux/glob.h>.
 *
 * Only the last star seen needs to be remembered: when the text behind it does not match, it takes
 * one more byte and the match begins again behind it. An earlier star need never be tried again,
 * since whatever it would skip, the later one can skip too.
 */
#include <linux/glob.h>

/*
 * Is @c in the class that begins behind a [ at @class? Sets @end behind its ]. A class that is
 * never closed is none: @end becomes NULL. A ] in the first place is a member.
 */
static bool in_class(const char *class, unsigned char c, const char **end)
{
	bool inverted = *class == '!', found = false;
	const char *p = class + inverted;

	do {
		unsigned char low = *p++, high = low;

		*end = NULL;
		if (!low)
			return false;
		if (p[0] == '-' && p[1] && p[1] != ']') {
			high = p[1];
			p += 2;
		}
		found |= low <= c && c <= high;
	} while (*p != ']');
	*end = p + 1;
	return found != inverted;
}

/* Does the first element of @pat (no star) match @c? Sets @rest behind it. */
static bool match_one(const char *pat, char c, const char **rest)
{
	bool found;

	*rest = pat + 1;
	switch (*pat) {
	case '?':
		return true;
	case '[':
		found = in_class(pat + 1, c, rest);
		if (*rest)
			return found;
		*rest = pat + 1;
		return c == '[';
	case '\\':
		if (pat[1]) {
			*rest = pat + 2;
			return c == pat[1];
		}
		return c == '\\';
	default:
		return c == *pat;
	}
}

bool glob_match(const char *pat, const char *str)
{
	const char *star = NULL, *retry = NULL; /* behind the last star; where it was tried */

	while (*str) {
		const char *rest;

		if (*pat == '*') {
			star = ++pat;
			retry = str;
		} else if (*pat && match_one(pat, *str, &rest)) {
			pat = rest;
			str++;
		} else if (star) {
			pat = star;
			str = ++retry;
		} else {
			return false;
		}
	}
	while (*pat == '*')
		pat++;
	return !*pat;
}
