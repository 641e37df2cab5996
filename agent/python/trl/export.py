"""From adapters to files that others can load: adapter, merged weights, F16 GGUF."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import env  # noqa: F401
import torch
from boxkit import sync_file


def save_adapter(model, folder):
    model.save_pretrained(folder, safe_serialization=True)
    for path in Path(folder).rglob("*.safetensors"):
        sync_file(path)


def save_merged(model, tokenizer, folder):
    """Merge in the training precision, store as float16.

    float16, not bfloat16: the adapters' changes are small beside the weights, bf16 would round away half of each one,
    and the GGUF is F16 too, so what is served is what was stored.
    """
    merged = model.merge_and_unload()
    largest = max(float(tensor.detach().abs().max()) for tensor in merged.parameters())
    merged = merged.to(torch.float16 if largest < 6e4 else torch.bfloat16)
    merged.config.dtype = merged.dtype
    merged.save_pretrained(folder, safe_serialization=True)
    tokenizer.save_pretrained(folder)
    for path in Path(folder).glob("*.safetensors"):
        sync_file(path)


def to_gguf(weights, path):
    """Convert a folder of safetensors to an F16 GGUF. Written beside `path` first, then renamed."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    converter = Path(__file__).with_name("gguf_convert.py")
    subprocess.run([sys.executable, converter, weights, "--outtype", "f16", "--outfile", temporary], check=True)
    sync_file(temporary)
    temporary.rename(path)


def pre_tokenizer(weights):
    """The pre-tokenizer name for a tokenizer the converter cannot know (our tiny model's), else None."""
    config = json.loads((Path(weights) / "tokenizer_config.json").read_text(encoding="utf-8"))
    return config.get("gguf_pre_tokenizer")


def empty(folder):
    """A fresh folder: what an earlier attempt left half-written is gone."""
    shutil.rmtree(folder, ignore_errors=True)
    Path(folder).mkdir(parents=True)
    return Path(folder)
