"""The event protocol, without any library."""

import json
import subprocess
import sys
from pathlib import Path

import boxkit
import pytest

BOXKIT = Path(boxkit.__file__).parent
VERB = """
import sys; sys.path.insert(0, {boxkit!r})
import boxkit
def verb(run):
    {body}
boxkit.main(verb)
"""


def run_verb(folder, body, spec="{}"):
    (folder / "spec.json").write_text(spec)
    script = folder / "verb.py"
    script.write_text(VERB.format(boxkit=str(BOXKIT), body=body))
    done = subprocess.run([sys.executable, script, folder], capture_output=True, text=True)
    path = folder / "events.jsonl"
    return done.returncode, [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.parametrize(
    ("body", "exit_code", "code"),
    [
        ("run.result({'loss': float('nan')})", 0, None),
        ("raise boxkit.Stopped()", 75, None),
        ("raise boxkit.Bad('bad-data', 'Row 3 is empty.')", 1, "bad-data"),
        ("raise MemoryError()", 1, "out-of-memory"),
        ("raise OSError(28, 'No space left on device')", 1, "disk-full"),
        ("1 / 0", 1, "crashed"),
        ("import os; os.kill(os.getpid(), 15); run.check_stop()", 75, None),
    ],
)
def test_the_exit_code_is_the_verdict(tmp_path, body, exit_code, code):
    got, events = run_verb(tmp_path, body)
    assert got == exit_code
    assert [event["code"] for event in events if event["type"] == "failed"] == ([code] if code else [])


def test_a_broken_spec_is_a_bad_config(tmp_path):
    code, events = run_verb(tmp_path, "pass", spec="{")
    assert (code, events[-1]["code"]) == (1, "bad-config")


def test_half_a_line_of_a_killed_writer_is_closed(tmp_path):
    (tmp_path / "spec.json").write_text("{}")
    (tmp_path / "events.jsonl").write_text('{"type":"note"}\n{"type":"ste')
    boxkit.Run(tmp_path).event("note", level="info", message="x")
    lines = (tmp_path / "events.jsonl").read_text().splitlines()
    assert lines[1] == '{"type":"ste' and json.loads(lines[2])["message"] == "x"


def test_numbers_are_finite_and_files_whole(tmp_path):
    boxkit.write_json(tmp_path / "a.json", {"loss": float("inf"), "steps": [1.5, float("nan")]})
    assert json.loads((tmp_path / "a.json").read_text()) == {"loss": None, "steps": [1.5, None]}
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
