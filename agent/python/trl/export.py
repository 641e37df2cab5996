"""From adapters to files that others can load: the adapter itself, and the merged weights."""

import shutil
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


def empty(folder):
    """A fresh folder: what an earlier attempt left half-written is gone."""
    shutil.rmtree(folder, ignore_errors=True)
    Path(folder).mkdir(parents=True)
    return Path(folder)
