/* SPDX-License-Identifier: MIT */
/*
 * KASAN, in a build with SAN=addr: each access to memory is checked before it is made. The compiler puts a call before
 * each, of one of the functions below, which looks into the shadow: one byte for each 8 bytes of the kernel's memory
 * (k896/kasan.h), written by whoever hands the memory out and takes it back.
 *
 *	p->count = 1;		->	__asan_store4_noabort(&p->count);
 *					p->count = 1;
 *
 *	memory	| 13 bytes of an object	   | red zone |			char name[13]
 *	shadow	| 00		05	   | fc	fc    |			bytes 8 to 12, and no more
 *
 * On the stack and between global variables the compiler leaves red zones itself: it writes the shadow of a frame as the
 * function begins, and each file has a constructor that describes its variables.
 *
 * An address below PAGE_OFFSET has no shadow, and no business in a plain access: user memory is touched by the instructions of
 * linux/uaccess.h, which are not checked, and neither is any other inline assembler code.
 *
 * The names of the functions and what they are called with are the compilers'; so are the layouts. This file is built without
 * checks.
 *
 * Tests: tests/lib/kasan_test.c, in a SAN=addr build.
 */
#ifdef CONFIG_KASAN
#include <k896/kasan.h>
#include <linux/compiler.h>
#include <linux/instruction_pointer.h>
#include <linux/kasan.h>
#include <linux/string.h>

/* gcc calls its runtime as any other function, clang always with the arguments on the stack. */
#ifdef __clang__
#define CALLBACK __attribute__((__regparm__(0))) __used
#else
#define CALLBACK __used
#endif

void (*kasan_report_hook)(const struct kasan_access *access);

static __always_inline u8 shadow_of(unsigned long addr)
{
	return *kasan_mem_to_shadow((void *)addr);
}

/* ---- is it allowed? ---- */

static __always_inline bool may_touch_byte(unsigned long addr)
{
	s8 allowed = shadow_of(addr);

	return !allowed || (s8)(addr & KASAN_GRANULE_MASK) < allowed;
}

/* All granules from that of @addr to the one before that of @last allow all of their bytes. */
static __always_inline bool all_before_are_whole(unsigned long addr, unsigned long last)
{
	const u8 *shadow = kasan_mem_to_shadow((void *)addr),
		 *end = kasan_mem_to_shadow((void *)last);

	for (; shadow + 4 <= end; shadow += 4)
		if (*(const u32 *)shadow)
			return false;
	for (; shadow < end; shadow++)
		if (*shadow)
			return false;
	return true;
}

static __always_inline bool may_touch(unsigned long addr, unsigned long size)
{
	unsigned long last = addr + size - 1;

	return addr >= PAGE_OFFSET && last >= addr && all_before_are_whole(addr, last) &&
	       may_touch_byte(last);
}

static unsigned long first_bad_byte(unsigned long addr, unsigned long size)
{
	if (addr < PAGE_OFFSET || addr + size - 1 < addr)
		return addr;
	while (may_touch_byte(addr))
		addr++;
	return addr;
}

static noinline void __cold report(unsigned long addr, unsigned long size, bool write,
				   unsigned long ip)
{
	struct kasan_access access = { .addr = addr, .size = size, .ip = ip, .write = write };

	if (!kasan_report_hook)
		return;
	access.bad = first_bad_byte(addr, size);
	kasan_report_hook(&access);
}

bool kasan_check_range(const void *addr, size_t size, bool write, unsigned long ip)
{
	if (likely(!size || may_touch((unsigned long)addr, size)))
		return true;
	report((unsigned long)addr, size, write, ip);
	return false;
}

bool __kasan_check_read(const volatile void *p, unsigned int size)
{
	return kasan_check_range((const void *)p, size, false, _RET_IP_);
}

bool __kasan_check_write(const volatile void *p, unsigned int size)
{
	return kasan_check_range((const void *)p, size, true, _RET_IP_);
}

