/* SPDX-License-Identifier: MIT */
/*
 * From a path to a name in the tree: part by part, symbolic links followed on the way.
 *
 * There are no permissions to check on the way, everybody is root. A path that ends in a slash means a
 * directory.
 *
 * Tests: tests/fs/file_test.c
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "files.h"

#define MAX_LINKS 40 /* symbolic links in one path, those in links included */

/* One part of a path, from @dir: NULL if there is no such name. */
static struct dentry *step(struct dentry *dir, const char *name, size_t len)
{
	if (len == 1 && name[0] == '.')
		return dir;
	if (len == 2 && name[0] == '.' && name[1] == '.')
		return dir->d_parent;
	return dentry_lookup(dir, name, len);
}

static bool must_follow(const struct dentry *d, const char *rest, unsigned int flags)
{
	return S_ISLNK(d->d_inode->i_mode) && (*rest || flags & LOOKUP_FOLLOW);
}

/* Goes as deep as links lead to links, at most MAX_LINKS. */
static struct dentry *walk(struct dentry *at, const char *path, unsigned int flags,
			   unsigned int *links)
{
	if (*path == '/')
		at = root_dentry;
	for (path += strspn(path, "/"); *path; path += strspn(path, "/")) {
		size_t len = strchrnul(path, '/') - path;
		struct dentry *next;

		if (!S_ISDIR(at->d_inode->i_mode))
			return ERR_PTR(-ENOTDIR);
		if (len > NAME_MAX)
			return ERR_PTR(-ENAMETOOLONG);
		next = step(at, path, len);
		if (!next)
			return ERR_PTR(-ENOENT);
		path += len;
		if (must_follow(next, path, flags)) {
			if (++*links > MAX_LINKS)
				return ERR_PTR(-ELOOP);
			next = walk(at, next->d_inode->i_link, LOOKUP_FOLLOW, links);
			if (IS_ERR(next))
				return next;
		}
		at = next;
	}
	return at;
}

struct dentry *path_lookup(struct dentry *dir, const char *path, unsigned int flags)
{
	unsigned int links = 0;
	size_t len = strlen(path);
	struct dentry *found;

	if (!len)
		return ERR_PTR(-ENOENT);
	if (path[len - 1] == '/')
		flags |= LOOKUP_DIRECTORY;
	found = walk(dir, path, flags, &links);
	if (!IS_ERR(found) && flags & LOOKUP_DIRECTORY && !S_ISDIR(found->d_inode->i_mode))
		return ERR_PTR(-ENOTDIR);
	return found;
}

/* ---- the last part of a path ---- */

static enum last_type type_of(const struct last *last)
{
	if (!last->len)
		return LAST_ROOT;
	if (last->len == 1 && last->name[0] == '.')
		return LAST_DOT;
	return last->len == 2 && !memcmp(last->name, "..", 2) ? LAST_DOTDOT : LAST_NORM;
}

struct last last_of(const char *path)
{
	const char *end = path + strlen(path);
	struct last last = {};

	for (; end > path && end[-1] == '/'; end--)
		last.slash = true;
	for (last.name = end; last.name > path && last.name[-1] != '/'; last.name--)
		last.len++;
	last.type = type_of(&last);
	return last;
}

struct dentry *folder_of(struct dentry *base, const char *path, const struct last *last)
{
	size_t len = last->name - path;
	struct dentry *folder;
	char *parent;

	if (!len)
		return base;
	parent = kmemdup_nul(path, len, GFP_KERNEL);
	if (!parent)
		return ERR_PTR(-ENOMEM);
	folder = path_lookup(base, parent, LOOKUP_FOLLOW | LOOKUP_DIRECTORY);
	kfree(parent);
	return folder;
}

/* ---- from user memory ---- */

char *getname_flags(const char __user *filename, bool may_be_empty)
{
	char *name = kmalloc(PATH_MAX, GFP_KERNEL);
	long len, err;

	if (!name)
		return ERR_PTR(-ENOMEM);
	len = strncpy_from_user(name, filename, PATH_MAX);
	if (len > 0 && len < PATH_MAX)
		return name;
	if (!len && may_be_empty)
		return name;
	err = len < 0 ? len : len ? -ENAMETOOLONG : -ENOENT;
	kfree(name);
	return ERR_PTR(err);
}

char *getname(const char __user *filename)
{
	return getname_flags(filename, false);
}

struct dentry *base_of(int dfd, const char *path)
{
	struct dentry *dir;
	struct file *file;

	if (path[0] == '/' || dfd == AT_FDCWD)
		return path[0] == '/' ? root_dentry : current_pwd();
	file = fget_raw(dfd);
	if (!file)
		return ERR_PTR(-EBADF);
	dir = S_ISDIR(file->f_inode->i_mode) ? file->f_dentry : ERR_PTR(-ENOTDIR);
	fput(file);
	return dir;
}
