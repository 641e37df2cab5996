"""Useful training tokens per second beside stock TRL: same rows, same steps, same LoRA, same rate, one machine, one run.

  train.py SIDE WORKDIR      one arm (`sluice` or `trl`) in this process; the last line is its figures
  train.py [--rounds N]      peer, ours, peer, ours, ...; the last line is the whole bench as one JSON object
Options: --base DIR (as prepare makes it; made in WORKDIR when absent), --data FILE (chat JSONL), --steps N.

Stock TRL is SFTTrainer with its own defaults (bf16 autocast, gradient checkpointing, padding to the longest, loss on
every token). Both arms see the very same rows once. Useful tokens are those that are not padding. The held-out loss
is measured for both by the same function, on assistant tokens.
"""

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "agent/python/trl"))
import env  # noqa: E402

WARM_UP = 2  # steps
BATCH = 8


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("side", nargs="?", choices=["sluice", "trl"])
    parser.add_argument("work", nargs="?")
    parser.add_argument("--base")
    parser.add_argument("--data", default=str(ROOT / "agent/demo/qinghe.jsonl"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=12)
    return parser.parse_args()


def base_in(work):
    """A prepared base model under `work`, made on the first call."""
    out, run = Path(work) / "base", Path(work) / "prepare"
    if not (out / "model.json").is_file():
        run.mkdir(parents=True, exist_ok=True)
        (run / "spec.json").write_text(json.dumps({"out": str(out), "kind": "smollm2"}))
        verb = [sys.executable, ROOT / "agent/python/trl/prepare.py", run]
        subprocess.run(verb, check=True, stdout=sys.stderr)
    return out


def rows_of(data, base, steps):
    """(train, held out): chat rows. Two private rows to one general row, as many as the steps take, once each."""
    dice = random.Random(0)
    private = [json.loads(line) for line in Path(data).read_text().splitlines()]
    general = [json.loads(line) for line in (base / "general/answers.jsonl").read_text().splitlines()]
    dice.shuffle(private)
    held, private = private[:10], private[10:]
    pairs = (("user", "prompt"), ("assistant", "answer"))
    mixed = [{"messages": [{"role": role, "content": row[key]} for role, key in pairs]} for row in general]
    wanted = steps * BATCH
    rows = (private * wanted)[: wanted * 2 // 3]
    rows += dice.sample(mixed, wanted - len(rows))
    dice.shuffle(rows)
    return rows, held


def clock():
    """A callback that notes (seconds, useful tokens) after each step. `tokens` is set to a function by the arm."""
    from transformers import TrainerCallback

    class Clock(TrainerCallback):
        tokens, marks = None, []

        def on_step_end(self, args, state, control, **_):
            self.marks.append((time.perf_counter(), self.tokens(state.global_step)))

    return Clock()


def ours(base, rows, recipe, watch):
    import data
    from precision import choose
    from trainer import add_lora, build
    from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(base / "weights")
    coded = [data.encode(tokenizer, row["messages"], recipe["maxTokens"]) for row in rows]
    dtype, why = choose("auto", AutoConfig.from_pretrained(base / "weights"))
    print(why, file=sys.stderr)
    model = add_lora(AutoModelForCausalLM.from_pretrained(base / "weights", dtype=dtype), recipe)
    batches = [[index for _, index in batch] for batch in data.plan(coded, [], recipe)]
    sizes = [sum(len(coded[index].ids) for index in batch) for batch in batches]
    watch.tokens = lambda step: sum(sizes[:step])
    with tempfile.TemporaryDirectory() as scratch:
        return build(model, tokenizer, coded, batches, recipe, scratch, [watch])


def stock(base, rows, recipe, watch):
    import torch
    from datasets import Dataset
    from peft import LoraConfig
    from trl import SFTConfig, SFTTrainer

    config = SFTConfig(
        output_dir=tempfile.mkdtemp(),
        num_train_epochs=1,
        per_device_train_batch_size=BATCH,
        learning_rate=recipe["learningRate"],
        lr_scheduler_type=recipe["scheduler"],
        warmup_steps=recipe["warmupFraction"],
        seed=recipe["seed"],
        use_cpu=not torch.cuda.is_available(),  # without it TRL refuses to start here
        save_strategy="no",
        report_to=[],
        disable_tqdm=True,
    )
    lora = LoraConfig(r=recipe["loraRank"], lora_alpha=recipe["loraAlpha"], target_modules="all-linear", task_type="CAUSAL_LM")
    trainer = SFTTrainer(
        model=str(base / "weights"),
        args=config,
        train_dataset=Dataset.from_list(rows),
        peft_config=lora,
        callbacks=[watch],
    )
    watch.tokens = lambda _step: trainer._total_train_tokens
    return trainer


def arm(side, base, data_file, steps):
    """Figures of one side: usefulTokensPerSecond, heldOutLoss, seconds, usefulTokens, steps."""
    import data
    import measure
    import recipe as recipes
    import torch
    from transformers import AutoTokenizer

    torch.set_num_threads(os.cpu_count())
    quick = recipes.PRESETS["presets"]["quick"]["recipe"]
    recipe = recipes.complete(quick | {"epochs": 1, "batchSize": BATCH, "gradientAccumulation": 1, "generalMix": 0})
    rows, held = rows_of(data_file, base, steps)
    watch = clock()
    trainer = (ours if side == "sluice" else stock)(base, rows, recipe, watch)
    started = time.perf_counter()
    trainer.train()
    seconds = time.perf_counter() - started
    (begin, skipped), (end, tokens) = watch.marks[WARM_UP - 1], watch.marks[-1]
    tokenizer = AutoTokenizer.from_pretrained(base / "weights")
    coded = [data.encode(tokenizer, row["messages"], 1024) for row in held]
    trainer.model.float()
    return {
        "usefulTokensPerSecond": round((tokens - skipped) / (end - begin), 2),
        "heldOutLoss": measure.mean_loss(trainer.model, tokenizer, coded),
        "seconds": round(seconds, 2),
        "usefulTokens": tokens,
        "steps": len(watch.marks),
    }


def whole(options):
    """Interleaved rounds, each arm in a process of its own."""
    work = options.work or tempfile.mkdtemp(prefix="bench-train-")
    base = options.base or str(base_in(work))
    rounds = []
    for number in range(options.rounds):
        sides = {}
        for side in ("trl", "sluice"):
            command = [sys.executable, __file__, side, work, "--base", base, "--data", options.data]
            done = subprocess.run([*command, "--steps", str(options.steps)], check=True, stdout=subprocess.PIPE, text=True)
            sides[side] = json.loads(done.stdout.strip().splitlines()[-1])
            print(f"round {number + 1} {side}: {sides[side]}", file=sys.stderr, flush=True)
        rounds.append(sides)

    def ratio(name):
        return statistics.median(sides["sluice"][name] / sides["trl"][name] for sides in rounds)

    ratios = {"tokensVsTrl": ratio("usefulTokensPerSecond"), "heldOutLossVsTrl": ratio("heldOutLoss")}
    return {"name": "train", "ratios": ratios, "rounds": rounds, "machine": machine()}


def machine():
    names = [line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    return {"cpu": names[0] if names else platform.processor(), "cores": os.cpu_count(), **env.versions()}


if __name__ == "__main__":
    chosen = arguments()
    if chosen.side:
        base_dir = Path(chosen.base) if chosen.base else base_in(chosen.work)
        print(json.dumps(arm(chosen.side, base_dir, chosen.data, chosen.steps)), flush=True)
    else:
        print(json.dumps(whole(chosen)), flush=True)
