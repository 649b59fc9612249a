// SPDX-License-Identifier: MIT
/* Tests of kernel/process/elf_plan.c: what is made of a program's headers, honest and other. */
#include <asm/page.h>
#include <kunit/runner.h>
#include <kunit/test.h>
#include <linux/elf.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/prandom.h>
#include <linux/string.h>

#define FILE_SIZE 0x30000
#define NR_PHDRS  5

/* What the tests change: a small program as the linker makes them. */
static struct {
	Elf32_Ehdr hdr;
	Elf32_Phdr phdrs[NR_PHDRS];
} file;

#define text  (&file.phdrs[0])
#define data  (&file.phdrs[1])
#define tls   (&file.phdrs[2])
#define stack (&file.phdrs[3])
#define spare (&file.phdrs[4])

static int init(struct kunit *test)
{
	memset(&file, 0, sizeof(file));
	file.hdr = (Elf32_Ehdr){ .e_ident = ELFMAG,
				 .e_type = ET_EXEC,
				 .e_machine = EM_386,
				 .e_entry = 0x8049000,
				 .e_phoff = sizeof(Elf32_Ehdr),
				 .e_phentsize = sizeof(Elf32_Phdr),
				 .e_phnum = NR_PHDRS };
	*text = (Elf32_Phdr){ PT_LOAD, 0, 0x8048000, 0, 0x1f000, 0x1f000, PF_R | PF_X, 0x1000 };
	*data = (Elf32_Phdr){ PT_LOAD, 0x1fabc, 0x8068abc, 0, 0x1000, 0x3000, PF_R | PF_W, 0x1000 };
	*tls = (Elf32_Phdr){ PT_TLS, 0x1fabc, 0x8068abc, 0, 16, 32, PF_R, 4 };
	*stack = (Elf32_Phdr){ .p_type = PT_GNU_STACK, .p_flags = PF_R | PF_W };
	*spare = (Elf32_Phdr){ .p_type = PT_NULL };
	return 0;
}

static int plan_of_file(struct elf_plan *plan)
{
	return elf_check_header(&file.hdr) ?: elf_make_plan(&file.hdr, file.phdrs, FILE_SIZE, plan);
}

static int verdict(void)
{
	struct elf_plan plan;

	return plan_of_file(&plan);
}

/* ---- programs ---- */

static void a_program_is_understood(struct kunit *test)
{
	struct elf_plan plan;

	KUNIT_ASSERT_EQ(test, plan_of_file(&plan), 0);
	KUNIT_EXPECT_EQ(test, plan.bias, 0UL);
	KUNIT_EXPECT_EQ(test, plan.entry, 0x8049000UL);
	KUNIT_EXPECT_EQ(test, plan.start, 0x8048000UL);
	KUNIT_EXPECT_EQ(test, plan.end, 0x806c000UL);
	KUNIT_EXPECT_EQ(test, plan.brk, 0x806c000UL);
	KUNIT_EXPECT_EQ(test, plan.phdr, 0x8048000UL + sizeof(Elf32_Ehdr));
	KUNIT_EXPECT_EQ(test, plan.phnum, (unsigned int)NR_PHDRS);
	KUNIT_EXPECT_EQ(test, plan.start_code, 0x8048000UL);
	KUNIT_EXPECT_EQ(test, plan.end_code, 0x8067000UL);
	KUNIT_EXPECT_EQ(test, plan.start_data, 0x8068abcUL);
	KUNIT_EXPECT_EQ(test, plan.end_data, 0x8069abcUL);
	KUNIT_EXPECT_FALSE(test, plan.exec_stack);
	KUNIT_EXPECT_NULL(test, plan.interp);
}

