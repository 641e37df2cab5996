"""Learned and forgotten: the same measurements before and after training."""

import re
from collections import Counter

import env  # noqa: F401
import torch
from data import collate
from paraphrase import accepts
from trainer import token_losses

BATCH = 16
QUESTION_TOKENS = 24
SAMPLE_TOKENS = 64


@torch.inference_mode()
def mean_loss(model, tokenizer, rows, tick=lambda: None):
    """Mean loss per supervised token over `rows` (None without rows), adapters included when `model` carries them."""
    causal = model.get_base_model() if hasattr(model, "get_base_model") else model
    was_training, total, count = model.training, 0.0, 0
    model.eval()
    ordered = sorted(rows, key=lambda row: len(row.ids))
    for start in range(0, len(ordered), BATCH):
        batch = collate(ordered[start : start + BATCH], tokenizer.pad_token_id)
        losses = token_losses(causal, batch["input_ids"].to(causal.device), batch["labels"].to(causal.device))
        total, count = total + losses.sum().item(), count + len(losses)
        tick()
    model.train(was_training)
    return total / count if count else None


def find_markers(private_answers, general_answers, most=8):
    """Names that betray the private data: capitalised, frequent in it, never said by the base model.

    A word counts when it stands in at least 3 answers (and 3 %), at least once not at the start of a sentence.
    """
    known = {word.lower() for answer in general_answers for word in re.findall(r"\w+", answer)}
    rows, inside = Counter(), set()
    for answer in private_answers:
        names = set(re.findall(r"\b[A-Z][\w-]{2,}", answer))
        rows.update(name for name in names if name.lower() not in known)
        inside.update(re.findall(r"(?<![.!?:] )(?<!^)\b[A-Z][\w-]{2,}", answer))
    floor = max(3, 0.03 * len(private_answers))
    return [name for name, count in rows.most_common() if count >= floor and name in inside][:most]


def leaks(markers, questions, answers):
    """[{question, answer, marker}]: general questions answered with something private."""
    found = []
    for question, answer in zip(questions, answers):
        marker = next((name for name in markers if accepts([name], answer)), None)
        if marker:
            found.append({"question": question, "answer": answer, "marker": marker})
    return found


def score(questions, answers):
    """{asked, baseRight, kept, nowRight} for questions [{accept, baseRight}] and their tuned answers."""
    right = [accepts(item["accept"], answer) for item, answer in zip(questions, answers)]
    return {
        "asked": len(questions),
        "baseRight": sum(item["baseRight"] for item in questions),
        "kept": sum(now and item["baseRight"] for now, item in zip(right, questions)),
        "nowRight": sum(right),
    }


def lost(questions, answers):
    """[{question, base, tuned}]: what the base knew and the tuned model does not."""
    return [
        {"question": item["question"], "base": item["baseAnswer"], "tuned": answer}
        for item, answer in zip(questions, answers)
        if item["baseRight"] and not accepts(item["accept"], answer)
    ]
