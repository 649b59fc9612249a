# SPDX-License-Identifier: MIT
"""Slab caches and their objects, read from the allocator's own data (mm/slab/slab.h)."""
import gdb

from k_kernel import PAGE_OFFSET, PAGE_SHIFT, KernelCommand, list_entries, number, value
from k_memory import ORDER_MASK, ORDER_SHIFT, page_at

# linux/slab.h; macros are not in the debug information.
SLAB_STORE_USER = 0x00010000
FLAG_LETTERS = [(0x100, "F"), (0x400, "Z"), (0x800, "P"), (SLAB_STORE_USER, "U"), (0x4000, "dma"), (0x2000, "hwalign"),
                (0x20000, "reclaimable"), (0x80000, "typesafe")]
CONTEXTS = ["", " (softirq)", " (hardirq)"]


def caches():
    """Yield every struct kmem_cache; none before kmem_cache_init() has made the list."""
    if not int(value("slab_caches")["next"]):
        return
    kind = gdb.lookup_type("struct kmem_cache").pointer()
    for address in list_entries(value("slab_caches"), "kmem_cache", "list"):
        yield gdb.Value(address).cast(kind).dereference()


class Slab:
    """One slab: the struct page of its first page."""

    def __init__(self, page):
        self.page = page
        self.cache = page["slab_cache"].dereference()
        pfn = (int(page.address) - number("mem_map")) // page.type.sizeof
        self.base = (pfn << PAGE_SHIFT) + PAGE_OFFSET
        self.objects, self.size = int(page["objects"]), int(self.cache["size"])
        self.start = self.base + int(self.cache["red_left_pad"])

    def free_list(self):
        """The addresses of the free objects; ends, with a line, where the list leads astray."""
        at = int(self.cache["cpu_slab"]["freelist"] if int(self.page["frozen"]) else self.page["freelist"])
        free = []
        while at:
            if self.index(at) is None or at in free:
                print(f"    broken free list: leads to {at:08x}")
                break
            free.append(at)
            at = number(f"*(unsigned long *){at + int(self.cache['offset']):#x}")
        return free

    def index(self, address):
        """Which object starts at this address, or None."""
        index, rest = divmod(address - self.start, self.size)
        return index if not rest and 0 <= index < self.objects else None


def slabs(cache):
    """Yield (state, Slab) for all slabs of a cache."""
    if int(cache["cpu_slab"]["page"]):
        yield "active", Slab(cache["cpu_slab"]["page"].dereference())
    for state in ("partial", "full"):
        for address in list_entries(cache[state], "page", "lru"):
            yield state, Slab(gdb.Value(address).cast(gdb.lookup_type("struct page").pointer()).dereference())


def flag_words(cache):
    return " ".join(word for bit, word in FLAG_LETTERS if int(cache["flags"]) & bit) or "-"


def call_site(address):
    """The call that returns to an address, which may be the first of another function: the call never returns."""
    symbol = gdb.execute(f"info symbol {address - 1:#x}", to_string=True).split(" in section")[0].strip()
    line = gdb.find_pc_line(address - 1)
    return f"{symbol} ({line.symtab.filename}:{line.line})" if line.symtab else symbol


class SlabCaches(KernelCommand):
    """k-slab [NAME]: all caches with their books; or one, with the address and the state of each slab."""

    name = "k-slab"

    def run(self, words):
        print(f"{'name':20} {'live':>7} {'objects':>8} {'size':>7} {'of it':>7} {'a slab':>7} {'pages':>6} {'slabs':>6}  flags")
        found = [cache for cache in caches() if not words or cache["name"].string() == words[0]]
        if not found:
            raise gdb.GdbError(f"no cache {words[0]}" if words else "no caches yet: stop behind kmem_cache_init()")
        for cache in found:
            self.show(cache, bool(words))

    @staticmethod
    def show(cache, whole):
        every = [(state, slab, len(slab.free_list())) for state, slab in slabs(cache)]
        live = sum(slab.objects - free for _, slab, free in every)
        print(f"{cache['name'].string():20} {live:7} {int(cache['nr_objects']):8} {int(cache['size']):7} "
              f"{int(cache['object_size']):7} {int(cache['objects']):7} {1 << int(cache['order']):6} "
              f"{int(cache['nr_slabs']):6}  {flag_words(cache)}")
        for state, slab, free in every if whole else []:
            print(f"  slab {slab.base:08x}  {state:7} {slab.objects - free:4} of {slab.objects} objects in use")


class SlabObject(KernelCommand):
    """k-slab-object ADDR: the object that an address lies in: its cache, its state, and its owners where they are kept."""

    name = "k-slab-object"

    def run(self, words):
        if not words:
            self.usage()
        address = number(" ".join(words))
        page = value("mem_map")[page_at(address)]
        if int(page["compound_head"]) & 1:
            page = gdb.Value(int(page["compound_head"]) - 1).cast(page.type.pointer()).dereference()
        if not int(page["flags"]) >> number("(int)PG_slab") & 1:
            order = int(page["flags"]) >> ORDER_SHIFT & ORDER_MASK
            raise gdb.GdbError(f"{address:08x} is in no slab (a block of order {order})")
        self.show(Slab(page), address)

    def show(self, slab, address):
        name = slab.cache["name"].string()
        index, inside = divmod(address - slab.start, slab.size)
        print(f"cache {name}, slab {slab.base:08x}")
        if not 0 <= index < slab.objects:
            print(f"  {address:08x} lies outside of its {slab.objects} objects")
            return
        start = slab.start + index * slab.size
        state = "free" if start in slab.free_list() else "in use"
        print(f"  object {index} of {slab.objects}: {start:08x}, {int(slab.cache['object_size'])} bytes, {state}")
        print(f"  {address:08x} is its byte {inside}")
        if int(slab.cache["flags"]) & SLAB_STORE_USER:
            track = gdb.lookup_type("struct track")
            first = start + int(slab.cache["offset"]) + 4
            for which, verb in enumerate(("allocated", "freed")):
                self.show_track(verb, gdb.Value(first + which * track.sizeof).cast(track.pointer()).dereference())

    @staticmethod
    def show_track(verb, track):
        if not int(track["addr"]):
            return
        print(f"  {verb} by pid {int(track['pid'])}{CONTEXTS[int(track['context'])]}, jiffies {int(track['when'])}")
        first, last = track["stack"].type.range()
        for depth in range(first, last + 1):
            if not int(track["stack"][depth]):
                break
            print(f"    {call_site(int(track['stack'][depth]))}")


for command in (SlabCaches, SlabObject):
    command()
