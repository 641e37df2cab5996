"""GGML's converter, told the pre-tokenizer when our own tokenizer_config.json names one.

The converter recognises a pre-tokenizer by the hash of a test text, so a tokenizer made on the spot (the tiny test
model) would be refused though it is plain GPT-2 splitting.
"""

import sys

import env  # noqa: F401
import convert_hf_to_gguf
from conversion.base import TextModel
from export import pre_tokenizer

if name := pre_tokenizer(sys.argv[1]):
    TextModel.get_vocab_base_pre = lambda _self, _tokenizer: name
convert_hf_to_gguf.main()
