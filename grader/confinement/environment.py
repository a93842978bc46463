"""The environment variables of a child: what Python needs to start, and no secrets."""

import os
from pathlib import Path

KEPT = ("PATH", "SYSTEMROOT", "WINDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")

DEVICES = ("CUDA_VISIBLE_DEVICES",)
"""Variables that decide which GPUs a process sees."""
COMPILER = "compiler"
"""The folder that torch's compiler needs when it is imported, which parts of torchvision do."""
KEEPING_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(1 << 30), "MALLOC_TRIM_THRESHOLD_": str(1 << 30)}
"""The C library keeps what is freed for the next batch, rather than ask the kernel for it again.

LeNet-5 trains in 0.92 of the time, U-Nets in 0.95 to 0.99 (`python -m benchmarks --only faster --quick`).
"""


def environment(scratch: str, *, accelerator: bool = False) -> dict[str, str]:
    """Return a child's environment, with one folder for all its files and no GPU unless `accelerator`."""
    kept = {name: os.environ[name] for name in (*KEPT, *DEVICES) if name in os.environ}
    hidden = {} if accelerator else dict.fromkeys(DEVICES, "")
    folders = dict.fromkeys(("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP", "TORCH_HOME"), scratch)
    return kept | folders | hidden | {
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        **KEEPING_MEMORY,
        "PYTHONHASHSEED": "0",
        "PYTHONIOENCODING": "utf-8",
        "TORCHINDUCTOR_CACHE_DIR": str(Path(scratch) / COMPILER),
    }  # fmt: skip
