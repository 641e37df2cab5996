"""One attempt at a training job, all stages in one process so that the model is loaded once.

loading -> measuring-before -> training -> measuring-after -> merging -> converting. Killed at any moment, the next
attempt (same folder, or another with `resumeFrom`) goes on from the last whole checkpoint and never measures the base
again. Contract: README.md beside this file.
"""

import json
import math
import resource
import shutil
import time
from pathlib import Path

import env
import boxkit
import checkpoint
import data
import measure
import paraphrase
import recipe as recipes
import torch
from boxkit import Bad, Stopped, write_json
from export import empty, save_adapter, save_merged
from generate import answers
from gguf_convert import to_gguf
from precision import choose
from progress import Progress
from trainer import add_lora, build
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer


def read_lines(path):
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]


class Job:
    """The state of one attempt. Methods are the stages, in order."""

    def __init__(self, run):
        self.run, spec = run, run.spec
        try:
            self.base = Path(spec["base"]["dir"])
            self.train_path, self.held_path = spec["data"]["train"], spec["data"]["heldOut"]
        except (KeyError, TypeError) as error:
            raise Bad("bad-config", f"spec.json lacks {error}.") from error
        self.recipe = recipes.complete(spec.get("recipe") or {})
        self.earlier = Path(spec["resumeFrom"]) if spec.get("resumeFrom") else None
        self.checkpoints = run.dir / "checkpoints"
        self.start = {"step": 0, "usefulTokens": 0, "trainSeconds": 0.0}
        if threads := spec.get("threads"):
            torch.set_num_threads(threads)

    def load(self):
        run, weights = self.run, self.base / "weights"
        if not (self.base / "model.json").is_file():
            raise Bad("bad-config", f"There is no prepared base model in {self.base}.")
        self.tokenizer = AutoTokenizer.from_pretrained(weights)
        self.private, dropped = data.encode_file(self.tokenizer, self.train_path, self.recipe["maxTokens"])
        self.held_out, held_dropped = data.encode_file(self.tokenizer, self.held_path, self.recipe["maxTokens"])
        if dropped + held_dropped:
            run.note(f"{dropped + held_dropped} rows have no answer within maxTokens and are left out.", "warn")
        self.load_general()
        # A later attempt keeps the format that the baseline was measured in, even where it now looks slower.
        asked = (self.carried_baseline() or {}).get("dtype", self.recipe["dtype"])
        dtype, why = choose(asked, AutoConfig.from_pretrained(weights))
        run.note(why)
        self.model = AutoModelForCausalLM.from_pretrained(weights, dtype=dtype)
        if torch.cuda.is_available():
            self.model.to("cuda")
        self.dtype = str(dtype).removeprefix("torch.")

    def load_general(self):
        """The base's own answers. What is measured is kept out of what is mixed in, whatever the files say."""
        rows = read_lines(self.base / "general" / "answers.jsonl")
        self.questions = read_lines(self.base / "general" / "questions.jsonl")
        held = [row for row in rows if row["split"] == "held-out"]
        mix = [row for row in rows if row["split"] == "mix"]
        mix = paraphrase.clean(mix, self.questions, [row["prompt"] for row in held])
        self.base_words = [row["answer"] for row in rows] + [item["baseAnswer"] for item in self.questions]
        self.general_held = data.encode_answers(self.tokenizer, held, self.recipe["maxTokens"])
        self.general_mix = data.encode_answers(self.tokenizer, mix, self.recipe["maxTokens"])

    def markers(self):
        if given := self.run.spec.get("markers"):
            return given
        private = [m["content"] for row in data.read_rows(self.train_path) for m in row if m["role"] == "assistant"]
        found = measure.find_markers(private, self.base_words)
        self.run.note("Names that would betray the private data: " + (", ".join(found) or "none found") + ".")
        return found

    def carried_baseline(self):
        """What an earlier start of this job measured, or None."""
        for folder in (self.run.dir, self.earlier):
            file = folder and folder / "baseline.json"
            if file and file.is_file():
                return json.loads(file.read_text(encoding="utf-8"))
        return None

    def measure_before(self):
        """baseline.json: once per job, carried from attempt to attempt."""
        mine = self.run.dir / "baseline.json"
        if carried := self.carried_baseline():
            self.baseline = carried
            if not mine.is_file():
                write_json(mine, carried)
            return
        samples = self.run.spec.get("sampleQuestions") or []
        tick = self.run.check_stop
        self.baseline = {
            "heldOutLoss": measure.mean_loss(self.model, self.tokenizer, self.held_out, tick),
            "generalLoss": measure.mean_loss(self.model, self.tokenizer, self.general_held, tick),
            "samples": self.answer(samples, measure.SAMPLE_TOKENS),
            "markers": self.markers(),
            "dtype": self.dtype,
        }
        write_json(mine, self.baseline)
        self.run.event("held-out-logged", step=0, loss=self.baseline["heldOutLoss"])

    def answer(self, questions, limit):
        said = answers(self.model, self.tokenizer, questions, limit, lambda _done: self.run.check_stop())
        return [item["answer"] for item in said]

    def train(self):
        order = data.plan(self.private, self.general_mix, self.recipe)
        rows = self.private + self.general_mix
        offset = {"private": 0, "general": len(self.private)}
        batches = [[offset[source] + index for source, index in batch] for batch in order]
        self.batch_tokens = [sum(len(rows[index].ids) for index in batch) for batch in batches]
        self.plan_id = checkpoint.fingerprint(rows, batches, self.recipe)
        self.checkpoints.mkdir(exist_ok=True)
        self.model = add_lora(self.model, self.recipe)
        resume = self.find_checkpoint()
        progress = Progress(self)
        scratch = self.run.dir / ".trl"
        trainer = build(self.model, self.tokenizer, rows, batches, self.recipe, scratch, [progress])
        progress.trainer = trainer
        self.steps = trainer.args.max_steps
        if resume and self.start["step"] >= self.steps:
            checkpoint.load_adapter(resume, self.model)
        else:
            trainer.train(resume_from_checkpoint=str(resume) if resume else None)
        shutil.rmtree(scratch, ignore_errors=True)
        if trainer.state.global_step < self.steps and self.run.stopping:
            raise Stopped()
        self.tokens = progress.tokens
        self.train_seconds = self.start["trainSeconds"] + progress.spent

    def find_checkpoint(self):
        found = checkpoint.latest(self.checkpoints, self.earlier and self.earlier / "checkpoints")
        if not found:
            return None
        try:
            self.start = checkpoint.read_state(found, self.plan_id)
        except Bad as error:  # an upgrade may have changed a default or the mixed-in rows
            self.run.note(f"{error} Training starts anew.", "warn")
            shutil.rmtree(self.checkpoints)
            self.checkpoints.mkdir()
            return None
        self.run.note(f"Going on from step {self.start['step']}.")
        return checkpoint.adopt(found, self.checkpoints)

    def step_tokens(self, step):
        """Useful (non-pad) tokens of one optimiser step, from 0."""
        size = self.recipe["gradientAccumulation"]
        return sum(self.batch_tokens[step * size : (step + 1) * size])

    def measure_after(self):
        """Measured with the adapters folded into the weights: faster, and the very weights that will be served."""
        tick = self.run.check_stop
        self.model.merge_adapter()
        held = measure.mean_loss(self.model, self.tokenizer, self.held_out, tick)
        general = measure.mean_loss(self.model, self.tokenizer, self.general_held, tick)
        self.run.event("held-out-logged", step=self.steps, loss=held)
        asked = [item["question"] for item in self.questions]
        said = self.answer(asked, measure.QUESTION_TOKENS)
        samples = self.run.spec.get("sampleQuestions") or []
        tuned = self.answer(samples, measure.SAMPLE_TOKENS)
        before, leaked = self.baseline, measure.leaks(self.baseline["markers"], asked, said)
        self.report = {
            "heldOutLoss": {"before": before["heldOutLoss"], "after": held, "rows": len(self.held_out)},
            "generalLoss": {"before": before["generalLoss"], "after": general, "rows": len(self.general_held)},
            "general": measure.score(self.questions, said),
            "lostExamples": measure.lost(self.questions, said)[:20],
            "leaks": len(leaked),
            "leakExamples": leaked[:20],
            "markers": before["markers"],
            "samples": [
                {"question": question, "base": base, "tuned": now}
                for question, base, now in zip(samples, before["samples"], tuned)
            ],
        }

    def merge(self):
        save_adapter(self.model, empty(self.run.dir / "adapter"))
        save_merged(self.model, self.tokenizer, empty(self.run.dir / "merged"))

    def convert(self):
        to_gguf(self.run.dir / "merged", self.run.dir / "gguf" / "model-f16.gguf")

    def finish(self):
        folder = self.run.dir
        self.run.result(
            self.report
            | {
                "steps": self.steps,
                "epochs": self.recipe["epochs"],
                "usefulTokens": self.tokens,
                "seconds": self.run.seconds,
                "trainSeconds": round(self.train_seconds, 2),
                "tokensPerSecond": round(self.tokens / self.train_seconds, 1),
                "peakRssBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
                "adapter": {"dir": "adapter"},
                "merged": {"dir": "merged"},
                "gguf": {"path": "gguf/model-f16.gguf"},
                "versions": env.versions(),
                "dtype": self.dtype,
                "recipe": self.recipe,
                "rows": {"private": len(self.private), "heldOut": len(self.held_out), "generalMix": len(self.general_mix)},
                "files": boxkit.describe_files(folder, [folder / name for name in ("adapter", "merged", "gguf")]),
            }
        )


def train(run):
    job = Job(run)
    stages = {
        "loading": job.load,
        "measuring-before": job.measure_before,
        "training": job.train,
        "measuring-after": job.measure_after,
        "merging": job.merge,
        "converting": job.convert,
    }
    for name, stage in stages.items():
        with run.stage(name):
            stage()
    job.finish()


if __name__ == "__main__":
    boxkit.main(train)
