"""Settings in a JSON file beside the student's are read with it."""

from pathlib import Path

import pytest

from .submissions import IMPORTS, MODEL, build, script

NET = MODEL.replace("10)", "cfg['classes'])")


@pytest.mark.parametrize(
    "loading",
    [
        "cfg = json.load(open('config.json'))",
        "cfg = json.load(open('./config.json', 'r', encoding='utf-8'))",
        "with open('config.json') as f:\n    cfg = json.load(f)",
        "with open('config.json') as f:\n    cfg = json.loads(f.read())",
        "cfg = json.loads(Path('config.json').read_text())",
    ],
)
def test_read_takes_what_is_loaded_from_a_file_beside(loading: str, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"classes": 4, "deep": true, "name": null}', encoding="utf-8")
    source = script(tmp_path, f"{IMPORTS}import json\nfrom pathlib import Path\n{loading}\n{NET}")
    assert build(source, "LeNet5").fc.out_features == 4
    assert source.candidates[0].at.line == 5 + loading.count("\n") + 1


@pytest.mark.parametrize("name", ["../config.json", "absent.json", "broken.json", "long.json"])
def test_read_leaves_what_is_not_beside_or_no_settings(name: str, tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "config.json").write_text('{"classes": 4}', encoding="utf-8")
    (inside / "broken.json").write_text("{", encoding="utf-8")
    (inside / "long.json").write_text('{"classes": 4}' + " " * 20_000, encoding="utf-8")
    source = script(inside, f"{IMPORTS}import json\ncfg = json.load(open('{name}'))\n{NET}")
    assert [each.name for each in source.candidates[0].left_out] == ["cfg"]