static void a_segment_becomes_file_padding_and_zero_pages(struct kunit *test)
{
	struct elf_plan plan;
	struct elf_segment s;

	KUNIT_ASSERT_EQ(test, plan_of_file(&plan), 0);
	s = elf_segment_of(data, &plan);
	KUNIT_EXPECT_EQ(test, s.start, 0x8068000UL);
	KUNIT_EXPECT_EQ(test, s.offset, 0x1f000UL);
	KUNIT_EXPECT_EQ(test, s.pad_start, 0x8069abcUL);
	KUNIT_EXPECT_EQ(test, s.file_end, 0x806a000UL);
	KUNIT_EXPECT_EQ(test, s.end, 0x806c000UL);
}

static void a_segment_without_file_is_all_zero_pages(struct kunit *test)
{
	struct elf_plan plan;
	struct elf_segment s;

	data->p_filesz = 0;
	KUNIT_ASSERT_EQ(test, plan_of_file(&plan), 0);
	s = elf_segment_of(data, &plan);
	KUNIT_EXPECT_EQ(test, s.file_end, s.start);
	KUNIT_EXPECT_EQ(test, s.end, 0x806c000UL);
}

/* No byte of the file, or of memory: it does not matter where that would be. */
static void an_empty_segment_is_nothing(struct kunit *test)
{
	const Elf32_Phdr empty[] = {
		{ PT_LOAD, 2 * FILE_SIZE, 0x9000000, 0, 0, 0, PF_R, 0x1000 },
		{ PT_LOAD, 0xffffffff, 0x9000000, 0, 0, 0x1000, PF_R | PF_W, 0x1000 },
		{ PT_LOAD, 1, 0x8048800, 0, 0, 0, PF_R, 0x1000 }, /* inside another */
		{ PT_LOAD, 0, PAGE_OFFSET - 1, 0, 0, 0, PF_R, 0x1000 },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(empty); i++) {
		*spare = empty[i];
		KUNIT_EXPECT_EQ(test, verdict(), 0);
		*spare = *text; /* and in front of the others */
		*text = empty[i];
		KUNIT_EXPECT_EQ(test, verdict(), 0);
		*text = *spare;
	}
	*spare = empty[0];
	spare->p_vaddr = PAGE_OFFSET;
	KUNIT_EXPECT_EQ(test, verdict(), -EINVAL);
}

static void a_file_without_stack_header_gets_an_executable_stack(struct kunit *test)
{
	struct elf_plan plan;

	stack->p_type = PT_NULL;
	KUNIT_ASSERT_EQ(test, plan_of_file(&plan), 0);
	KUNIT_EXPECT_TRUE(test, plan.exec_stack);
}

static void a_position_independent_program_is_put_where_its_alignment_asks(struct kunit *test)
{
	struct elf_plan plan;

	file.hdr.e_type = ET_DYN;
	file.hdr.e_entry = 0x1040;
	text->p_vaddr = 0;
	data->p_vaddr = 0x20abc;
	data->p_align = 0x800000;
	KUNIT_ASSERT_EQ(test, plan_of_file(&plan), 0);
	KUNIT_EXPECT_EQ(test, plan.bias, 0x800000UL);
	KUNIT_EXPECT_EQ(test, plan.entry, 0x801040UL);
	KUNIT_EXPECT_EQ(test, plan.phdr, 0x800000UL + sizeof(Elf32_Ehdr));
	KUNIT_EXPECT_EQ(test, elf_segment_of(data, &plan).start, 0x820000UL);
}

static void segments_may_come_in_any_order(struct kunit *test)
{
	swap(*text, *data);
	KUNIT_EXPECT_EQ(test, verdict(), 0);
}

static void two_segments_may_share_a_page(struct kunit *test)
{
	data->p_vaddr = 0x8067000;
	data->p_offset = 0x1f000;
	text->p_filesz = text->p_memsz = 0x1efff;
	KUNIT_EXPECT_EQ(test, verdict(), 0);
	text->p_memsz = 0x1f000;
	KUNIT_EXPECT_EQ(test, verdict(), 0);
}

/* ---- no programs ---- */

