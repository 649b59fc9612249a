// SPDX-License-Identifier: MIT
/*
 * Heapsort: <linux/sort.h>.
 *
 * The array is first made a heap: a tree in which no child is above its parent in the order, with
 * the children of element i at 2i+1 and 2i+2. Its first element is then the largest of all: it
 * changes places with the last, which sinks to where it belongs in the heap that is left. Quicksort
 * would be faster on average, but needs a stack and can take n^2.
 *
 * Positions are byte offsets, so that the inner loop does not multiply.
 */
#include <linux/sort.h>
#include <linux/types.h>

struct sorter {
	char *base;
	size_t size;
	cmp_r_func_t cmp;
	swap_r_func_t swap;
	const void *priv;
};

static void swap_bytes(void *a, void *b, int size, const void *priv)
{
	u8 *x = a, *y = b;

	while (size--) {
		u8 t = *x;

		*x++ = *y;
		*y++ = t;
	}
}

static bool below(const struct sorter *s, size_t a, size_t b)
{
	return s->cmp(s->base + a, s->base + b, s->priv) < 0;
}

static void swap_at(const struct sorter *s, size_t a, size_t b)
{
	s->swap(s->base + a, s->base + b, s->size, s->priv);
}

/* The element at @at goes down until no child is larger; the heap ends at @end. */
static void sink(const struct sorter *s, size_t at, size_t end)
{
	for (;;) {
		size_t child = 2 * at + s->size;

		if (child >= end)
			return;
		if (child + s->size < end && below(s, child, child + s->size))
			child += s->size;
		if (!below(s, at, child))
			return;
		swap_at(s, at, child);
		at = child;
	}
}

void sort_r(void *base, size_t num, size_t size, cmp_r_func_t cmp, swap_r_func_t swap,
	    const void *priv)
{
	struct sorter s = {
		.base = base,
		.size = size,
		.cmp = cmp,
		.swap = swap ?: swap_bytes,
		.priv = priv,
	};
	size_t at, end = num * size;

	for (at = num / 2 * size; at;) {
		at -= size;
		sink(&s, at, end);
	}
	while (end > size) {
		end -= size;
		swap_at(&s, 0, end);
		sink(&s, 0, end);
	}
}

/* The functions of a sort() behind sort_r()'s @priv. */
struct plain {
	cmp_func_t cmp;
	swap_func_t swap;
};

static int cmp_plain(const void *a, const void *b, const void *priv)
{
	return ((const struct plain *)priv)->cmp(a, b);
}

static void swap_plain(void *a, void *b, int size, const void *priv)
{
	((const struct plain *)priv)->swap(a, b, size);
}

void sort(void *base, size_t num, size_t size, cmp_func_t cmp, swap_func_t swap)
{
	struct plain plain = { cmp, swap };

	sort_r(base, num, size, cmp_plain, swap ? swap_plain : NULL, &plain);
}
