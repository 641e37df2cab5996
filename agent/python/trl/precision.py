"""Which number format is fastest on this machine? Measured, not looked up.

A CPU may list avx512_bf16 and still multiply bf16 at half the speed of fp32 (seen on a Xeon whose AMX is hidden by
the hypervisor), while on another the same flag means twice the speed.
"""

import time

import env  # noqa: F401
import torch

GAIN = 1.15  # bf16 rounds more: it must earn that


def seconds(dtype, hidden, inner, tokens=512, rounds=6):
    """Best time of a forward and an input-gradient matmul of one MLP layer."""
    left, weight = torch.randn(tokens, hidden, dtype=dtype), torch.randn(inner, hidden, dtype=dtype)
    best = float("inf")
    for _ in range(rounds):
        started = time.perf_counter()
        (left @ weight.t()) @ weight
        best = min(best, time.perf_counter() - started)
    return best


def choose(wanted, config):
    """(torch dtype, sentence for the log) for the recipe's `dtype`: auto, float32 or bfloat16."""
    if wanted != "auto":
        return getattr(torch, wanted), f"Training in {wanted}, as the recipe says."
    if torch.cuda.is_available():
        return torch.bfloat16, "Training in bfloat16 on the card."
    sizes = (config.hidden_size, getattr(config, "intermediate_size", 4 * config.hidden_size))
    gain = seconds(torch.float32, *sizes) / seconds(torch.bfloat16, *sizes)
    name = "bfloat16" if gain >= GAIN else "float32"
    return getattr(torch, name), f"Training in {name}: bfloat16 multiplies at {gain:.2f} x the speed of float32 here."