static void what_is_no_elf_file_for_this_machine_is_enoexec(struct kunit *test)
{
	file.hdr.e_ident[0] = '#';
	KUNIT_EXPECT_EQ(test, verdict(), -ENOEXEC);
	init(test);
	file.hdr.e_type = ET_REL;
	KUNIT_EXPECT_EQ(test, verdict(), -ENOEXEC);
	init(test);
	file.hdr.e_machine = 62;
	KUNIT_EXPECT_EQ(test, verdict(), -ENOEXEC);
	init(test);
	file.hdr.e_phentsize = 56;
	KUNIT_EXPECT_EQ(test, verdict(), -ENOEXEC);
}

static void a_header_table_is_one_entry_to_a_page(struct kunit *test)
{
	file.hdr.e_phnum = 0;
	KUNIT_EXPECT_EQ(test, elf_check_header(&file.hdr), -ENOEXEC);
	file.hdr.e_phnum = ELF_MAX_PHDRS + 1;
	KUNIT_EXPECT_EQ(test, elf_check_header(&file.hdr), -ENOEXEC);
	file.hdr.e_phnum = ELF_MAX_PHDRS;
	KUNIT_EXPECT_EQ(test, elf_check_header(&file.hdr), 0);
}

static void a_file_without_segments_is_einval(struct kunit *test)
{
	text->p_type = data->p_type = PT_NULL;
	KUNIT_EXPECT_EQ(test, verdict(), -EINVAL);
}

static void a_truncated_file_is_enoexec(struct kunit *test)
{
	data->p_offset = FILE_SIZE - 0x1000 + 0xabc;
	KUNIT_EXPECT_EQ(test, verdict(), -ENOEXEC);
	data->p_offset = 0xfffffabc;
	KUNIT_EXPECT_EQ(test, verdict(), -ENOEXEC);
}

static void more_file_than_memory_is_einval(struct kunit *test)
{
	data->p_memsz = data->p_filesz - 1;
	KUNIT_EXPECT_EQ(test, verdict(), -EINVAL);
}

static void segments_stay_in_user_space(struct kunit *test)
{
	data->p_vaddr = 0xbffffabc;
	data->p_filesz = 0;
	data->p_memsz = 0x544;
	KUNIT_EXPECT_EQ(test, verdict(), 0);
	data->p_memsz = 0x545;
	KUNIT_EXPECT_EQ(test, verdict(), -EINVAL);
	data->p_vaddr = 0xfffff000;
	data->p_memsz = 0x2000;
	KUNIT_EXPECT_EQ(test, verdict(), -EINVAL);
	data->p_vaddr = 0x1000;
	data->p_memsz = 0xffffffff;
	KUNIT_EXPECT_EQ(test, verdict(), -EINVAL);
}

static void offset_and_address_agree_within_a_page(struct kunit *test)
{
	data->p_offset++;
	KUNIT_EXPECT_EQ(test, verdict(), -EINVAL);
	data->p_filesz = 0; /* nothing is mapped then */
	KUNIT_EXPECT_EQ(test, verdict(), 0);
}

static void segments_that_overlap_are_einval(struct kunit *test)
{
	*spare = (Elf32_Phdr){ PT_LOAD, 0, 0x8066fff, 0, 0, 1, PF_R, 0x1000 };
	KUNIT_EXPECT_EQ(test, verdict(), -EINVAL);
	spare->p_vaddr = 0x8067000;
	KUNIT_EXPECT_EQ(test, verdict(), 0);
}

static void one_header_is_enough(struct kunit *test)
{
	file.hdr.e_phnum = 1;
	KUNIT_EXPECT_EQ(test, verdict(), 0);
	file.hdr.e_phnum = 0;
	KUNIT_EXPECT_EQ(test, verdict(), -ENOEXEC);
}

