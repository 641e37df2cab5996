"""Exact token lengths of a chat file, as training would render it. Streams: memory stays flat whatever the size.

Spec {"base": {"dir"}, "path": abs JSONL, "maxTokens": n | null}. Result {rows, tokens, histogram: [{upTo, rows}], longest,
p50, p95, truncated}; `truncated` counts rows longer than maxTokens.
"""

import time
from array import array
from itertools import islice
from pathlib import Path

import env  # noqa: F401
import boxkit
import data
from boxkit import Bad
from transformers import AutoTokenizer

BATCH = 256
STEP = 16  # histogram resolution at the start; bars double from there


def bars(counts):
    """[{upTo, rows}] from counts[length]: bars of 16, 32, 64, ... up to the longest row."""
    result, low, high = [], 0, STEP
    while low < len(counts):
        result.append({"upTo": high, "rows": sum(counts[low + 1 : high + 1])})
        low, high = high, high * 2
        if low >= len(counts) - 1:
            break
    return result


def percentile(counts, rows, share):
    """The smallest length that at least `share` of the rows do not exceed."""
    seen = 0
    for length, count in enumerate(counts):
        seen += count
        if seen >= share * rows:
            return length
    return 0


def count(run):
    try:
        weights, path = Path(run.spec["base"]["dir"]) / "weights", run.spec.get("path") or run.spec["rows"]
    except (KeyError, TypeError) as error:
        raise Bad("bad-config", f"spec.json lacks {error}.") from error
    limit = run.spec.get("maxTokens")
    tokenizer = AutoTokenizer.from_pretrained(weights)
    counts, total, longest = array("Q", [0]), Path(path).stat().st_size, 0
    rows, source, started = 0, data.read_rows(path), time.monotonic()
    done = 0
    with run.stage("counting"):
        while batch := list(islice(source, BATCH)):
            texts = [tokenizer.apply_chat_template(messages, tokenize=False) for messages in batch]
            for ids in tokenizer(texts, add_special_tokens=False)["input_ids"]:
                longest = max(longest, len(ids))
                if len(ids) >= len(counts):
                    counts.extend([0] * (len(ids) + 1 - len(counts)))
                counts[len(ids)] += 1
            rows, done = rows + len(batch), min(total, done + sum(map(len, texts)))
            run.progress("counting", done, total, started)
            run.check_stop()
    run.result(
        {
            "rows": rows,
            "tokens": sum(length * count for length, count in enumerate(counts)),
            "histogram": bars(counts),
            "longest": longest,
            "p50": percentile(counts, rows, 0.5),
            "p95": percentile(counts, rows, 0.95),
            "truncated": sum(counts[limit + 1 :]) if limit else 0,
        }
    )


if __name__ == "__main__":
    boxkit.main(count)
