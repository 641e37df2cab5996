"""What every piece of glue shares: the event file, the result file, the verdict. Standard library only.

A verb is run as `python <verb>.py <run dir>`. It reads `spec.json`, appends one JSON object per line to
`events.jsonl`, writes `result.json` in one rename, and its exit code is the verdict:
0 done, 75 stopped on SIGTERM with everything saved, anything else failed (the last event says why).
"""

import errno
import hashlib
import json
import math
import os
import signal
import sys
import time
import traceback
from contextlib import contextmanager
from pathlib import Path

EXIT_STOPPED = 75
EXIT_FAILED = 1
CODES = ("bad-data", "bad-config", "out-of-memory", "disk-full", "loss-diverged", "crashed")


class Bad(Exception):
    """A failure we understand. `code` is one of CODES, `message` one sentence a person can act on."""

    def __init__(self, code, message):
        assert code in CODES, code
        super().__init__(message)
        self.code, self.message = code, message


class Stopped(Exception):
    """Raised at a safe point after SIGTERM: everything worth keeping is on disk."""


def finite(value):
    """The same value with NaN and infinities as None, so that every line is valid JSON."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(item) for item in value]
    return value


def write_json(path, value):
    """Whole file or no file: a temporary name beside it, fsync, rename, fsync of the folder."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with open(temporary, "w", encoding="utf-8") as out:
        json.dump(finite(value), out, ensure_ascii=False, indent=1, allow_nan=False)
        out.write("\n")
        out.flush()
        os.fsync(out.fileno())
    os.replace(temporary, path)
    sync_folder(path.parent)


def sync_folder(path):
    """Make renames inside `path` survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path):
    """fsync a file that another library wrote."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def describe_files(root, paths):
    """[{path (relative to root), bytes, sha256}] for files, and for the files inside folders, in name order."""
    root, found = Path(root), []
    for path in map(Path, paths):
        found += sorted(item for item in path.rglob("*") if item.is_file()) if path.is_dir() else [path]
    result = []
    for path in found:
        digest = hashlib.sha256()
        with open(path, "rb") as source:
            while block := source.read(1 << 20):
                digest.update(block)
        result.append({"path": str(path.relative_to(root)), "bytes": path.stat().st_size, "sha256": digest.hexdigest()})
    return result


class Run:
    """One run directory: `spec` in; events and result out; `stopping` turns true on SIGTERM."""

    def __init__(self, folder):
        self.dir = Path(folder).resolve()
        self.stopping = False
        self.seconds = {}
        # Opened once and never closed: a line is on its way to the disk before the next thing happens.
        self._events = open(self.dir / "events.jsonl", "a", encoding="utf-8")
        if self._events.tell() > 0 and not self._ends_with_newline():
            self._events.write("\n")  # a killed writer left half a line: close it, readers skip it
        try:
            self.spec = json.loads((self.dir / "spec.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            self.spec, self._spec_error = None, error

    def _ends_with_newline(self):
        with open(self.dir / "events.jsonl", "rb") as source:
            source.seek(-1, os.SEEK_END)
            return source.read(1) == b"\n"

    def event(self, kind, **fields):
        line = {"type": kind, "at": int(time.time() * 1000), **finite(fields)}
        self._events.write(json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n")
        self._events.flush()

    def note(self, message, level="info"):
        print(f"{level}: {message}", flush=True)
        self.event("note", level=level, message=message)

    def progress(self, stage, done, total, started):
        """`started`: time.monotonic() when `done` was 0. The ETA is simple extrapolation."""
        eta = (time.monotonic() - started) / done * (total - done) if done else None
        self.event("progress", stage=stage, done=done, total=total, etaSeconds=None if eta is None else round(eta, 1))

    @contextmanager
    def stage(self, name):
        self.check_stop()
        started = time.monotonic()
        print(f"stage {name}", flush=True)
        self.event("stage-started", stage=name)
        yield
        self.seconds[name] = round(time.monotonic() - started, 3)
        self.event("stage-ended", stage=name, seconds=self.seconds[name])

    def check_stop(self):
        """Call at any safe point."""
        if self.stopping:
            raise Stopped()

    def result(self, value):
        write_json(self.dir / "result.json", value)


def explain(error):
    """(code, sentence) for any exception a verb can die of."""
    if isinstance(error, Bad):
        return error.code, error.message
    text = f"{type(error).__name__}: {error}"
    if isinstance(error, MemoryError) or "can't allocate memory" in text or "out of memory" in text.lower():
        return "out-of-memory", "Memory ran out. Use a smaller batch or fewer tokens per row, or stop something else first."
    if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or "No space left on device" in text:
        return "disk-full", "The disk is full. Free some space and start again: it goes on where it stopped."
    return "crashed", f"The program failed in a way nobody foresaw: {text[:300]}"


def main(verb):
    """Run `verb(run)` under the contract and end the process with its verdict."""
    if len(sys.argv) != 2:
        sys.exit(f"usage: {Path(sys.argv[0]).name} <run dir>")
    run = Run(sys.argv[1])

    def stop(_signal, _frame):
        run.stopping = True

    signal.signal(signal.SIGTERM, stop)
    try:
        if run.spec is None:
            raise Bad("bad-config", f"spec.json cannot be read: {run._spec_error}")
        verb(run)
    except Stopped:
        print("stopped on request", flush=True)
        sys.exit(EXIT_STOPPED)
    except BaseException as error:  # noqa: BLE001 - the verdict must be written whatever happened
        traceback.print_exc()
        code, message = explain(error)
        run.event("failed", code=code, message=message)
        sys.exit(EXIT_FAILED)
    sys.exit(0)
