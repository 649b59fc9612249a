/* SPDX-License-Identifier: MIT */
/*
 * Names: the tree under "/", one struct dentry for each name.
 *
 *	/ --d_children--> dev --d_children--> null, zero, console
 *	  		  bin --d_children--> hello, ubench: two names may have one inode (hard links)
 *
 * The tree holds a reference of each inode. Names are added at boot and by drivers and then stay, so a dentry
 * needs no count: a caller that has found one may keep it.
 *
 * Tests: tests/fs/file_test.c
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "files.h"

static DEFINE_SPINLOCK(dcache_lock); /* every d_children */
static DEFINE_MUTEX(namespace_lock); /* held to add names and to take them away */

static struct inode root_inode = {
	.i_mode = S_IFDIR | 0755,
	.i_ino = ROOT_INO,
	.i_nlink = 2,
	.i_fop = &directory_fops,
	.i_count = ATOMIC_INIT(1),
	.i_name = "/",
};

static struct dentry root = {
	.d_path = "/",
	.d_name = "",
	.d_parent = &root,
	.d_inode = &root_inode,
	.d_children = LIST_HEAD_INIT(root.d_children),
	.d_child = LIST_HEAD_INIT(root.d_child),
};

struct dentry *root_dentry = &root;

/* ---- looking up ---- */

static struct dentry *lookup_locked(struct dentry *dir, const char *name, size_t len)
{
	struct dentry *d;

	lockdep_assert_held(&dcache_lock);
	list_for_each_entry(d, &dir->d_children, d_child)
		if (!strncmp(d->d_name, name, len) && !d->d_name[len])
			return d;
	return NULL;
}

struct dentry *dentry_lookup(struct dentry *dir, const char *name, size_t len)
{
	struct dentry *found;

	spin_lock(&dcache_lock);
	found = lookup_locked(dir, name, len);
	spin_unlock(&dcache_lock);
	return found;
}

struct dentry *dentry_nth(struct dentry *dir, unsigned int n)
{
	struct dentry *d, *found = NULL;

	spin_lock(&dcache_lock);
	list_for_each_entry(d, &dir->d_children, d_child) {
		if (!n--) {
			found = d;
			break;
		}
	}
	spin_unlock(&dcache_lock);
	return found;
}

/* ---- adding ---- */

/* @path up to @end is the full path; its last part begins at @name. */
static struct dentry *add(struct dentry *dir, const char *path, const char *name, const char *end,
			  struct inode *inode)
{
	struct dentry *d = kzalloc(sizeof(*d) + (end - path) + 1, GFP_KERNEL);
	char *copy = (char *)(d + 1);

	lockdep_assert_held(&namespace_lock);
	VM_BUG_ON(atomic_read(&inode->i_count) < 1);
	if (!d)
		return ERR_PTR(-ENOMEM);
	memcpy(copy, path, end - path);
	d->d_path = copy;
	d->d_name = copy + (name - path);
	d->d_parent = dir;
	d->d_inode = inode;
	if (!inode->i_name)
		inode->i_name = d->d_path;
	INIT_LIST_HEAD(&d->d_children);
	spin_lock(&dcache_lock);
	list_add_tail(&d->d_child, &dir->d_children);
	spin_unlock(&dcache_lock);
	return d;
}

static struct inode *new_directory(void)
{
	struct inode *inode = new_inode(S_IFDIR | 0755);

	if (inode) {
		inode->i_nlink = 2;
		inode->i_fop = &directory_fops;
		inode->i_free = destroy_inode;
	}
	return inode;
}

static struct dentry *add_directory(struct dentry *dir, const char *path, const char *name,
				    const char *end)
{
	struct inode *inode = new_directory();
	struct dentry *d;

	if (!inode)
		return ERR_PTR(-ENOMEM);
	d = add(dir, path, name, end, inode);
	if (IS_ERR(d))
		iput(inode);
	return d;
}

/* The directory in which @name, a part of @path, is to be: the one of the part before, made if it is missing. */
static struct dentry *enter(struct dentry *dir, const char *path, const char *name, const char *end)
{
	struct dentry *d;

	if (!S_ISDIR(dir->d_inode->i_mode))
		return ERR_PTR(-ENOTDIR);
	d = dentry_lookup(dir, name, end - name);
	return d ?: add_directory(dir, path, name, end);
}

static bool name_is_plain(const char *name, size_t len)
{
	return len && len <= NAME_MAX &&
	       !(name[0] == '.' && (len == 1 || (len == 2 && name[1] == '.')));
}

static struct dentry *create_locked(const char *path, struct inode *inode)
{
	struct dentry *dir = root_dentry;
	const char *name = path + 1, *end;

	lockdep_assert_held(&namespace_lock);
	for (;; name = end + 1) {
		end = strchrnul(name, '/');
		if (!name_is_plain(name, end - name))
			return ERR_PTR(end - name > NAME_MAX ? -ENAMETOOLONG : -EINVAL);
		if (!*end)
			break;
		dir = enter(dir, path, name, end);
		if (IS_ERR(dir))
			return dir;
	}
	if (!S_ISDIR(dir->d_inode->i_mode))
		return ERR_PTR(-ENOTDIR);
	if (dentry_lookup(dir, name, end - name))
		return ERR_PTR(-EEXIST);
	return add(dir, path, name, end, inode);
}

struct dentry *dentry_create(const char *path, struct inode *inode)
{
	struct dentry *d;

	if (path[0] != '/')
		return ERR_PTR(-EINVAL);
	mutex_lock(&namespace_lock);
	d = create_locked(path, inode);
	mutex_unlock(&namespace_lock);
	return d;
}

struct dentry *dentry_mkdir(const char *path)
{
	struct inode *inode = new_directory();
	struct dentry *d;

	if (!inode)
		return ERR_PTR(-ENOMEM);
	d = dentry_create(path, inode);
	if (IS_ERR(d))
		iput(inode);
	return d;
}

/* ---- taking away ---- */

/* The next to go: a leaf below @d, or @d itself. */
static struct dentry *leaf_of(struct dentry *d)
{
	lockdep_assert_held(&namespace_lock);
	while (!list_empty(&d->d_children))
		d = list_first_entry(&d->d_children, struct dentry, d_child);
	return d;
}

void dentry_remove(struct dentry *d)
{
	struct dentry *leaf;

	mutex_lock(&namespace_lock);
	do {
		leaf = leaf_of(d);
		spin_lock(&dcache_lock);
		list_del(&leaf->d_child);
		spin_unlock(&dcache_lock);
		iput(leaf->d_inode);
		kfree(leaf);
	} while (leaf != d);
	mutex_unlock(&namespace_lock);
}
