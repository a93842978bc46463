"""What a confined process may use, as decided by the process that starts it."""

import msgspec

GIB = 2**30


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Bounds of one process. They protect the machine and the grader; none of them affects a mark."""

    readable: tuple[str, ...] = ()
    """Files and folders that the process may read besides Python's libraries."""
    address_space: int = 16 * GIB
    """Virtual memory, in bytes; a CUDA build of torch maps 9 GB at import."""
    resident: int = 3 * GIB
    """Memory in use, in bytes; importing torch and tracing a U-Net take 0.4 GB."""
    threads: int = 256
    """Threads at a time; even an idle one takes kernel memory that counts as nobody's resident memory."""
    cpu_seconds: int = 600
    accelerator: bool = False
    """Whether the process computes on a GPU. The driver needs what confinement denies, so such a process is
    spawned by itself, unconfined, with time and memory watched."""
    result_bytes: int = 4_000_000
    """Maximum length of a line of results; the Graph of DenseNet-121 takes 0.4 MB."""
