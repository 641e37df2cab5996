"""GGML's converter, called in this process: a new one would spend five seconds importing what is imported already."""

import json
import logging
import sys
from pathlib import Path

import env  # noqa: F401
import convert_hf_to_gguf
from boxkit import sync_file
from conversion.base import TextModel


def to_gguf(weights, path):
    """Convert a folder of safetensors to an F16 GGUF. Written beside `path` first, then renamed."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    argv, recognise = sys.argv, TextModel.get_vocab_base_pre
    if name := pre_tokenizer(weights):
        TextModel.get_vocab_base_pre = lambda _self, _tokenizer: name
    sys.argv = ["convert-hf-to-gguf", str(weights), "--outtype", "f16", "--outfile", str(temporary)]
    try:
        convert_hf_to_gguf.main()
    finally:
        sys.argv, TextModel.get_vocab_base_pre = argv, recognise
    sync_file(temporary)
    temporary.rename(path)


def pre_tokenizer(weights):
    """The pre-tokenizer our own tokenizer_config.json names (the tiny model's), else None.

    The converter recognises one by the hash of a test text, so a tokenizer made on the spot would be refused though
    it is plain GPT-2 splitting.
    """
    config = json.loads((Path(weights) / "tokenizer_config.json").read_text(encoding="utf-8"))
    return config.get("gguf_pre_tokenizer")


logging.getLogger("gguf").setLevel(logging.WARNING)
logging.getLogger("hf-to-gguf").setLevel(logging.WARNING)
