/* SPDX-License-Identifier: MIT */
/*
 * The files that the boot loader brought: multiboot modules.
 *
 * A module that is a cpio archive in the "newc" form is unpacked at "/". Any other is one file there, named by
 * the last part of the first word of its string. Contents are copied into pages of their own, which is what
 * mappings need; then the module's own memory goes to the page allocator.
 *
 *	header	110 characters: magic, 13 numbers of 8 hexadecimal digits	(struct header)
 *	name	with its NUL; header and name padded to 4
 *	data	padded to 4		... up to an entry named TRAILER!!!; more archives may follow
 *
 * Entries with the same inode number and several links are one file with several names; the data comes with one
 * of them. An archive is what somebody built: every number in it is checked against the module's end, and an entry
 * that makes no sense is reported with its name and offset. If the next one can still be found, unpacking goes on.
 *
 * Tests: tests/fs/initramfs_test.c, tests/user/test_initramfs.py
 */
#include <asm/bootinfo.h>
#include <k896/initramfs.h>
#include <k896/magic.h>
#include <linux/err.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "files.h"
#include "kernel/process/task.h"

#define MAGIC_SIZE  6
#define HEADER_SIZE 110
#define TRAILER	    "TRAILER!!!"

/* The numbers of a header, in their order. */
enum {
	INO,
	MODE,
	UID,
	GID,
	NLINK,
	MTIME,
	FILESIZE,
	MAJ,
	MIN,
	RMAJ,
	RMIN,
	NAMESIZE,
	CHECK,
	NR_FIELDS
};

/* A file with several names, until the archive ends. */
struct link {
	struct list_head list;
	u32 ino, major, minor;
	struct inode *inode;
};

/* An archive being read. */
struct archive {
	const char *module;
	phys_addr_t start, end;
	phys_addr_t at; /* the entry */
	u32 field[NR_FIELDS];
	phys_addr_t data;
	char *path; /* "/" and the name: PATH_MAX bytes */
	struct list_head links;
	unsigned int faults;
	unsigned int lost; /* entries for which there was no memory */
	char first_lost[64];
};

static const struct file_operations regular_fops = {
	.llseek = generic_file_llseek,
	.read = generic_file_read,
	.mmap = generic_file_mmap,
};

static const struct file_operations link_fops;

/* ---- the module's memory: anywhere, page by page ---- */

static void fetch(void *to, phys_addr_t from, size_t n)
{
	while (n) {
		size_t offset = from & ~PAGE_MASK, part = min_t(size_t, n, PAGE_SIZE - offset);

		memcpy_from_page(to, pfn_to_page(from >> PAGE_SHIFT), offset, part);
		to += part;
		from += part;
		n -= part;
	}
}

/* ---- contents ---- */

static int add_page(struct address_space *mapping, unsigned long index, phys_addr_t from, size_t n)
{
	/* Nobody is there yet who would give memory back: rather no file than a boot that waits. */
	struct page *page = alloc_page(GFP_HIGHUSER | __GFP_NORETRY | __GFP_NOWARN);
	char *addr;
	int err;

	if (!page)
		return -ENOMEM;
	addr = kmap_local_page(page);
	fetch(addr, from, n);
	memset(addr + n, 0, PAGE_SIZE - n);
	kunmap_local(addr);
	err = add_to_page_cache(page, mapping, index);
	put_page(page);
	return err;
}

/* Gives a file its bytes. 0 or -ENOMEM: then it has none. */
static int fill(struct inode *inode, phys_addr_t from, size_t size)
{
	struct address_space *mapping = inode->i_mapping;

	for (size_t done = 0; done < size; done += PAGE_SIZE) {
		size_t n = min_t(size_t, size - done, PAGE_SIZE);
		int err = add_page(mapping, done >> PAGE_SHIFT, from + done, n);

		if (err) {
			truncate_inode_pages(mapping, 0);
			return err;
		}
	}
	mapping->nr_slots = DIV_ROUND_UP(size, PAGE_SIZE);
	inode->i_size = size;
	return 0;
}

static struct inode *new_file(umode_t mode)
{
	struct inode *inode = new_inode(mode);

	if (inode) {
		inode->i_fop = &regular_fops;
		inode->i_free = destroy_inode;
	}
	return inode;
}

/* The tree takes the inode over; without a name it is dropped. */
static int give_name(const char *path, struct inode *inode)
{
	struct dentry *d = dentry_create(path, inode);

	if (IS_ERR(d))
		iput(inode);
	return PTR_ERR_OR_ZERO(d);
}

/* ---- entries ---- */

static struct link *find_link(struct archive *a)
{
	struct link *l;

	list_for_each_entry(l, &a->links, list)
		if (l->ino == a->field[INO] && l->major == a->field[MAJ] &&
		    l->minor == a->field[MIN])
			return l;
	return NULL;
}

static int add_link(struct archive *a, struct inode *inode)
{
	struct link *l = kmalloc(sizeof(*l), GFP_KERNEL);

	if (!l)
		return -ENOMEM;
	*l = (struct link){ .ino = a->field[INO], .major = a->field[MAJ], .minor = a->field[MIN] };
	l->inode = ihold(inode);
	list_add(&l->list, &a->links);
	return 0;
}

