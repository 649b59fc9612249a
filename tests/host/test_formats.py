# SPDX-License-Identifier: MIT
"""The parsers against lines as Linux prints them, and the memory map arithmetic against known machines."""
from harness import proc, ram

ZONEINFO = """\
Node 0, zone      DMA
  per-node stats
      nr_inactive_anon 622
  pages free     3840
        boost    0
        min      190
        low      237
        high     284
        spanned  4095
        present  3998
        managed  3840
        protection: (0, 822, 1994, 1994)
  pagesets
    cpu: 0
              count: 7
              high:  378
              batch: 63
  start_pfn:           1
Node 0, zone   Normal
  pages free     5
        spanned  0
"""


def test_zoneinfo():
    zones = proc.zoneinfo(ZONEINFO)
    assert list(zones) == ["DMA", "Normal"]
    dma = zones["DMA"]
    assert (dma["free"], dma["min"], dma["managed"], dma["start_pfn"], dma["pcp_count"]) == (3840, 190, 3840, 1, 7)
    assert dma["high"] == 284  # not the pageset's
    assert dma["protection"] == [0, 822, 1994, 1994]


def test_buddyinfo_and_meminfo():
    assert proc.buddyinfo("Node 0, zone      DMA      0      1      3\nNode 0, zone  HighMem      0      1      1\n") == {
        "DMA": [0, 1, 3], "HighMem": [0, 1, 1]}
    assert proc.meminfo("MemTotal:        2060236 kB\nMemFree:               0 kB\n") == {
        "MemTotal": 2060236, "MemFree": 0}


def test_iomem():
    text = "00001000-0009fbff : System RAM\n00100000-7ffdffff : System RAM\n  00100000-001fffff : Kernel code\n"
    assert proc.iomem(text)[2] == (1, 0x100000, 0x1FFFFF, "Kernel code")


def test_boot_lines():
    log = """\
[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable
[    0.000000] BIOS-e820: [mem 0x000000007ffe0000-0x000000007fffffff] reserved
[    0.046916] Zone ranges:
[    0.046942]   DMA      [mem 0x0000000000001000-0x0000000000ffffff]
[    0.047009]   Normal   empty
[    0.638413] Memory: 2057252K/2096632K available (9327K kernel code, 39380K reserved, 1200008K highmem)
"""
    assert proc.e820(log) == [(0, 0x9FBFF, True), (0x7FFE0000, 0x7FFFFFFF, False)]
    assert proc.zone_ranges(log) == {"DMA": (0x1000, 0xFFFFFF), "Normal": None}
    assert proc.memory_line(log) == {"available": 2057252, "total": 2096632, "kernel code": 9327, "reserved": 39380,
                                     "highmem": 1200008}


def test_linux_on_2_gib_had_these_pages():
    """Measured on Debian's 6.1 with -m 2048: 2096632K in all, 3998 pages present in ZONE_DMA, 4095 spanned."""
    zones = ram.zones(2048)
    assert zones["DMA"] == (1, 4095, 3998)
    assert sum(present for _, _, present in zones.values()) * 4 == 2096632


def test_zones_come_and_go_with_the_size():
    assert ram.zones(16) == {"DMA": (1, 0xFDF, 0xFE0 - 0x100 + 0x9E), "Normal": (None, 0, 0), "HighMem": (None, 0, 0)}
    assert ram.zones(896)["HighMem"] == (None, 0, 0)
    assert ram.zones(897)["HighMem"] == (0x38000, 224, 224)
    assert ram.zones(3583)["HighMem"][:2] == (0x38000, 0xDFEE0 - 0x38000)
    assert ram.zones(4096)["HighMem"][:2] == (0x38000, 0xBFFE0 - 0x38000)
