"""A training loop without a framework around it: whole-model fine-tuning, checkpoints, a clean stop.

Nothing here knows of Sluice but this: it prints its steps, keeps `checkpoints/step-N` in its folder, leaves its result in `merged/`,
and exits 75 when it was asked to stop and has saved what is worth keeping.
"""

import argparse
import json
import math
import os
import signal
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

SAVE_EVERY = 5
BATCH = 2
LONGEST = 256


def parse():
    words = argparse.ArgumentParser()
    for name in ("weights", "train", "held-out", "out"):
        words.add_argument(f"--{name}", required=True, type=Path)
    words.add_argument("--steps", type=int, default=20)
    words.add_argument("--rate", type=float, default=5e-4)
    words.add_argument("--threads", type=int, default=1)
    words.add_argument("--resume", type=Path, help="the folder of an earlier attempt")
    return words.parse_args()


def read_rows(tokenizer, file):
    rows = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip())
    texts = (tokenizer.apply_chat_template(row["messages"], tokenize=False) for row in rows)
    return [tokenizer(text, truncation=True, max_length=LONGEST, add_special_tokens=False)["input_ids"] for text in texts]


def loss_of(model, rows, pad):
    longest = max(map(len, rows))
    ids = torch.tensor([row + [pad] * (longest - len(row)) for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
    return model(input_ids=ids, attention_mask=mask, labels=ids.masked_fill(mask == 0, -100)).loss


def save(out, step, model, optimizer):
    """Under another name first: a checkpoint is whole or not there."""
    folder, making = out / f"checkpoints/step-{step:06d}", out / f"checkpoints/.making-{step}"
    making.mkdir(parents=True, exist_ok=True)
    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step}, making / "state.pt")
    (making / "state.json").write_text(json.dumps({"step": step}))  # by this file it counts as whole
    making.rename(folder)


def main():
    asked = parse()
    stop = []
    signal.signal(signal.SIGTERM, lambda *_: stop.append(True))
    torch.set_num_threads(asked.threads)
    torch.manual_seed(42)
    tokenizer = AutoTokenizer.from_pretrained(asked.weights)
    model = AutoModelForCausalLM.from_pretrained(asked.weights, dtype=torch.float32)
    optimizer = torch.optim.AdamW(model.parameters(), lr=asked.rate)
    pad = tokenizer.pad_token_id or 0
    train, held_out = read_rows(tokenizer, asked.train), read_rows(tokenizer, asked.held_out)
    done = 0
    kept = sorted((asked.resume / "checkpoints").glob("step-*/state.pt")) if asked.resume else []
    if kept:
        state = torch.load(kept[-1], weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        done = state["step"]
        print(f"going on from step {done}", flush=True)
    for step in range(done + 1, asked.steps + 1):
        start = (step - 1) * BATCH % len(train)
        loss = loss_of(model, (train + train)[start : start + BATCH], pad)
        if not math.isfinite(loss.item()):
            raise SystemExit("the loss is no number any more: use a lower learning rate")
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        print(f"step {step}/{asked.steps} loss {loss.item():.4f}", flush=True)
        if stop or step % SAVE_EVERY == 0:
            save(asked.out, step, model, optimizer)
        if stop and step < asked.steps:
            print("stopped on request", flush=True)
            os._exit(75)
    if held_out:
        with torch.no_grad():
            print(f"step {asked.steps}/{asked.steps} held-out {loss_of(model, held_out[:8], pad).item():.4f}", flush=True)
    model.save_pretrained(asked.out / "merged")
    tokenizer.save_pretrained(asked.out / "merged")


if __name__ == "__main__":
    main()
