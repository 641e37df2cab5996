"""Run inside the trl pack's environment: `python -m pytest agent/python/tests`. Everything here needs no network."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PYTHON = Path(__file__).resolve().parent.parent
for folder in ("trl", "boxkit"):
    sys.path.insert(0, str(PYTHON / folder))
sys.path.append(str(PYTHON / "llamacpp"))
import env  # noqa: E402, F401 - closes the network doors before any library is imported


class Glue:
    """Starts verbs in run folders, as the box does."""

    def __init__(self, root):
        self.root, self.count = root, 0

    def folder(self, spec):
        self.count += 1
        folder = self.root / f"run-{self.count}"
        folder.mkdir()
        (folder / "spec.json").write_text(json.dumps(spec))
        return folder

    def start(self, verb, folder):
        command = [sys.executable, str(PYTHON / "trl" / f"{verb}.py"), str(folder)]
        log = open(folder / "log.txt", "ab")
        return subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT)

    def run(self, verb, spec):
        """(exit code, folder)"""
        folder = self.folder(spec)
        return self.start(verb, folder).wait(timeout=300), folder


def events(folder, kind=None):
    """Whole event lines, as a reader of a live file sees them."""
    path = Path(folder) / "events.jsonl"
    lines = path.read_text().split("\n")[:-1] if path.exists() else []
    found = [json.loads(line) for line in lines]
    return [event for event in found if kind in (None, event["type"])]


def result(folder):
    return json.loads((Path(folder) / "result.json").read_text())


@pytest.fixture(scope="session")
def glue(tmp_path_factory):
    return Glue(tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="session")
def tiny(glue):
    """A prepared tiny base model."""
    out = glue.root / "tiny"
    code, folder = glue.run("prepare", {"out": str(out), "kind": "tiny"})
    assert code == 0, (folder / "log.txt").read_text()
    return out


@pytest.fixture(scope="session")
def job(tiny, glue):
    """spec(**changes): a training spec on the tiny model with the demo's data."""
    rows = (PYTHON.parent / "demo" / "qinghe.jsonl").read_text().splitlines()[:48]
    train, held = glue.root / "train.jsonl", glue.root / "held-out.jsonl"
    train.write_text("\n".join(rows[8:]) + "\n")
    held.write_text("\n".join(rows[:8]) + "\n")

    def spec(recipe=None, **changes):
        return {
            "base": {"dir": str(tiny)},
            "data": {"train": str(train), "heldOut": str(held)},
            "recipe": {
                "epochs": 6,
                "learningRate": 1e-2,
                "generalMix": 0.2,
                "saveEverySteps": 5,
                "evaluateEverySteps": 10,
                "loraDropout": 0.1,
                "dtype": "float32",
                **(recipe or {}),
            },
            "markers": [],
            "sampleQuestions": ["Who are you?"],
            "resumeFrom": None,
            "threads": 1,
            **changes,
        }

    return spec


@pytest.fixture(scope="session")
def finished(glue, job):
    """The folder of one whole, undisturbed job."""
    code, folder = glue.run("train", job())
    assert code == 0, (folder / "log.txt").read_text()
    return folder
