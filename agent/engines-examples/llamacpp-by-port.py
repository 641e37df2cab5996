"""A server that can only listen on a port: GGUF PORT NAME CONTEXT THREADS. Sluice gives it a free one and joins it to the box."""

import signal
import sys
import threading

import xllamacpp

gguf, port, name, context, threads = sys.argv[1:]
wanted = xllamacpp.CommonParams()
wanted.model.path = gguf
wanted.model_alias = {name}
wanted.hostnames, wanted.port = ["127.0.0.1"], int(port)
wanted.n_parallel = 1
wanted.n_ctx = int(context)
wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = int(threads)
wanted.endpoint_metrics = True
wanted.cache_ram_mib = 64
wanted.ui = False

asked = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: asked.set())
server = xllamacpp.Server(wanted)
print(f"listening on port {port}", flush=True)
while not asked.wait(0.1):
    pass
print("stopped on request", flush=True)
del server