bool kasan_byte_accessible(const void *addr)
{
	return may_touch((unsigned long)addr, 1);
}

/* ---- each access ---- */

/*
 * The usual access is aligned, and so in one granule, of which all may be touched; or the granule is that of a global variable
 * that is smaller.
 */
static __always_inline bool is_usual(unsigned long addr, unsigned long size)
{
	s8 allowed;

	if (unlikely(addr < PAGE_OFFSET))
		return false;
	if (likely(!shadow_of(addr)))
		return !(addr & (size - 1) & KASAN_GRANULE_MASK);
	allowed = READ_ONCE(*kasan_mem_to_shadow((void *)addr));
	return (s8)((addr & KASAN_GRANULE_MASK) + size - 1) < allowed;
}

static noinline void look_closely(unsigned long addr, unsigned long size_and_write,
				  unsigned long ip)
{
	unsigned long size = size_and_write >> 1;

	if (size && !may_touch(addr, size))
		report(addr, size, size_and_write & 1, ip);
}

#define DEFINE_CHECK(name, size, write)                                                            \
	void CALLBACK __asan_##name##_noabort(unsigned long addr);                                 \
	void CALLBACK __asan_##name##_noabort(unsigned long addr)                                  \
	{                                                                                          \
		if (unlikely((size) > KASAN_GRANULE_SIZE || !is_usual(addr, size)))                \
			look_closely(addr, (size) << 1 | (write), _RET_IP_);                       \
	}

DEFINE_CHECK(load1, 1, false)
DEFINE_CHECK(load2, 2, false)
DEFINE_CHECK(load4, 4, false)
DEFINE_CHECK(load8, 8, false)
DEFINE_CHECK(load16, 16, false)
DEFINE_CHECK(store1, 1, true)
DEFINE_CHECK(store2, 2, true)
DEFINE_CHECK(store4, 4, true)
DEFINE_CHECK(store8, 8, true)
DEFINE_CHECK(store16, 16, true)

/* Any size: 8 mostly, of which 4 are in one granule and 4 in the next. Both addresses are in the kernel's gigabyte, or neither is. */
#define DEFINE_CHECK_N(name, write)                                                                \
	void CALLBACK __asan_##name##_noabort(unsigned long addr, size_t size);                    \
	void CALLBACK __asan_##name##_noabort(unsigned long addr, size_t size)                     \
	{                                                                                          \
		unsigned long last = addr + size - 1;                                              \
                                                                                                   \
		if (unlikely(size > 8 || (addr & last) < PAGE_OFFSET || shadow_of(addr) ||         \
			     shadow_of(last)))                                                     \
			look_closely(addr, size << 1 | (write), _RET_IP_);                         \
	}

DEFINE_CHECK_N(loadN, false)
DEFINE_CHECK_N(storeN, true)

/* See the Makefile. */
#ifdef __clang__
void *CALLBACK __asan_memcpy(void *dst, const void *src, size_t n);
void *CALLBACK __asan_memcpy(void *dst, const void *src, size_t n)
{
	return (memcpy)(dst, src, n);
}

void *CALLBACK __asan_memmove(void *dst, const void *src, size_t n);
void *CALLBACK __asan_memmove(void *dst, const void *src, size_t n)
{
	return (memmove)(dst, src, n);
}

void *CALLBACK __asan_memset(void *s, int c, size_t n);
void *CALLBACK __asan_memset(void *s, int c, size_t n)
{
	return (memset)(s, c, n);
}
#endif

/* ---- who queued it ---- */

void (*kasan_aux_stack_hook)(void *ptr);

void kasan_record_aux_stack(void *ptr)
{
	if (kasan_aux_stack_hook)
		kasan_aux_stack_hook(ptr);
}

/* ---- writing the shadow ---- */

