"""One submission graded by us and by the peers, with the same images and to the same accuracy."""

from collections.abc import Callable, Mapping

from benchmarks import homework
from benchmarks.measure import Run, Words, interleaved, memory, ratio, run, seconds, shown
from benchmarks.page import Row, Section
from benchmarks.peers import PEERS, NotInstalledError, Peer
from benchmarks.setting import ASSIGNMENT, Setting

OURS = "ours"


def measure(setting: Setting) -> Section:
    """Measure our way and the peers' in turns."""
    environment = setting.environment(BENCH_EPOCHS=str(setting.epochs))
    peers, rows = installed(setting, environment)
    ours, command = grade(setting, environment)
    ways: dict[str, Callable[[], Run]] = {OURS: ours} | {name: peer.once for name, peer in peers.items()}
    runs = interleaved(ways, setting.few)
    for name, peer in peers.items():
        each = ratio(runs[name], runs[OURS]) / peer.submissions
        figure = f"{seconds(runs[name]) / peer.submissions:.1f} s, {memory(runs[name]):.1f} GB"
        rows.append(Row(peer.title, figure, peer.command))
        rows.append(Row(f"{peer.title}, to `grade`", f"{each:.1f}×", peer.command, main=True))
    cold = f"{seconds(runs[OURS]):.1f} s, {memory(runs[OURS]):.1f} GB"
    return Section(
        title="One submission, done by others",
        note=f"The homework of `benchmarks/tutorial.py`, as a notebook. The brief training comes to"
        f" {setting.ours:.3f} of the images right, the mean of {setting.few} seeds; the tutorial takes"
        f" {setting.epochs} epochs to come to {setting.tutorial[1]:.3f}, and is given as many in every way.",
        rows=[Row("`grade`, nothing known", cold, command), *rows],
    )


def installed(setting: Setting, environment: Mapping[str, str]) -> tuple[dict[str, Peer], list[Row]]:
    """Return the installed peers, and a row for each that is not installed."""
    peers, rows = dict[str, Peer](), list[Row]()
    for name, make in PEERS.items():
        try:
            peers[name] = make(setting.folder, environment)
        except NotInstalledError as error:
            rows.append(Row(name, f"not measured: {error} is not installed"))
    return peers, rows


def grade(setting: Setting, environment: Mapping[str, str]) -> tuple[Callable[[], Run], str]:
    """Return our way, with nothing cached, and its command."""
    file = homework.write(homework.plain(), setting.folder / "ours" / "tutorial.ipynb")
    command: Words = ["grade", ASSIGNMENT, file, "--data", setting.given, "--lang", "en"]

    def once() -> Run:
        setting.forget()
        return run(command, environment)

    return once, shown(command)
