"""Serve one GGUF through llama.cpp on a unix socket (or a loopback port) until SIGTERM.

Spec {"modelPath", "socket": path | null, "port": n | null, "alias", "serves": "chat" | "embeddings" | "rerank",
"contextTokens" (per request), "parallel", "threads"}.
Says `ready` only after its own /health answered OK through that socket. Nobody's death but its own ends it.
"""

import os
import socket
import stat
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "boxkit"))
# Before llama.cpp is loaded: threads that wait sleep instead of spinning. With a training job on the same two cores,
# spinning turned 60 tokens/s into less than one.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import boxkit
import xllamacpp
from boxkit import Bad, Stopped
from gguf_head import names_its_pooling, scores_pairs

START_SECONDS = 120
DRAIN_SECONDS = 30  # as long as the gateway itself drains
CACHE_MIB = 256  # llama.cpp's own default for old prompts is 8 GiB, which no lease counts
Pooling = xllamacpp.llama_pooling_type


class SocketConnection(HTTPConnection):
    """http.client over a unix socket; over TCP when `path` is None."""

    def __init__(self, path, port):
        super().__init__("127.0.0.1", port or 80, timeout=5)
        self.path = path

    def connect(self):
        if not self.path:
            return super().connect()
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def ask(spec, path):
    """(status, body bytes) of a GET, or (0, b"") when nobody answers."""
    connection = SocketConnection(spec.get("socket"), spec.get("port"))
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except OSError:
        return 0, b""
    finally:
        connection.close()


def parameters(spec):
    """llama.cpp's own settings. Each request gets `contextTokens`: the server divides n_ctx by its slots."""
    wanted = xllamacpp.CommonParams()
    wanted.model.path = spec["modelPath"]
    wanted.model_alias = {spec["alias"]}
    wanted.n_parallel = spec.get("parallel", 4)
    wanted.n_ctx = spec.get("contextTokens", 4096) * wanted.n_parallel
    wanted.kv_unified = False  # one request cannot take another's share
    wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = spec.get("threads", os.cpu_count())
    wanted.endpoint_metrics = wanted.endpoint_slots = True
    wanted.cache_ram_mib = CACHE_MIB
    wanted.use_jinja = True
    wanted.ui = False
    if spec.get("serves", "chat") != "chat":
        wanted.embedding = True
        wanted.pooling_type = pooling_for(spec)
        # A text is pooled as a whole, so it must fit one batch.
        wanted.n_batch = wanted.n_ubatch = spec.get("contextTokens", 4096)
    if spec.get("socket"):
        wanted.hostnames = [spec["socket"]]
    else:
        wanted.hostnames, wanted.port = ["127.0.0.1"], spec["port"]
    return wanted


def clear_socket(path):
    """Remove what a dead server left. A path that is something else, or too long for the kernel, is refused."""
    if len(os.fsencode(path)) > 107:
        raise Bad("bad-config", f"The socket path is longer than the 107 bytes Linux allows: {path}")
    try:
        if not stat.S_ISSOCK(os.stat(path).st_mode):
            raise Bad("bad-config", f"{path} exists and is no socket.")
        os.unlink(path)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)


def pooling_for(spec):
    """As the model was trained, where it says so; a chat model says nothing, and its mean is the usual choice."""
    try:
        if spec["serves"] == "embeddings":
            is_own = names_its_pooling(spec["modelPath"])
            return Pooling.LLAMA_POOLING_TYPE_UNSPECIFIED if is_own else Pooling.LLAMA_POOLING_TYPE_MEAN
        if scores_pairs(spec["modelPath"]):
            return Pooling.LLAMA_POOLING_TYPE_RANK
    except ValueError as error:
        raise Bad("bad-config", f"llama.cpp cannot serve this file: {error}.") from error
    raise Bad("bad-config", "This model was not made to rank search results: it has no head that scores a pair.")


def serve(run):
    spec = run.spec
    if not Path(spec.get("modelPath", "")).is_file():
        raise Bad("bad-config", f"There is no model file at {spec.get('modelPath')}.")
    if not spec.get("socket") and not spec.get("port"):
        raise Bad("bad-config", "serve needs a socket or a port.")
    if spec.get("socket"):
        clear_socket(spec["socket"])
        os.umask(0o177)  # the socket is ours alone from its first moment
    with run.stage("loading"):
        try:
            server = xllamacpp.Server(parameters(spec))
        except RuntimeError as error:
            raise Bad("bad-config", f"llama.cpp cannot serve this file: {error}") from error
        wait_until_healthy(run, spec)
    os.umask(0o077)
    run.event("ready", socket=spec.get("socket"), port=spec.get("port"), alias=spec["alias"])
    while not run.stopping:
        time.sleep(0.1)
    drain(spec)
    print("stopped on request", flush=True)
    if spec.get("socket"):
        Path(spec["socket"]).unlink(missing_ok=True)
    del server


def wait_until_healthy(run, spec):
    deadline = time.monotonic() + START_SECONDS
    while ask(spec, "/health")[0] != 200:
        if run.stopping:
            raise Stopped()
        if time.monotonic() > deadline:
            raise Bad("crashed", f"The server did not become healthy in {START_SECONDS} seconds.")
        time.sleep(0.05)


def drain(spec):
    """Give answers in flight half a minute to finish."""
    deadline = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < deadline and b'"is_processing":true' in ask(spec, "/slots")[1].replace(b" ", b""):
        time.sleep(0.1)


if __name__ == "__main__":
    boxkit.main(serve)
