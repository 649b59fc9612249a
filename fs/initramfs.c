/* SPDX-License-Identifier: MIT */
/*
 * The files that the boot loader brought: multiboot modules.
 *
 * A module that is a cpio archive in the "newc" form is unpacked at "/". Any other is one file there, named by
 * the last part of the first word of its string. Contents are copied into pages of their own, which is what
 * mappings need; then the module's own memory goes to the page allocator.
 *
 * Entries with the same inode number and several links are one file with several names; the data comes with one
 * of them. An entry that makes no sense is reported with its name and offset. If the next one can still be
 * found, unpacking goes on. The form itself is read in cpio.c.
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

#include "cpio.h"
#include "files.h"

/* A file with several names, until the archive ends. */
struct link {
	struct list_head list;
	u32 ino, major, minor;
	struct inode *inode;
};

/* A module being unpacked. */
struct unpacking {
	const char *module;
	struct archive a;
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

/* ---- contents ---- */

static int add_page(struct address_space *mapping, unsigned long index, phys_addr_t from, size_t n)
{
	/* At boot no task is there that could give memory back: rather no file than a boot that waits. */
	struct page *page = alloc_page(GFP_HIGHUSER | __GFP_NORETRY | __GFP_NOWARN);
	char *addr;
	int err;

	if (!page)
		return -ENOMEM;
	addr = kmap_local_page(page);
	fetch_phys(addr, from, n);
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
	int err = 0;

	mutex_lock(&mapping->lock); /* it may have a name already */
	for (size_t done = 0; !err && done < size; done += PAGE_SIZE)
		err = add_page(mapping, done >> PAGE_SHIFT, from + done,
			       min_t(size_t, size - done, PAGE_SIZE));
	if (err)
		truncate_inode_pages(mapping, 0);
	mutex_unlock(&mapping->lock);
	if (err)
		return err;
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

static struct link *find_link(struct unpacking *u)
{
	struct link *l;

	list_for_each_entry(l, &u->links, list)
		if (l->ino == u->a.field[INO] && l->major == u->a.field[MAJ] &&
		    l->minor == u->a.field[MIN])
			return l;
	return NULL;
}

static int add_link(struct unpacking *u, struct inode *inode)
{
	struct link *l = kmalloc(sizeof(*l), GFP_KERNEL);

	if (!l)
		return -ENOMEM;
	*l = (struct link){ .ino = u->a.field[INO],
			    .major = u->a.field[MAJ],
			    .minor = u->a.field[MIN] };
	l->inode = ihold(inode);
	list_add(&l->list, &u->links);
	return 0;
}

static void forget_links(struct unpacking *u)
{
	struct link *l, *next;

	list_for_each_entry_safe(l, next, &u->links, list) {
		iput(l->inode);
		kfree(l);
	}
	INIT_LIST_HEAD(&u->links);
}

/* One more name for a file that an earlier entry made; the data, if it is here. */
static int make_further_name(struct unpacking *u, struct inode *inode)
{
	int err = 0;

	if (u->a.field[FILESIZE] && !inode->i_size)
		err = fill(inode, u->a.data, u->a.field[FILESIZE]);
	if (!err)
		err = give_name(u->a.path, ihold(inode));
	if (!err)
		inode->i_nlink++;
	return err;
}

static int make_file(struct unpacking *u)
{
	struct link *known = u->a.field[NLINK] > 1 ? find_link(u) : NULL;
	struct inode *inode;
	int err;

	if (known)
		return make_further_name(u, known->inode);
	inode = new_file(u->a.field[MODE]);
	if (!inode)
		return -ENOMEM;
	err = fill(inode, u->a.data, u->a.field[FILESIZE]);
	if (!err && u->a.field[NLINK] > 1)
		err = add_link(u, inode);
	if (!err)
		return give_name(u->a.path, inode);
	iput(inode);
	return err;
}

static int make_directory(struct unpacking *u)
{
	struct dentry *d = dentry_mkdir(u->a.path);

	if (d == ERR_PTR(-EEXIST)) {
		d = path_lookup(root_dentry, u->a.path, 0);
		return S_ISDIR(d->d_inode->i_mode) ? 0 : -EEXIST;
	}
	return PTR_ERR_OR_ZERO(d);
}

static void free_symlink(struct inode *inode)
{
	kfree(inode->i_link);
	destroy_inode(inode);
}

static int make_symlink(struct unpacking *u)
{
	u32 size = u->a.field[FILESIZE];
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
	fetch_phys(target, u->a.data, size);
	inode->i_link = target;
	inode->i_size = strlen(target);
	inode->i_fop = &link_fops;
	inode->i_free = free_symlink;
	return give_name(u->a.path, inode);
}

static int make_entry(struct unpacking *u)
{
	if (!strcmp(u->a.path, "/."))
		return 0;
	switch (u->a.field[MODE] & S_IFMT) {
	case S_IFREG:
		return make_file(u);
	case S_IFDIR:
		return make_directory(u);
	case S_IFLNK:
		return make_symlink(u);
	case S_IFCHR:
		return 0; /* devices have their names from their drivers */
	}
	return -EINVAL;
}

/* ---- the archive ---- */

/* Says what is wrong with the entry, in words or as an error number. */
static void complain(struct unpacking *u, const char *what, int err)
{
	u->faults++;
	if (err)
		pr_err("initramfs: %s: offset %#x: \"%s\": %pe\n", u->module, u->a.at - u->a.start,
		       u->a.path + 1, ERR_PTR(err));
	else
		pr_err("initramfs: %s: offset %#x: \"%s\": %s\n", u->module, u->a.at - u->a.start,
		       u->a.path + 1, what);
}

/* What there is no memory for is told once, at the end: there will be more of it. */
static void note_lost(struct unpacking *u)
{
	if (!u->lost++)
		strscpy(u->first_lost, u->a.path + 1, sizeof(u->first_lost));
	u->faults++;
}

/* One entry. False: there is no knowing where the next one begins. */
static bool unpack_entry(struct unpacking *u)
{
	const char *wrong = cpio_read(&u->a);
	int err;

	if (wrong) {
		complain(u, wrong, 0);
		return false;
	}
	if (u->a.is_trailer) {
		forget_links(u);
	} else {
		err = make_entry(u);
		if (err == -ENOMEM)
			note_lost(u);
		else if (err)
			complain(u, NULL, err);
	}
	cpio_next(&u->a);
	return true;
}

int initramfs_unpack(const char *module, phys_addr_t start, phys_addr_t end)
{
	struct unpacking u = { .module = module, .a = { .start = start, .end = end, .at = start } };

	INIT_LIST_HEAD(&u.links);
	u.a.path = kmalloc(PATH_MAX, GFP_KERNEL);
	if (!u.a.path) {
		pr_err("initramfs: %s: no memory\n", module);
		return 1;
	}
	u.a.path[0] = '/';
	while (u.a.at < u.a.end && unpack_entry(&u))
		cond_resched();
	forget_links(&u);
	kfree(u.a.path);
	if (u.lost)
		pr_err("initramfs: %s: %u files are left out, \"%s\" first: no memory for them\n",
		       module, u.lost, u.first_lost);
	return u.faults;
}

/* ---- modules ---- */

static bool is_archive(const struct boot_module *m)
{
	char magic[CPIO_MAGIC_SIZE];

	if (m->end - m->start < CPIO_MAGIC_SIZE)
		return false;
	fetch_phys(magic, m->start, CPIO_MAGIC_SIZE);
	return is_cpio_magic(magic);
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
	fetch_phys(head, m->start, sizeof(head));
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
