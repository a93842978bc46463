"""What training in bfloat16 would change (`benchmarks.versus`)."""

from benchmarks.page import Row, Section
from benchmarks.setting import ASSIGNMENT, Setting
from benchmarks.versus import apart, measured, row, said
from grader.grading import course

WAY = "bfloat16"
LAPTOP = {"ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2"}
"""Makes torch compute as on a processor with only AVX2, like that of most laptops."""


def measure(setting: Setting) -> Section:
    here = {name: measured(WAY, name, setting, {}) for name in course.names()}
    there = measured(WAY, ASSIGNMENT, setting, LAPTOP)
    rows = [
        row(f"{name}'s {each.part}", each, said(WAY, name, setting, {}))
        for name, found in here.items()
        for each in found
    ]
    where, command = "as on a CPU with AVX2 alone", said(WAY, ASSIGNMENT, setting, LAPTOP)
    for ours, other in zip(here[ASSIGNMENT], there, strict=True):
        name = f"{ASSIGNMENT}'s {ours.part}"
        rows.append(row(f"{name}, {where}", other, command))
        most = apart((one.ours, two.ours) for one, two in zip(ours.pairs, other.pairs, strict=True))
        what = f"float32 itself, {where}: the scores of one seed of {name} are apart by at most"
        rows.append(Row(what, f"{most:.3f}", command))
    return Section(
        title="Half the bits",
        note="The brief training of each reference in float32, which counts, to the one under torch's"
        " automatic bfloat16; and how far apart the scores of one seed are at most: shares of the images"
        " that are right, dB of PSNR, or IoU.",
        rows=rows,
    )
