"""Does llama.cpp load here? Prints one JSON line of versions."""

import json
import sys
from importlib.metadata import version

import xllamacpp

xllamacpp.CommonParams().n_ctx = 64
assert "CPU" in xllamacpp.get_system_info()
print(json.dumps({"python": sys.version.split()[0], "xllamacpp": version("xllamacpp")}))