/* What follows the last of them in the file is none. */
static void headers_end_where_the_file_says(struct kunit *test)
{
	struct elf_plan before, after;

	file.hdr.e_type = ET_DYN;
	text->p_vaddr = 0;
	data->p_vaddr = 0x20abc;
	file.hdr.e_entry = 0x1000;
	file.hdr.e_phnum = 2;
	KUNIT_ASSERT_EQ(test, plan_of_file(&before), 0);
	*tls = (Elf32_Phdr){ PT_LOAD, 0, 0, 0, 0x1000, 0x1000, PF_R, 0x800000 };
	KUNIT_ASSERT_EQ(test, plan_of_file(&after), 0);
	KUNIT_EXPECT_EQ(test, after.bias, before.bias);
}

/* AT_PHDR: the segment whose bytes of the file they are, from its first on, and not behind its last. */
static void the_headers_are_found_in_memory(struct kunit *test)
{
	struct elf_plan plan;

	text->p_offset = file.hdr.e_phoff;
	text->p_vaddr = 0x8048000 + file.hdr.e_phoff;
	text->p_filesz = text->p_memsz = 0x1000;
	KUNIT_ASSERT_EQ(test, plan_of_file(&plan), 0);
	KUNIT_EXPECT_EQ(test, plan.phdr, 0x8048000UL + file.hdr.e_phoff);
	text->p_offset = 0;
	text->p_vaddr = 0x8048000;
	text->p_filesz = file.hdr.e_phoff;
	KUNIT_ASSERT_EQ(test, plan_of_file(&plan), 0);
	KUNIT_EXPECT_EQ(test, plan.phdr, 0UL);
	text->p_filesz++;
	KUNIT_ASSERT_EQ(test, plan_of_file(&plan), 0);
	KUNIT_EXPECT_EQ(test, plan.phdr, 0x8048000UL + file.hdr.e_phoff);
}

static void the_entry_is_in_user_space(struct kunit *test)
{
	file.hdr.e_entry = PAGE_OFFSET;
	KUNIT_EXPECT_EQ(test, verdict(), -EINVAL);
}

static void an_interpreter_has_a_name_that_can_be_read(struct kunit *test)
{
	struct elf_plan plan;

	*spare = (Elf32_Phdr){ PT_INTERP, 0x100, 0, 0, 19, 19, PF_R, 1 };
	KUNIT_ASSERT_EQ(test, plan_of_file(&plan), 0);
	KUNIT_EXPECT_PTR_EQ(test, plan.interp, spare);
	spare->p_filesz = 1;
	KUNIT_EXPECT_EQ(test, verdict(), -ENOEXEC);
	spare->p_filesz = 4097;
	KUNIT_EXPECT_EQ(test, verdict(), -ENOEXEC);
	spare->p_filesz = 19;
	spare->p_offset = FILE_SIZE - 18;
	KUNIT_EXPECT_EQ(test, verdict(), -ENOEXEC);
}

static void too_large_to_move_is_enomem(struct kunit *test)
{
	file.hdr.e_type = ET_DYN;
	text->p_vaddr = 0;
	data->p_vaddr = 0xbf000abc;
	KUNIT_EXPECT_EQ(test, verdict(), -ENOMEM);
}

/* ---- mutants ---- */

/* What elf_make_plan() promises of a plan, looked at in a way of its own. */
static bool plan_can_be_carried_out(const struct elf_plan *plan)
{
	if (plan->start >= plan->end || plan->end > PAGE_OFFSET || plan->entry >= PAGE_OFFSET)
		return false;
	for (unsigned int i = 0; i < plan->phnum; i++) {
		const Elf32_Phdr *p = &file.phdrs[i];
		struct elf_segment s;

		if (p->p_type != PT_LOAD || !p->p_memsz)
			continue;
		s = elf_segment_of(p, plan);
		if (s.start % PAGE_SIZE || s.file_end % PAGE_SIZE || s.end % PAGE_SIZE ||
		    s.start < plan->start || s.file_end < s.start || s.end < s.file_end ||
		    s.end > plan->end)
			return false;
		if (p->p_filesz &&
		    (s.offset % PAGE_SIZE || (u64)s.offset + (s.pad_start - s.start) > FILE_SIZE))
			return false;
	}
	return true;
}

