// SPDX-License-Identifier: MIT
/* Files for the programs of programs.asm, made in memory. */
#include <k896/run.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "fs/files.h"
#include "programs.h"

static const struct file_operations fops = {
	.llseek = generic_file_llseek,
	.read = generic_file_read,
	.mmap = generic_file_mmap,
};

void __make_test_elf(struct test_elf *elf, const char *code, unsigned long size)
{
	memset(elf, 0, sizeof(*elf));
	elf->hdr = (Elf32_Ehdr){ .e_ident = ELFMAG,
				 .e_type = ET_EXEC,
				 .e_machine = EM_386,
				 .e_entry = TEST_CODE + offsetof(struct test_elf, code),
				 .e_phoff = offsetof(struct test_elf, phdrs),
				 .e_phentsize = sizeof(Elf32_Phdr),
				 .e_phnum = ARRAY_SIZE(elf->phdrs) };
	elf->phdrs[0] = (Elf32_Phdr){ .p_type = PT_LOAD,
				      .p_vaddr = TEST_CODE,
				      .p_filesz = PAGE_SIZE,
				      .p_memsz = PAGE_SIZE,
				      .p_flags = PF_R | PF_X };
	elf->phdrs[1] = (Elf32_Phdr){ .p_type = PT_LOAD,
				      .p_offset = offsetof(struct test_elf, data),
				      .p_vaddr = TEST_DATA,
				      .p_filesz = sizeof(u32),
				      .p_memsz = 3 * PAGE_SIZE,
				      .p_flags = PF_R | PF_W };
	elf->phdrs[2] = (Elf32_Phdr){ .p_type = PT_GNU_STACK, .p_flags = PF_R | PF_W };
	memcpy(elf->code, code, min(size, (unsigned long)sizeof(elf->code)));
	elf->data = 0x12345678;
	elf->behind = 0xdeadbeef;
}

static int add_page(struct inode *inode, unsigned long index, const void *data, unsigned long n)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	int err;

	if (!page)
		return -ENOMEM;
	memcpy(page_address(page), data, n);
	err = add_to_page_cache(page, inode->i_mapping, index);
	put_page(page);
	return err;
}

static int fill(struct inode *inode, const void *data, unsigned long size)
{
	int err = 0;

	for (unsigned long at = 0; at < size && !err; at += PAGE_SIZE)
		err = add_page(inode, at / PAGE_SIZE, data + at, min(size - at, PAGE_SIZE));
	inode->i_size = size;
	return err;
}

int write_test_file(const char *name, const void *data, unsigned long size, unsigned int mode)
{
	struct inode *inode = new_inode(S_IFREG | mode);
	struct dentry *dentry;
	char path[32];
	int err;

	if (!inode)
		return -ENOMEM;
	inode->i_free = destroy_inode;
	inode->i_fop = &fops;
	scnprintf(path, sizeof(path), "/t/%s", name);
	err = fill(inode, data, size);
	dentry = err ? ERR_PTR(err) : dentry_create(path, inode);
	if (IS_ERR(dentry))
		iput(inode);
	return PTR_ERR_OR_ZERO(dentry);
}

void remove_test_files(void)
{
	struct dentry *t = path_lookup(root_dentry, "/t", 0);

	if (!IS_ERR(t))
		dentry_remove(t);
}

int __run_test_program(const char *code, unsigned long size, const char *const *argv)
{
	struct test_elf *elf = kmalloc(sizeof(*elf), GFP_KERNEL);
	int err = -ENOMEM;

	if (elf) {
		__make_test_elf(elf, code, size);
		err = write_test_file("prog", elf, sizeof(*elf), 0755);
	}
	kfree(elf);
	if (!err)
		err = run_user_program(argv);
	remove_test_files();
	return err;
}
