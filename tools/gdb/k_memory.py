# SPDX-License-Identifier: MIT
"""Zones, free lists and struct page, read from the kernel's own data."""
import gdb

from k_kernel import PAGE_OFFSET, PAGE_SHIFT, KernelCommand, list_entries, number, value

# The layout of page->flags (linux/page-flags.h); macros are not in the debug information.
ORDER_SHIFT, ORDER_MASK = 25, 15
ZONES_SHIFT = 30

FREE_SHOWN = 8  # blocks shown of a list unless it was asked for by order


def zones():
    array = value("contig_page_data")["node_zones"]
    first, last = array.type.range()
    return [array[i] for i in range(first, last + 1)]


def name_of(zone):
    return zone["name"].string() if int(zone["name"]) else "?"


class Zones(KernelCommand):
    """k-zones: the memory zones with their spans, page counts and watermarks."""

    name = "k-zones"

    def run(self, words):
        print(f"{'zone':8} {'physical':>17} {'spanned':>8} {'present':>8} {'managed':>8} {'free':>8} "
              f"{'min':>6} {'low':>6} {'high':>6}")
        for zone in zones():
            start, spanned = int(zone["zone_start_pfn"]), int(zone["spanned_pages"])
            if not spanned:
                print(f"{name_of(zone):8} empty")
                continue
            marks = [int(zone["_watermark"][i]) for i in range(3)]
            free = sum(int(zone["free_area"][order]["nr_free"]) << order for order in orders(zone))
            print(f"{name_of(zone):8} {start << PAGE_SHIFT:08x}-{((start + spanned) << PAGE_SHIFT) - 1:08x} "
                  f"{spanned:8} {int(zone['present_pages']):8} {int(zone['managed_pages']):8} {free:8} "
                  f"{marks[0]:6} {marks[1]:6} {marks[2]:6}")


def orders(zone):
    first, last = zone["free_area"].type.range()
    return range(first, last + 1)


class Free(KernelCommand):
    """k-free [ZONE [ORDER]]: the free lists, each with the physical addresses of its blocks.

    Of a long list the first blocks are shown; with an ORDER all of it. Pages on a CPU's own lists are not here.
    """

    name = "k-free"

    def run(self, words):
        chosen = [zone for zone in zones() if not words or name_of(zone).lower() == words[0].lower()]
        if not chosen:
            raise gdb.GdbError(f"no zone {words[0]}")
        for zone in chosen:
            print(f"zone {name_of(zone)}")
            for order in [int(words[1])] if len(words) > 1 else orders(zone):
                self.show_order(zone["free_area"][order], order, len(words) > 1)

    @staticmethod
    def show_order(area, order, whole):
        count, shown, rest = int(area["nr_free"]), [], ""
        for page in list_entries(area["free_list"], "page", "lru"):
            if len(shown) == FREE_SHOWN and not whole:
                rest = " ..."
                break
            shown.append(f"{pfn_of(page) << PAGE_SHIFT:08x}")
        print(f"  order {order:2} {4 << order:5} KiB {count:6} free  {' '.join(shown)}{rest}".rstrip())


def pfn_of(page):
    return (page - number("mem_map")) // number("sizeof(struct page)")


def page_at(address):
    """The frame number that an address means: a struct page, or anything that the page tables map."""
    first, count = number("mem_map"), number("max_pfn")
    if first <= address < first + count * number("sizeof(struct page)"):
        return pfn_of(address)
    from k_paging import walk
    physical = walk(address)[1]
    if physical is None:
        raise gdb.GdbError(f"{address:08x} is neither mapped nor in mem_map")
    if physical >> PAGE_SHIFT >= count:
        raise gdb.GdbError(f"{address:08x} leads to {physical:08x}, which is not RAM")
    return physical >> PAGE_SHIFT


def flag_names(flags):
    names = [f.name for f in gdb.lookup_type("enum pageflags").fields() if not f.name.startswith("__")]
    return "|".join(name[3:] for bit, name in enumerate(names) if flags >> bit & 1) or "none"


class Page(KernelCommand):
    """k-page ADDR: the struct page of a mapped address, or at an address inside mem_map."""

    name = "k-page"

    def run(self, words):
        if not words:
            self.usage()
        pfn = page_at(number(" ".join(words)))
        page = value("mem_map")[pfn]
        flags, physical = int(page["flags"]), pfn << PAGE_SHIFT
        zone = zones()[flags >> ZONES_SHIFT]
        low = pfn < number("max_low_pfn")
        print(f"page {int(page.address):08x}  pfn {pfn:#x}  physical {physical:08x}  "
              f"{f'linear {physical + PAGE_OFFSET:08x}' if low else 'no linear address'}  zone {name_of(zone)}")
        print(f"  flags    {flags:08x} ({flag_names(flags)}), order {flags >> ORDER_SHIFT & ORDER_MASK}")
        print(f"  refcount {int(page['_refcount']['counter'])}, mapcount {int(page['_mapcount']['counter'])}")
        head = int(page["compound_head"])
        if head & 1:
            print(f"  tail of the compound page at pfn {pfn_of(head - 1):#x}")
        else:
            print(f"  lru      {int(page['lru']['next']):08x} {int(page['lru']['prev']):08x}")
        print(f"  mapping  {int(page['mapping']):08x}  index {int(page['index']):#x}  private {int(page['private']):#x}")


for command in (Zones, Free, Page):
    command()