/* One to four changes: a bit, a byte, or a word that is interesting. */
static void mutate(struct rnd_state *random)
{
	static const u32 words[] = { 0,		 1,	     0xfff,	 0x1000,     0x7fffffff,
				     0x80000000, 0xbffff000, 0xc0000000, 0xfffff000, 0xffffffff,
				     PT_LOAD,	 PT_INTERP,  FILE_SIZE };
	u8 *bytes = (u8 *)&file;

	for (u32 n = 1 + prandom_u32_state(random) % 4; n; n--) {
		u32 at = prandom_u32_state(random) % sizeof(file);
		u32 how = prandom_u32_state(random);

		if (how % 3 == 0)
			bytes[at] ^= 1 << (how >> 8) % 8;
		else if (how % 3 == 1)
			bytes[at] = how >> 8;
		else
			memcpy(bytes + at / 4 * 4, &words[(how >> 8) % ARRAY_SIZE(words)], 4);
	}
}

static void ten_thousand_mutants_are_refused_or_make_sense(struct kunit *test)
{
	unsigned int accepted = 0;
	struct rnd_state random;

	prandom_seed_state(&random, kunit_seed);
	for (unsigned int i = 0; i < 10000; i++) {
		struct elf_plan plan;
		int err;

		init(test);
		if (i % 2)
			file.hdr.e_type = ET_DYN;
		mutate(&random);
		if (file.hdr.e_phnum > NR_PHDRS)
			file.hdr.e_phnum = NR_PHDRS; /* there are no more to read */
		err = plan_of_file(&plan);
		if (!err && !plan_can_be_carried_out(&plan))
			KUNIT_FAIL(test,
				   "mutant %u of seed %llu: a plan that cannot be carried out", i,
				   kunit_seed);
		KUNIT_EXPECT_TRUE(test,
				  !err || err == -ENOEXEC || err == -EINVAL || err == -ENOMEM);
		accepted += !err;
	}
	KUNIT_EXPECT_GT(test, accepted, 1000U);
	KUNIT_EXPECT_LT(test, accepted, 9000U);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_program_is_understood),
	KUNIT_CASE(a_segment_becomes_file_padding_and_zero_pages),
	KUNIT_CASE(a_segment_without_file_is_all_zero_pages),
	KUNIT_CASE(an_empty_segment_is_nothing),
	KUNIT_CASE(a_file_without_stack_header_gets_an_executable_stack),
	KUNIT_CASE(a_position_independent_program_is_put_where_its_alignment_asks),
	KUNIT_CASE(segments_may_come_in_any_order),
	KUNIT_CASE(two_segments_may_share_a_page),
	KUNIT_CASE(what_is_no_elf_file_for_this_machine_is_enoexec),
	KUNIT_CASE(a_header_table_is_one_entry_to_a_page),
	KUNIT_CASE(a_file_without_segments_is_einval),
	KUNIT_CASE(a_truncated_file_is_enoexec),
	KUNIT_CASE(more_file_than_memory_is_einval),
	KUNIT_CASE(segments_stay_in_user_space),
	KUNIT_CASE(offset_and_address_agree_within_a_page),
	KUNIT_CASE(segments_that_overlap_are_einval),
	KUNIT_CASE(one_header_is_enough),
	KUNIT_CASE(headers_end_where_the_file_says),
	KUNIT_CASE(the_headers_are_found_in_memory),
	KUNIT_CASE(the_entry_is_in_user_space),
	KUNIT_CASE(an_interpreter_has_a_name_that_can_be_read),
	KUNIT_CASE(too_large_to_move_is_enomem),
	KUNIT_CASE(ten_thousand_mutants_are_refused_or_make_sense),
	{},
};

static struct kunit_suite suite = { .name = "elf", .init = init, .test_cases = cases };
kunit_test_suite(suite);
