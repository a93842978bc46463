"""What a confined process may use, decided by whoever starts it."""

import msgspec

GIB = 2**30


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Bounds of one process. They protect the machine and the grader; none of them decides a mark."""

    readable: tuple[str, ...] = ()
    """Files and folders that it may read besides the libraries of Python."""
    address_space: int = 16 * GIB
    """Virtual memory, in bytes; a CUDA build of torch maps 9 GB at import."""
    resident: int = 3 * GIB
    """Memory in use, in bytes; importing torch and tracing a U-Net take 0.4 GB."""
    threads: int = 256
    """At a time; one that waits costs the kernel some memory that is nobody's resident memory."""
    cpu_seconds: int = 600
    accelerator: bool = False
    """Whether it is to compute on a GPU. Its driver needs what confinement denies: such a process is started
    by itself, unconfined, with time and memory watched."""
    result_bytes: int = 4_000_000
    """The longest line of results; the Graph of DenseNet-121 takes 0.4 MB."""
