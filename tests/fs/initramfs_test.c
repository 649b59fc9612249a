// SPDX-License-Identifier: MIT
/*
 * Tests of fs/initramfs.c and cpio.c: archives made here, unpacked below /t, taken away after each case.
 *
 * The archive lies in a block of the page allocator, as a boot module lies in physical memory.
 */
#include <k896/initramfs.h>
#include <k896/log.h>
#include <kunit/test.h>
#include <linux/fault-inject.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/prandom.h>

#include "fs/files.h"
#include "tests/support/reports.h"

#define ORDER 3
#define ROOM  (PAGE_SIZE << ORDER)
#define FILE  (S_IFREG | 0644)

static struct {
	char *bytes;
	size_t used;
} archive;

static int make_room(struct kunit *test)
{
	archive.bytes = (char *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, ORDER);
	archive.used = 0;
	return archive.bytes ? 0 : -ENOMEM;
}

/* What a case has unpacked, if it got as far. */
static void remove_t(void)
{
	struct dentry *t = path_lookup(root_dentry, "/t", 0);

	if (!IS_ERR(t))
		dentry_remove(t);
}

static void clean_up(struct kunit *test)
{
	remove_t();
	free_pages((unsigned long)archive.bytes, ORDER);
}

/* ---- building ---- */

static void append(const void *data, size_t n)
{
	memcpy(archive.bytes + archive.used, data, n);
	archive.used = ALIGN(archive.used + n, 4);
}

/* A header and a name; its NUL is counted in @namesize. */
static void add_header(u32 ino, u32 mode, u32 nlink, u32 size, const char *name, u32 namesize)
{
	u32 field[] = { ino, mode, 0, 0, nlink, 0, size, 0, 0, 0, 0, namesize, 0 };
	char text[6 + 13 * 8 + 32];
	size_t n = scnprintf(text, sizeof(text), "070701");

	for (unsigned int i = 0; i < ARRAY_SIZE(field); i++)
		n += scnprintf(text + n, sizeof(text) - n, "%08X", field[i]);
	memcpy(archive.bytes + archive.used, text, n);
	archive.used += n;
	append(name, strlen(name) + 1);
}

static void add_entry(u32 ino, u32 mode, u32 nlink, const char *name, const char *data)
{
	add_header(ino, mode, nlink, strlen(data), name, strlen(name) + 1);
	append(data, strlen(data));
}

static void add_file(const char *name, const char *data)
{
	add_entry(0, FILE, 1, name, data);
}

static void add_trailer(void)
{
	add_entry(0, 0, 1, "TRAILER!!!", "");
}

static int unpack(void)
{
	return initramfs_unpack("test.cpio", __pa(archive.bytes),
				__pa(archive.bytes) + archive.used);
}

/* ---- looking ---- */

static const char *text_of(const char *path)
{
	static char text[64];
	struct file *file = filp_open(path, O_RDONLY, 0);
	loff_t pos = 0;
	ssize_t n;

	if (IS_ERR(file))
		return "(cannot be opened)";
	n = kernel_read(file, text, sizeof(text) - 1, &pos);
	fput(file);
	text[max(n, 0)] = 0;
	return text;
}

static struct inode *inode_of(const char *path)
{
	struct dentry *d = path_lookup(root_dentry, path, 0);

	return IS_ERR(d) ? NULL : d->d_inode;
}

/* ---- good archives ---- */

static void files_have_names_modes_and_bytes(struct kunit *test)
{
	add_entry(1, S_IFDIR | 0755, 2, "t", "");
	add_entry(2, S_IFREG | 0755, 1, "t/program", "\177ELF");
	add_file("t/text", "some text");
	add_file("t/empty", "");
	add_trailer();
	KUNIT_ASSERT_EQ(test, unpack(), 0);
	KUNIT_EXPECT_STREQ(test, text_of("/t/text"), "some text");
	KUNIT_EXPECT_STREQ(test, text_of("/t/empty"), "");
	KUNIT_EXPECT_EQ(test, inode_of("/t/program")->i_mode, S_IFREG | 0755);
	KUNIT_EXPECT_EQ(test, inode_of("/t/text")->i_size, 9);
}

