"""Make a base model ready once: trainable weights, a GGUF to serve, and its own answers to general prompts.

Spec {"out": abs dir, "kind": "smollm2" | "tiny"}. Each part is skipped when it is already whole, so a stopped run
goes on; model.json is written last and means everything is there.
"""

import shutil
import time
from pathlib import Path

import env
import base_smollm2
import base_tiny
import boxkit
import general
import torch
from boxkit import Bad
from gguf_convert import to_gguf
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

KINDS = {"smollm2": base_smollm2, "tiny": base_tiny}


def whole(folder, make):
    """Run `make(temporary folder)` and give the result its final name, unless that is already there."""
    if folder.exists():
        return
    temporary = folder.with_name(f".{folder.name}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    make(temporary)
    for path in temporary.iterdir():
        boxkit.sync_file(path)
    temporary.rename(folder)
    boxkit.sync_folder(folder.parent)


def ask(run, weights, small):
    """A maker for the general answers. float32 always, so that the baseline is the same on every machine."""

    def make(folder):
        tokenizer = AutoTokenizer.from_pretrained(weights)
        model = AutoModelForCausalLM.from_pretrained(weights, dtype=torch.float32)
        started = time.monotonic()

        def tick(done, total):
            run.progress("asking", done, total, started)
            run.check_stop()

        general.write(model, tokenizer, folder, small, tick)

    return make


def about(kind, out):
    config = AutoConfig.from_pretrained(out / "weights")
    with torch.device("meta"):
        parameters = AutoModelForCausalLM.from_config(config).num_parameters()
    return {
        **KINDS[kind].ABOUT,
        "kind": kind,
        "parameters": parameters,
        "contextTokens": config.max_position_embeddings,
        "files": boxkit.describe_files(out, [out / "weights", out / "gguf", out / "general"]),
        "versions": env.versions(),
    }


def prepare(run):
    kind, out = run.spec.get("kind"), run.spec.get("out")
    if kind not in KINDS or not out:
        raise Bad("bad-config", f"prepare needs `out` and `kind` (one of {', '.join(KINDS)}).")
    out = Path(out)
    if (out / "model.json").is_file():
        run.note("Already prepared.")
    else:
        torch.set_num_threads(run.spec.get("threads") or torch.get_num_threads())
        weights = out / "weights"
        with run.stage("unpacking"):
            whole(weights, KINDS[kind].write)
        with run.stage("converting"):
            if not (out / "gguf" / "model-f16.gguf").is_file():
                to_gguf(weights, out / "gguf" / "model-f16.gguf")
        with run.stage("asking"):
            whole(out / "general", ask(run, weights, small=kind == "tiny"))
        with run.stage("describing"):
            boxkit.write_json(out / "model.json", about(kind, out))
    run.result({"model": str(out / "model.json"), "seconds": run.seconds})


if __name__ == "__main__":
    boxkit.main(prepare)
