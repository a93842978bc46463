import json

import pytest

from grader.cli import main


def test_list_command_writes_json_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert "assignment1" in [each["id"] for each in listed]
    assert all(each["title"]["ko"] and each["title"]["en"] for each in listed)