static void forget_links(struct archive *a)
{
	struct link *l, *next;

	list_for_each_entry_safe(l, next, &a->links, list) {
		iput(l->inode);
		kfree(l);
	}
	INIT_LIST_HEAD(&a->links);
}

/* One more name for a file that an earlier entry made; the data, if it is here. */
static int make_further_name(struct archive *a, struct inode *inode)
{
	int err = 0;

	if (a->field[FILESIZE] && !inode->i_size)
		err = fill(inode, a->data, a->field[FILESIZE]);
	if (!err)
		err = give_name(a->path, ihold(inode));
	if (!err)
		inode->i_nlink++;
	return err;
}

static int make_file(struct archive *a)
{
	struct link *known = a->field[NLINK] > 1 ? find_link(a) : NULL;
	struct inode *inode;
	int err;

	if (known)
		return make_further_name(a, known->inode);
	inode = new_file(a->field[MODE]);
	if (!inode)
		return -ENOMEM;
	err = fill(inode, a->data, a->field[FILESIZE]);
	if (!err && a->field[NLINK] > 1)
		err = add_link(a, inode);
	if (!err)
		return give_name(a->path, inode);
	iput(inode);
	return err;
}

static int make_directory(struct archive *a)
{
	struct dentry *d = dentry_mkdir(a->path);

	if (d == ERR_PTR(-EEXIST)) {
		d = path_lookup(root_dentry, a->path, 0);
		return S_ISDIR(d->d_inode->i_mode) ? 0 : -EEXIST;
	}
	return PTR_ERR_OR_ZERO(d);
}

static void free_symlink(struct inode *inode)
{
	kfree(inode->i_link);
	destroy_inode(inode);
}

static int make_symlink(struct archive *a)
{
	u32 size = a->field[FILESIZE];
	struct inode *inode;
	char *target;

	if (!size || size >= PATH_MAX)
		return -ENAMETOOLONG;
	target = kzalloc(size + 1, GFP_KERNEL);
	inode = target ? new_inode(S_IFLNK | 0777) : NULL;
	if (!inode) {
		kfree(target);
		return -ENOMEM;
	}
	fetch(target, a->data, size);
	inode->i_link = target;
	inode->i_size = strlen(target);
	inode->i_fop = &link_fops;
	inode->i_free = free_symlink;
	return give_name(a->path, inode);
}

static int make_entry(struct archive *a)
{
	if (!strcmp(a->path, "/."))
		return 0;
	switch (a->field[MODE] & S_IFMT) {
	case S_IFREG:
		return make_file(a);
	case S_IFDIR:
		return make_directory(a);
	case S_IFLNK:
		return make_symlink(a);
	case S_IFCHR:
		return 0; /* devices have their names from their drivers */
	}
	return -EINVAL;
}

/* ---- the archive ---- */

/* Says what is wrong with the entry, in words or as an error number. */
static void complain(struct archive *a, const char *what, int err)
{
	a->faults++;
	if (err)
		pr_err("initramfs: %s: offset %#x: \"%s\": %pe\n", a->module, a->at - a->start,
		       a->path + 1, ERR_PTR(err));
	else
		pr_err("initramfs: %s: offset %#x: \"%s\": %s\n", a->module, a->at - a->start,
		       a->path + 1, what);
}

static bool parse_field(const char *text, u32 *value)
{
	*value = 0;
	for (unsigned int i = 0; i < 8; i++) {
		int digit = hex_to_bin(text[i]);

		if (digit < 0)
			return false;
		*value = *value << 4 | digit;
	}
	return true;
}

static bool is_magic(const char *text)
{
	return !memcmp(text, "070701", MAGIC_SIZE) || !memcmp(text, "070702", MAGIC_SIZE);
}

/* Why the header at a->at is none, or NULL. */
static const char *read_header(struct archive *a)
{
	char text[HEADER_SIZE];

	if (a->end - a->at < HEADER_SIZE)
		return "the archive ends inside a header";
	fetch(text, a->at, HEADER_SIZE);
	if (!is_magic(text))
		return "no header of a newc archive";
	for (unsigned int i = 0; i < NR_FIELDS; i++)
		if (!parse_field(text + MAGIC_SIZE + 8 * i, &a->field[i]))
			return "a number in the header is none";
	return NULL;
}

/* Where the padding from @at on ends: a multiple of 4 from the start. */
static phys_addr_t pad(const struct archive *a, phys_addr_t at)
{
	return a->start + ALIGN(at - a->start, 4);
}

/* The name into a->path behind its slash, and where the data begins. Why that cannot be, or NULL. */
static const char *read_name(struct archive *a)
{
	u32 size = a->field[NAMESIZE];

	if (!size || size > PATH_MAX - 2)
		return "the name's length makes no sense";
	if (a->end - a->at < HEADER_SIZE + size)
		return "the archive ends inside a name";
	fetch(a->path + 1, a->at + HEADER_SIZE, size);
	if (strnlen(a->path + 1, size) != size - 1) {
		a->path[size + 1] = 0;
		return "the name does not end where it should";
	}
	a->data = pad(a, a->at + HEADER_SIZE + size);
	if (a->data > a->end || a->end - a->data < a->field[FILESIZE])
		return "the archive ends inside the data";
	return NULL;
}

