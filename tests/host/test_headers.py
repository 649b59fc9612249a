# SPDX-License-Identifier: MIT
"""What a compiler says about code that uses the headers: what must not compile, and what must warn."""
import shutil
import subprocess

import pytest

from harness.qemu import ROOT

COMPILERS = [cc for cc in (["i686-linux-gnu-gcc"], ["clang", "--target=i686-linux-gnu"])
             if shutil.which(cc[0])]
FLAGS = ["-D__KERNEL__", "-std=gnu11", "-m32", "-march=i686", "-O2", "-ffreestanding", "-nostdinc", "-Iinclude",
         "-fno-pie", "-Wall", "-Wextra", "-Wno-unused-parameter", "-Wno-sign-compare", "-Wno-missing-field-initializers", "-x", "c"]

REFUSED = {
    "BUILD_BUG_ON by an argument": (
        "#include <linux/kernel.h>\n"
        "static __always_inline int f(int n) { BUILD_BUG_ON(n > 10); return n; }\n"
        "int g(void) { return f(11); }\n", "BUILD_BUG_ON failed: n > 10"),
    "BUILD_BUG_ON in a function": (
        "#include <linux/kernel.h>\nvoid f(void) { BUILD_BUG_ON(sizeof(long) == 4); }\n",
        "BUILD_BUG_ON failed: sizeof(long) == 4"),
    "BUILD_BUG that is reached": (
        "#include <linux/kernel.h>\nvoid f(int n) { if (n) BUILD_BUG(); }\n", "BUILD_BUG failed"),
    "static_assert": (
        "#include <linux/kernel.h>\nstatic_assert(sizeof(long) == 8, \"long ones\");\n", "long ones"),
}

WARNED = {
    "copy_from_user": ("#include <linux/uaccess.h>\nvoid f(char *p, char *q) { copy_from_user(p, q, 3); }\n"),
    "copy_to_user": ("#include <linux/uaccess.h>\nvoid f(char *p, char *q) { copy_to_user(p, q, 3); }\n"),
    "__copy_to_user_inatomic": (
        "#include <linux/uaccess.h>\nvoid f(char *p, char *q) { __copy_to_user_inatomic(p, q, 3); }\n"),
    "clear_user": "#include <linux/uaccess.h>\nvoid f(char *p) { clear_user(p, 3); }\n",
    "strncpy_from_user": "#include <linux/uaccess.h>\nvoid f(char *p, char *q) { strncpy_from_user(p, q, 3); }\n",
    "refcount_inc_not_zero": "#include <linux/refcount.h>\nvoid f(refcount_t *r) { refcount_inc_not_zero(r); }\n",
    "refcount_dec_and_test": "#include <linux/refcount.h>\nvoid f(refcount_t *r) { refcount_dec_and_test(r); }\n",
    "a wrong format of pr_debug": "#include <linux/printk.h>\nvoid f(void) { pr_debug(\"%s\", 1); }\n",
}

ACCEPTED = {
    "a test of Linux's KUnit": """
        #include <kunit/test.h>
        static void f(struct kunit *test)
        {
            LIST_HEAD(list);
            DEFINE_SPINLOCK(lock);
            char *p = kmalloc(16, GFP_KERNEL);

            kunit_info(test, "%px at %d\\n", p, 3);
            kunit_log(KERN_INFO, test, "plain %d", 1);
            KUNIT_EXPECT_EQ(test, strlen(test->name), 2);
            printk("%d\\n", list_empty(&list) + spin_is_locked(&lock));
            kfree(p);
        }
        static int __init suite_begins(struct kunit_suite *suite)
        {
            kunit_info(suite, "begins");
            kunit_warn(suite, "goes on: %d\\n", 1);
            kunit_err(suite, "ends");
            return 0;
        }
        static struct kunit_case cases[] = { KUNIT_CASE(f), {} };
        static struct kunit_suite suite = { .name = "s", .suite_init = suite_begins, .test_cases = cases };
        kunit_test_suite(suite);
        """,
    "registers and features": """
        #include <asm/cpufeature.h>
        #include <asm/msr.h>
        unsigned int f(void)
        {
            unsigned long long value;
            unsigned int low, high;

            rdmsrl(0x277, value);
            rdmsr(0x277, low, high);
            wrmsr(0x277, low, high);
            wrmsrl(0x277, value);
            return cpu_has(&boot_cpu_data, X86_FEATURE_PAT) + boot_cpu_has(X86_FEATURE_SSE2);
        }
        """,
}


def compile_text(cc, text, *more):
    include = subprocess.run([cc[0], "-print-file-name=include"], stdout=subprocess.PIPE, text=True,
                             check=True).stdout.strip()
    return subprocess.run([*cc, "-isystem", include, *FLAGS, *(more or ("-c", "-o", "/dev/null")), "-"], input=text,
                          cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False)


@pytest.mark.parametrize("cc", COMPILERS, ids=lambda cc: cc[0])
@pytest.mark.parametrize("what", REFUSED)
def test_does_not_compile(cc, what):
    text, words = REFUSED[what]
    run = compile_text(cc, text)
    assert run.returncode != 0 and words in run.stdout, run.stdout


@pytest.mark.parametrize("cc", COMPILERS, ids=lambda cc: cc[0])
@pytest.mark.parametrize("what", WARNED)
def test_warns(cc, what):
    run = compile_text(cc, WARNED[what])
    assert run.returncode == 0 and "warning: " in run.stdout, run.stdout


@pytest.mark.parametrize("cc", COMPILERS, ids=lambda cc: cc[0])
@pytest.mark.parametrize("what", ACCEPTED)
def test_compiles_without_a_word(cc, what):
    run = compile_text(cc, ACCEPTED[what])
    assert run.returncode == 0 and not run.stdout, run.stdout


@pytest.mark.parametrize("cc", COMPILERS, ids=lambda cc: cc[0])
@pytest.mark.parametrize("call", ["pr_debug", "pr_devel"])
def test_debug_messages_are_for_files_that_want_them(cc, call):
    text = f'#include <linux/printk.h>\nint a(void);\nvoid f(void) {{ {call}("unmistakable %d", a()); }}\n'
    silent, loud = compile_text(cc, text, "-S", "-o", "-"), compile_text(cc, "#define DEBUG\n" + text, "-S", "-o", "-")
    assert silent.returncode == 0 and "unmistakable" not in silent.stdout and "call" not in silent.stdout
    assert loud.returncode == 0 and "unmistakable" in loud.stdout


@pytest.mark.parametrize("cc", COMPILERS, ids=lambda cc: cc[0])
def test_exit_functions_have_a_section_of_their_own(cc):
    run = compile_text(cc, "#include <linux/init.h>\nstatic void __exit f(void) { }\n", "-S", "-o", "-")
    assert run.returncode == 0 and ".exit.text" in run.stdout and ".init.text" not in run.stdout, run.stdout
