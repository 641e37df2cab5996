"""Chat rows to tokens: rendering, masking, batches.

What is trained is what is served: every row is rendered with the model's own chat template, including the system
prompt the template adds by itself. Loss is taken on assistant text plus the end token that closes it, on nothing else.
"""

import json
import random
from dataclasses import dataclass

import env  # noqa: F401
import torch
from boxkit import Bad

IGNORE = -100


@dataclass
class Row:
    ids: list  # token ids
    labels: list  # the same ids where loss is taken, IGNORE elsewhere

    @property
    def supervised(self):
        return sum(label != IGNORE for label in self.labels[1:])


def read_rows(path):
    """Yield the `messages` list of each line. Raises Bad("bad-data") naming the line."""
    with open(path, encoding="utf-8") as source:
        for number, line in enumerate(source, 1):
            if not line.strip():
                continue
            try:
                messages = json.loads(line)["messages"]
                ok = all(isinstance(m["role"], str) and isinstance(m["content"], str) for m in messages)
            except (ValueError, KeyError, TypeError):
                ok = False
            if not ok or not messages:
                raise Bad("bad-data", f"Line {number} of {path} is not a chat row with messages of role and content.")
            yield messages


def assistant_spans(tokenizer, messages, ended=True):
    """(text, [(start, end)]): the rendered row and the character spans of the assistant turns.

    A span ends after the end token, or right after the text when `ended` is false (an answer that was cut).
    """
    text, spans = tokenizer.apply_chat_template(messages, tokenize=False), []
    for index, message in enumerate(messages):
        if message["role"] != "assistant":
            continue
        head = tokenizer.apply_chat_template(messages[:index], tokenize=False, add_generation_prompt=True)
        body = tokenizer.apply_chat_template(messages[: index + 1], tokenize=False)
        if not text.startswith(body) or not body.startswith(head):
            raise Bad("bad-config", "This model's chat template rewrites earlier turns, so answers cannot be told apart.")
        end = body.rfind(tokenizer.eos_token, len(head))
        end = len(body) if end < 0 else end + len(tokenizer.eos_token) * ended
        spans.append((len(head), end))
    return text, spans


def encode(tokenizer, messages, max_tokens, ended=True):
    """One Row, or None when no supervised token is left after cutting to `max_tokens`."""
    text, spans = assistant_spans(tokenizer, messages, ended)
    coded = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
    ids, labels = coded["input_ids"][:max_tokens], []
    for token, (start, end) in zip(ids, coded["offset_mapping"]):
        inside = any(first <= start and end <= last and end > start for first, last in spans)
        labels.append(token if inside else IGNORE)
    row = Row(ids, labels)
    return row if row.supervised else None


def encode_file(tokenizer, path, max_tokens):
    """(rows, dropped): every line of a file; `dropped` counts lines with nothing to learn from."""
    coded = [encode(tokenizer, messages, max_tokens) for messages in read_rows(path)]
    rows = [row for row in coded if row]
    if not rows:
        raise Bad("bad-data", f"No row of {path} has an assistant answer within {max_tokens} tokens.")
    return rows, len(coded) - len(rows)


def encode_answers(tokenizer, answers, max_tokens):
    """Rows of [{prompt, answer, ended}], the base model's own words."""
    coded = []
    for item in answers:
        messages = [{"role": "user", "content": item["prompt"]}, {"role": "assistant", "content": item["answer"]}]
        coded.append(encode(tokenizer, messages, max_tokens, item.get("ended", True)))
    return [row for row in coded if row]


def collate(rows, pad):
    """input_ids and labels [batch, longest], padded on the right: with a causal mask pads are never looked at."""
    longest = max(len(row.ids) for row in rows)
    ids = torch.full((len(rows), longest), pad)
    labels = torch.full((len(rows), longest), IGNORE)
    for place, row in enumerate(rows):
        ids[place, : len(row.ids)] = torch.tensor(row.ids)
        labels[place, : len(row.ids)] = torch.tensor(row.labels)
    return {"input_ids": ids, "labels": labels}


def plan(private, general, recipe):
    """The whole order of training as one list of micro-batches of (source, index): same seed, same order.

    Each epoch takes every private row once and `generalMix` times as many general rows, never the same general row
    twice before all had their turn. With groupByLength rows of like length share a batch; the batches are shuffled.
    """
    dice, pool, batches = random.Random(recipe["seed"]), [], []
    size = recipe["batchSize"]
    wanted = round(len(private) * recipe["generalMix"]) if general else 0
    for _ in range(recipe["epochs"]):
        while len(pool) < wanted:
            pool += dice.sample(range(len(general)), len(general))
        rows = [("private", index) for index in range(len(private))] + [("general", index) for index in pool[:wanted]]
        pool = pool[wanted:]
        dice.shuffle(rows)
        if recipe["groupByLength"]:
            rows.sort(key=lambda row: len((private if row[0] == "private" else general)[row[1]].ids))
        epoch = [rows[start : start + size] for start in range(0, len(rows), size)]
        dice.shuffle(epoch)
        batches += epoch
    return batches
