"""What the machine can do: where it trains, and how strongly it confines what it grades."""

import shutil
import sys
import time

from grader.base.errors import StaffError
from grader.base.text import Text, same
from grader.confinement.host import Host, choose_tier
from grader.confinement.tiers import TIERS
from grader.doctor.finding import Diagnosis

ENTRY = "grader.capture.child"
_CONFINEMENT = Text(ko="격리", en="Confinement")


def device() -> Diagnosis:
    """Return where training runs, and why."""
    import torch

    from grader.training.device import choose

    title, kind = Text(ko="학습할 장치", en="Trains on"), choose("auto").type
    if kind == "cuda":
        return Diagnosis("device", title, "good", same(f"cuda: {torch.cuda.get_device_name()}"))
    if kind == "mps":
        return Diagnosis("device", title, "good", Text(ko="mps: Apple GPU", en="mps: the Apple GPU"))
    if shutil.which("nvidia-smi") is None:
        why = Text(ko="cpu: PyTorch가 쓸 수 있는 GPU가 없음", en="cpu: there is no GPU that PyTorch can use")
        return Diagnosis("device", title, "good", why)
    why = Text(
        ko="cpu: NVIDIA GPU가 있는 것 같지만 PyTorch가 쓰지 못함",
        en="cpu: there seems to be an NVIDIA GPU, but PyTorch cannot use it",
    )
    advice = Text(
        ko="CPU로도 채점됩니다. GPU를 쓰려면 CUDA용 PyTorch를 설치하십시오: https://pytorch.org/get-started",
        en="A CPU will do. To use the GPU, install PyTorch for CUDA: https://pytorch.org/get-started",
    )
    return Diagnosis("device", title, "note", why, advice)


def process() -> Diagnosis:
    """Start the process that would run a student's model, and return how it went."""
    title = Text(ko="학생 코드를 실행할 프로세스", en="A process for your model")
    start = time.perf_counter()
    try:
        with Host(ENTRY) as host:
            from grader.confinement.policy import Policy

            with host.start(ENTRY, Policy()) as child:
                child.wait_until_ready()
    except StaffError as error:
        return Diagnosis("process", title, "bad", error.message, error.hint)
    seconds = time.perf_counter() - start
    return Diagnosis(
        "process", title, "good", Text(ko=f"{seconds:.1f}초 만에 시작", en=f"starts, in {seconds:.1f} s")
    )


def confinement() -> Diagnosis:
    """Return how strongly submissions are confined here, and what a stronger tier would need."""
    try:
        tier = choose_tier()
    except StaffError as error:
        return Diagnosis("confinement", _CONFINEMENT, "bad", error.message, error.hint)
    if tier == TIERS["T1"]:
        return Diagnosis("confinement", _CONFINEMENT, "good", tier.title)
    enough = Text(
        ko="자기 컴퓨터에서 자기 과제를 채점할 때는 이대로 충분합니다.",
        en="To grade your own work on your own machine, this is enough.",
    )
    missing = _missing()
    advice = Text(ko=f"{enough.ko} {missing.ko}", en=f"{enough.en} {missing.en}")
    return Diagnosis("confinement", _CONFINEMENT, "note", tier.title, advice)


def _missing() -> Text:
    """Return what the strongest tier would need."""
    if sys.platform != "linux":
        return Text(
            ko="다른 사람의 파일은 리눅스에서 채점하십시오.", en="Grade other people's files on Linux."
        )
    from grader.confinement import landlock, seccomp

    if not seccomp.available():
        return Text(
            ko="더 강한 격리: apt install libseccomp2", en="For a stronger one: apt install libseccomp2"
        )
    if not landlock.version():
        return Text(
            ko="더 강한 격리에는 Landlock이 켜진 리눅스 커널(5.13 이상)이 필요합니다.",
            en="A stronger one needs a Linux kernel (5.13 or later) with Landlock.",
        )
    if shutil.which("bwrap") is None:
        return Text(
            ko="더 강한 격리: apt install bubblewrap", en="For a stronger one: apt install bubblewrap"
        )
    return Text(
        ko="bubblewrap이 설치되어 있지만 사용자 네임스페이스가 막혀 있거나, GRADER_CONFINEMENT가 다른 격리를"
        " 정했습니다.",
        en="bubblewrap is installed, but user namespaces are blocked, or GRADER_CONFINEMENT asks for less.",
    )