static void names_are_tidied(struct kunit *test)
{
	add_entry(1, S_IFDIR | 0755, 2, ".", "");
	add_file("./t/a", "a");
	add_file("/t/b", "b");
	add_entry(1, S_IFDIR | 0755, 2, "t/c/", "");
	add_trailer();
	KUNIT_ASSERT_EQ(test, unpack(), 0);
	KUNIT_EXPECT_STREQ(test, text_of("/t/a"), "a");
	KUNIT_EXPECT_STREQ(test, text_of("/t/b"), "b");
	KUNIT_EXPECT_TRUE(test, inode_of("/t/c") && S_ISDIR(inode_of("/t/c")->i_mode));
}

static void directories_that_no_entry_names_are_made(struct kunit *test)
{
	add_file("t/x/y/z", "deep");
	add_entry(1, S_IFDIR | 0755, 2, "t/x", "");
	add_trailer();
	KUNIT_ASSERT_EQ(test, unpack(), 0);
	KUNIT_EXPECT_STREQ(test, text_of("/t/x/y/z"), "deep");
}

static void links_are_one_file(struct kunit *test)
{
	add_entry(7, FILE, 3, "t/first", "");
	add_entry(7, FILE, 3, "t/second", "");
	add_file("t/other", "other");
	add_entry(7, FILE, 3, "t/third", "shared");
	add_trailer();
	KUNIT_ASSERT_EQ(test, unpack(), 0);
	KUNIT_EXPECT_STREQ(test, text_of("/t/first"), "shared");
	KUNIT_EXPECT_PTR_EQ(test, inode_of("/t/first"), inode_of("/t/third"));
	KUNIT_EXPECT_EQ(test, inode_of("/t/second")->i_nlink, 3U);
	KUNIT_EXPECT_STREQ(test, text_of("/t/other"), "other");
}

static void numbers_of_another_archive_are_other_files(struct kunit *test)
{
	add_entry(7, FILE, 2, "t/a", "first archive");
	add_trailer();
	archive.used += 64;
	add_entry(7, FILE, 2, "t/b", "second archive");
	add_trailer();
	KUNIT_ASSERT_EQ(test, unpack(), 0);
	KUNIT_EXPECT_STREQ(test, text_of("/t/a"), "first archive");
	KUNIT_EXPECT_STREQ(test, text_of("/t/b"), "second archive");
}

static void symbolic_links_lead_on(struct kunit *test)
{
	add_file("t/text", "through a link");
	add_entry(1, S_IFLNK | 0777, 1, "t/relative", "text");
	add_entry(2, S_IFLNK | 0777, 1, "t/absolute", "/t/relative");
	add_entry(3, S_IFLNK | 0777, 1, "t/round", "round");
	add_trailer();
	KUNIT_ASSERT_EQ(test, unpack(), 0);
	KUNIT_EXPECT_STREQ(test, text_of("/t/absolute"), "through a link");
	KUNIT_EXPECT_EQ(test, PTR_ERR(filp_open("/t/round", O_RDONLY, 0)), -ELOOP);
	KUNIT_EXPECT_EQ(test, PTR_ERR(filp_open("/t/text/", O_RDONLY, 0)), -ENOTDIR);
}