/* "./bin/hello" and "/bin/hello" are "bin/hello"; a slash at the end means nothing. */
static void tidy_name(struct archive *a)
{
	char *name = a->path + 1, *from = name;
	size_t len;

	while (from[0] == '/' || (from[0] == '.' && from[1] == '/'))
		from++;
	len = strlen(from);
	memmove(name, from, len + 1);
	while (len && name[len - 1] == '/')
		name[--len] = 0;
	if (!len)
		strscpy(name, ".", 2);
}

/* What there is no memory for is told once, at the end: there will be more of it. */
static void note_lost(struct archive *a)
{
	if (!a->lost++)
		strscpy(a->first_lost, a->path + 1, sizeof(a->first_lost));
	a->faults++;
}

static void skip_zeroes(struct archive *a)
{
	u32 word = 0;

	while (a->end - a->at >= sizeof(word)) {
		fetch(&word, a->at, sizeof(word));
		if (word)
			return;
		a->at += sizeof(word);
	}
	a->at = a->end;
}

/* One entry. False: there is no knowing where the next one begins. */
static bool unpack_entry(struct archive *a)
{
	const char *wrong;
	int err;

	a->path[1] = 0;
	wrong = read_header(a) ?: read_name(a);
	if (wrong) {
		complain(a, wrong, 0);
		return false;
	}
	if (!strcmp(a->path + 1, TRAILER)) {
		forget_links(a);
		a->at = a->data;
		skip_zeroes(a);
		return true;
	}
	tidy_name(a);
	err = make_entry(a);
	if (err == -ENOMEM)
		note_lost(a);
	else if (err)
		complain(a, NULL, err);
	a->at = min(pad(a, a->data + a->field[FILESIZE]), a->end);
	return true;
}

int initramfs_unpack(const char *module, phys_addr_t start, phys_addr_t end)
{
	struct archive a = { .module = module, .start = start, .end = end, .at = start };

	INIT_LIST_HEAD(&a.links);
	a.path = kmalloc(PATH_MAX, GFP_KERNEL);
	if (!a.path) {
		pr_err("initramfs: %s: no memory\n", module);
		return 1;
	}
	a.path[0] = '/';
	while (a.at < a.end && unpack_entry(&a))
		cond_resched();
	forget_links(&a);
	kfree(a.path);
	if (a.lost)
		pr_err("initramfs: %s: %u files are left out, \"%s\" first: no memory for them\n",
		       module, a.lost, a.first_lost);
	return a.faults;
}

/* ---- modules ---- */

static bool is_archive(const struct boot_module *m)
{
	char magic[MAGIC_SIZE];

	if (m->end - m->start < MAGIC_SIZE)
		return false;
	fetch(magic, m->start, MAGIC_SIZE);
	return is_magic(magic);
}

/* "/boot/hello -v" is to be "/hello". */
static void path_of_module(const struct boot_module *m, char *path, size_t size)
{
	size_t len = strcspn(m->name, " \t");
	const char *name = m->name + len;

	while (name > m->name && name[-1] != '/')
		name--;
	scnprintf(path, size, "/%.*s", (int)(m->name + len - name), name);
}

/* It was meant to be unpacked, perhaps. */
static void tell_if_packed(const struct boot_module *m, const char *path)
{
	u8 head[8];
	const char *kind;

	if (m->end - m->start < sizeof(head))
		return;
	fetch(head, m->start, sizeof(head));
	kind = packed_kind(head, sizeof(head));
	if (kind)
		pr_warn("initramfs: %s is %s, and is not unpacked: it must be a cpio archive (-H newc)\n",
			path + 1, kind);
}

int initramfs_add_file(const struct boot_module *m)
{
	char path[BOOT_NAME_SIZE + 1];
	struct inode *inode = new_file(S_IFREG | 0755);
	int err = inode ? fill(inode, m->start, m->end - m->start) : -ENOMEM;

	path_of_module(m, path, sizeof(path));
	if (!err)
		err = give_name(path, inode);
	else if (inode)
		iput(inode);
	if (err)
		pr_err("initramfs: module \"%s\" as %s: %pe\n", m->name, path, ERR_PTR(err));
	else
		tell_if_packed(m, path);
	return err;
}

static int __init unpack_modules(void)
{
	for (u32 i = 0; i < boot_info.nr_modules; i++) {
		const struct boot_module *m = &boot_info.modules[i];

		if (m->start >= m->end || m->end > (u64)max_pfn << PAGE_SHIFT) {
			pr_err("initramfs: module \"%s\" is empty or no RAM\n", m->name);
			continue;
		}
		if (is_archive(m))
			initramfs_unpack(m->name, m->start, m->end);
		else
			initramfs_add_file(m);
		free_reserved_frames(PFN_UP(m->start), PFN_DOWN(m->end));
	}
	return 0;
}
subsys_initcall(unpack_modules);