void kasan_poison(const void *addr, size_t size, u8 value)
{
	__memset(kasan_mem_to_shadow(addr), value,
		 (size + KASAN_GRANULE_MASK) >> KASAN_SHADOW_SCALE_SHIFT);
}

void kasan_unpoison(const void *addr, size_t size)
{
	kasan_poison(addr, size & ~KASAN_GRANULE_MASK, 0);
	if (size & KASAN_GRANULE_MASK)
		*kasan_mem_to_shadow(addr + size) = size & KASAN_GRANULE_MASK;
}

void kasan_unpoison_range(const void *addr, size_t size)
{
	kasan_unpoison(addr, size);
}

/* ---- global variables ---- */

static struct kasan_global *globals; /* the first of each file */

void CALLBACK __asan_register_globals(struct kasan_global *all, unsigned long n);
void CALLBACK __asan_register_globals(struct kasan_global *all, unsigned long n)
{
	for (struct kasan_global *g = all; g < all + n; g++) {
		size_t whole = (g->size + KASAN_GRANULE_MASK) & ~KASAN_GRANULE_MASK;

		kasan_unpoison(g->start, g->size);
		kasan_poison(g->start + whole, g->size_with_redzone - whole, KASAN_GLOBAL_REDZONE);
	}
	all->nr = n;
	all->next = globals;
	globals = all;
}

void CALLBACK __asan_unregister_globals(struct kasan_global *all, unsigned long n);
void CALLBACK __asan_unregister_globals(struct kasan_global *all, unsigned long n)
{
	struct kasan_global **link = &globals;

	while (*link && *link != all)
		link = &(*link)->next;
	if (*link)
		*link = all->next;
	for (struct kasan_global *g = all; g < all + n; g++)
		kasan_unpoison(g->start, g->size_with_redzone);
}

const struct kasan_global *kasan_find_global(unsigned long addr)
{
	for (const struct kasan_global *file = globals; file; file = file->next)
		for (const struct kasan_global *g = file; g < file + file->nr; g++)
			if (addr - (unsigned long)g->start < g->size_with_redzone)
				return g;
	return NULL;
}

/* ---- the stack ---- */

/* What the abandoned part of a stack has in its shadow goes when the stack is used again (linux/kasan.h). */
void CALLBACK __asan_handle_no_return(void);
void CALLBACK __asan_handle_no_return(void)
{
}

/* clang: an array of variable length, with 32 bytes of red zone on either side. */
void CALLBACK __asan_alloca_poison(unsigned long addr, size_t size);
void CALLBACK __asan_alloca_poison(unsigned long addr, size_t size)
{
	unsigned long whole = (size + KASAN_GRANULE_MASK) & ~KASAN_GRANULE_MASK;
	unsigned long padded = (size + 31) & ~31UL;

	kasan_unpoison((void *)addr, size);
	kasan_poison((void *)addr - 32, 32, KASAN_ALLOCA_LEFT);
	kasan_poison((void *)addr + whole, padded - whole + 32, KASAN_ALLOCA_RIGHT);
}

void CALLBACK __asan_allocas_unpoison(unsigned long top, unsigned long bottom);
void CALLBACK __asan_allocas_unpoison(unsigned long top, unsigned long bottom)
{
	if (top && top < bottom)
		kasan_unpoison((void *)top, bottom - top);
}

/* gcc and clang: where they put the values of many granules at once. */
#define DEFINE_SET_SHADOW(value)                                                                   \
	void CALLBACK __asan_set_shadow_##value(void *shadow, size_t size);                        \
	void CALLBACK __asan_set_shadow_##value(void *shadow, size_t size)                         \
	{                                                                                          \
		__memset(shadow, 0x##value, size);                                                 \
	}

DEFINE_SET_SHADOW(00)
DEFINE_SET_SHADOW(f1)
DEFINE_SET_SHADOW(f2)
DEFINE_SET_SHADOW(f3)
DEFINE_SET_SHADOW(f5)
DEFINE_SET_SHADOW(f8)
#endif