static void a_file_of_many_pages_is_whole(struct kunit *test)
{
	size_t size = 3 * PAGE_SIZE + 123, at;
	struct rnd_state rnd;
	struct file *file;
	u8 part[100], *data;
	loff_t pos = 2 * PAGE_SIZE - 50;

	prandom_seed_state(&rnd, kunit_case_seed(test));
	add_header(1, FILE, 1, size, "t/big", 6);
	at = archive.used;
	data = (u8 *)archive.bytes + at;
	prandom_bytes_state(&rnd, data, size);
	archive.used = ALIGN(at + size, 4);
	add_trailer();
	KUNIT_ASSERT_EQ(test, unpack(), 0);
	file = filp_open("/t/big", O_RDONLY, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	KUNIT_EXPECT_EQ(test, kernel_read(file, part, sizeof(part), &pos), sizeof(part));
	KUNIT_EXPECT_EQ(test, memcmp(part, data + 2 * PAGE_SIZE - 50, sizeof(part)), 0);
	pos = size - 10;
	KUNIT_EXPECT_EQ(test, kernel_read(file, part, sizeof(part), &pos), 10);
	KUNIT_EXPECT_EQ(test, memcmp(part, data + size - 10, 10), 0);
	KUNIT_EXPECT_EQ(test, kernel_read(file, part, sizeof(part), &pos), 0);
	fput(file);
}

/* ---- bad ones ---- */

/* One fault, said in these words; what came before it is there. */
#define EXPECT_FAULT(test, text)                                                                   \
	do {                                                                                       \
		struct reports mark_ = mark_reports();                                             \
                                                                                                   \
		KUNIT_EXPECT_EQ(test, unpack(), 1);                                                \
		KUNIT_EXPECT_TRUE_MSG(test, log_contains(mark_.log, text), "the log lacks: %s\n",  \
				      text);                                                       \
		KUNIT_EXPECT_STREQ(test, text_of("/t/good"), "good");                              \
	} while (0)

static void a_header_that_stops_is_named(struct kunit *test)
{
	add_file("t/good", "good");
	append("070701", 6);
	EXPECT_FAULT(test, "test.cpio: offset 0x7c: \"\": the archive ends inside a header");
}

static void what_is_no_header_is_named(struct kunit *test)
{
	add_file("t/good", "good");
	memset(archive.bytes + archive.used, 'x', 200);
	archive.used += 200;
	EXPECT_FAULT(test, "no header of a newc archive");
}

static void a_number_with_other_characters_is_named(struct kunit *test)
{
	add_file("t/good", "good");
	add_file("t/bad", "bad");
	archive.bytes[0x7c + 6 + 3] = 'g';
	EXPECT_FAULT(test, "a number in the header is none");
}

static void a_name_behind_the_end_is_named(struct kunit *test)
{
	add_file("t/good", "good");
	add_header(1, FILE, 1, 0, "t/bad", 0xffe);
	EXPECT_FAULT(test, "the archive ends inside a name");
}

static void a_name_of_no_length_or_too_long_is_named(struct kunit *test)
{
	add_file("t/good", "good");
	add_header(1, FILE, 1, 0, "t/bad", 0);
	EXPECT_FAULT(test, "the name's length makes no sense");
	remove_t();
	archive.used = 0;
	add_file("t/good", "good");
	add_header(1, FILE, 1, 0, "t/bad", 0xffffffff);
	EXPECT_FAULT(test, "the name's length makes no sense");
}

static void a_name_without_its_end_is_named(struct kunit *test)
{
	add_file("t/good", "good");
	add_header(1, FILE, 1, 0, "t/bad", 4);
	EXPECT_FAULT(test, "\"t/ba\": the name does not end where it should");
}

static void data_behind_the_end_is_named(struct kunit *test)
{
	add_file("t/good", "good");
	add_header(1, FILE, 1, 0xffffffff, "t/bad", 6);
	append("data", 4);
	EXPECT_FAULT(test, "offset 0x7c: \"t/bad\": the archive ends inside the data");
}

static void a_name_that_leaves_the_root_is_refused(struct kunit *test)
{
	add_file("t/../../etc/passwd", "bad");
	add_file("t/good", "good");
	add_trailer();
	EXPECT_FAULT(test, "offset 0x0: \"t/../../etc/passwd\": -EINVAL");
}

static void the_first_of_two_equal_names_stays(struct kunit *test)
{
	add_file("t/good", "good");
	add_file("t/good", "bad");
	add_trailer();
	EXPECT_FAULT(test, "\"t/good\": -EEXIST");
}

static void a_file_is_no_directory(struct kunit *test)
{
	add_file("t/good", "good");
	add_file("t/good/bad", "bad");
	add_trailer();
	EXPECT_FAULT(test, "\"t/good/bad\": -ENOTDIR");
}

static void an_unknown_kind_is_refused(struct kunit *test)
{
	add_entry(1, 0010644, 1, "t/pipe", "");
	add_file("t/good", "good");
	add_trailer();
	EXPECT_FAULT(test, "\"t/pipe\": -EINVAL");
}

/* Any byte anything: no crash, no leak (the runner looks), and whatever is unpacked lies in the tree. */
/* All kinds of entries; @headers says where each begins. */
static unsigned int add_one_of_each(u32 *headers)
{
	unsigned int n = 0;

	archive.used = 0;
	headers[n++] = archive.used;
	add_file("t/a", "first");
	headers[n++] = archive.used;
	add_entry(9, FILE, 2, "t/b", "");
	headers[n++] = archive.used;
	add_entry(9, FILE, 2, "t/c", "linked");
	headers[n++] = archive.used;
	add_entry(3, S_IFLNK | 0777, 1, "t/d", "a");
	headers[n++] = archive.used;
	add_trailer();
	return n;
}

/* Names stay: a damaged one would be left in the root. */
static void random_damage_does_no_harm(struct kunit *test)
{
	struct rnd_state rnd;
	u32 headers[8];

	prandom_seed_state(&rnd, kunit_case_seed(test));
	for (unsigned int round = 0; round < 300; round++) {
		unsigned int count = add_one_of_each(headers);

		for (unsigned int n = prandom_u32_state(&rnd) % 4; n; n--) {
			u32 at = headers[prandom_u32_state(&rnd) % count] +
				 prandom_u32_state(&rnd) % 110;

			archive.bytes[at] = "0123456789ABCDEFx"[prandom_u32_state(&rnd) % 17];
		}
		archive.used = min_t(size_t, archive.used, prandom_u32_state(&rnd) % 1000 + 1);
		unpack();
		remove_t();
	}
}

/* Whichever allocation fails: the file is whole or not there, and then a fault was counted. */
static void without_memory_a_file_is_whole_or_not_there(struct kunit *test)
{
	unsigned int failed = 0;
	bool done;

	add_file("t/a", "first");
	add_trailer();
	for (unsigned long n = 1;; n++) {
		struct reports mark = mark_reports();
		int faults;
		struct dentry *t;

		fail_nth_page_alloc(n);
		faults = unpack();
		done = fail_nth_page_alloc_done();
		fail_nth_page_alloc(0);
		EXPECT_FAILURES_ONLY(test, mark);
		failed += faults;
		KUNIT_EXPECT_STREQ(test, text_of("/t/a"), faults ? "(cannot be opened)" : "first");
		t = path_lookup(root_dentry, "/t", 0);
		if (!IS_ERR(t))
			dentry_remove(t);
		if (!done)
			break;
	}
	KUNIT_EXPECT_GT(test, failed, 0U);
}

/* ---- single files ---- */

static void a_module_is_named_by_its_first_word(struct kunit *test)
{
	struct boot_module m = { .name = "/boot/some/t -v x" };

	memcpy(archive.bytes, "program", 7);
	m.start = __pa(archive.bytes);
	m.end = m.start + 7;
	KUNIT_ASSERT_EQ(test, initramfs_add_file(&m), 0);
	KUNIT_EXPECT_STREQ(test, text_of("/t"), "program");
	KUNIT_EXPECT_EQ(test, initramfs_add_file(&m), -EEXIST);
}

static struct kunit_case initramfs_cases[] = {
	KUNIT_CASE(files_have_names_modes_and_bytes),
	KUNIT_CASE(names_are_tidied),
	KUNIT_CASE(directories_that_no_entry_names_are_made),
	KUNIT_CASE(links_are_one_file),
	KUNIT_CASE(numbers_of_another_archive_are_other_files),
	KUNIT_CASE(symbolic_links_lead_on),
	KUNIT_CASE(a_file_of_many_pages_is_whole),
	KUNIT_CASE(a_header_that_stops_is_named),
	KUNIT_CASE(what_is_no_header_is_named),
	KUNIT_CASE(a_number_with_other_characters_is_named),
	KUNIT_CASE(a_name_behind_the_end_is_named),
	KUNIT_CASE(a_name_of_no_length_or_too_long_is_named),
	KUNIT_CASE(a_name_without_its_end_is_named),
	KUNIT_CASE(data_behind_the_end_is_named),
	KUNIT_CASE(a_name_that_leaves_the_root_is_refused),
	KUNIT_CASE(the_first_of_two_equal_names_stays),
	KUNIT_CASE(a_file_is_no_directory),
	KUNIT_CASE(an_unknown_kind_is_refused),
	KUNIT_CASE(random_damage_does_no_harm),
	KUNIT_CASE(without_memory_a_file_is_whole_or_not_there),
	KUNIT_CASE(a_module_is_named_by_its_first_word),
	{},
};

static struct kunit_suite initramfs_suite = {
	.name = "initramfs",
	.init = make_room,
	.exit = clean_up,
	.test_cases = initramfs_cases,
};

kunit_test_suite(initramfs_suite);
