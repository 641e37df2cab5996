"""The base model's own general answers, made once per base model and reused by every job.

general/answers.jsonl   {prompt, answer, ended, split: "mix" | "held-out"}: to mix in, and to measure forgetting
general/questions.jsonl {question, accept, baseAnswer, baseRight}: short questions with checkable answers
"""

import json
from pathlib import Path

import env  # noqa: F401
import paraphrase
from generate import answers

PROMPTS = Path(__file__).parent / "prompts"
ANSWER_TOKENS = 48
QUESTION_TOKENS = 24


def shipped(name):
    return [line.strip() for line in (PROMPTS / name).read_text(encoding="utf-8").splitlines() if line.strip()]


def questions():
    """[{question, accept}] as shipped: right and wrong ones, a fixed mix."""
    rows = [line.split("|") for line in shipped("questions.txt")]
    return [{"question": row[0], "accept": row[1:]} for row in rows]


def readable(answer):
    """Not the broken record of a small model: at least a few words, and few of its three-word groups said twice."""
    said = answer.lower().split()
    groups = [tuple(said[index : index + 3]) for index in range(len(said) - 2)]
    return len(said) >= 3 and (not groups or len(set(groups)) >= 0.85 * len(groups))


def trimmed(item):
    """An answer cut by the token limit ends at its last full sentence, and is not taught to end there."""
    if item["ended"]:
        return item
    cut = max(item["answer"].rfind(mark) for mark in (". ", ".\n", "? ", "! "))
    return {"answer": item["answer"][: cut + 1] if cut > 0 else item["answer"], "ended": False}


def write(model, tokenizer, folder, small, tick):
    """Both files. `small` takes a handful of prompts and drops nothing (a random model says nothing readable).

    `tick(done, total)` counts prompts.
    """
    asked, held, mix = questions(), shipped("held-out.txt"), shipped("mix.txt")
    if small:
        asked, held, mix = asked[:6], held[:6], mix[:8]
    total, done = len(asked) + len(held) + len(mix), 0

    def ask(prompts, limit):
        nonlocal done
        result = answers(model, tokenizer, prompts, 8 if small else limit, lambda count: tick(done + count, total))
        done += len(prompts)
        return result

    for item, said in zip(asked, ask([item["question"] for item in asked], QUESTION_TOKENS)):
        item |= {"baseAnswer": said["answer"], "baseRight": paraphrase.accepts(item["accept"], said["answer"])}
    rows = {}
    for split, prompts in (("held-out", held), ("mix", mix)):
        said = zip(prompts, ask(prompts, ANSWER_TOKENS))
        rows[split] = [{"prompt": prompt, **trimmed(item), "split": split} for prompt, item in said]
        if not small:
            rows[split] = [row for row in rows[split] if readable(row["answer"])]
    rows["mix"] = paraphrase.clean(rows["mix"], asked, [row["prompt"] for row in rows["held-out"]])
    save(folder / "questions.jsonl", asked)
    save(folder / "answers.jsonl", rows["held-out"] + rows["mix"])


def save(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
