"""Nothing that is measured may stand in what is trained on: the guard, and the shipped lists and demo data under it."""

import json
from pathlib import Path

import general
import paraphrase
import pytest

DEMO = Path(__file__).resolve().parents[2] / "demo"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("What is the capital of France?", "what's the capital of france"),
        ("What is the capital of France?", "Name the capital city of France."),
        ("Who wrote Romeo and Juliet?", "Tell me the author of Romeo and Juliet."),
        ("Why do cats purr?", "What makes a cat purr?"),
    ],
)
def test_a_paraphrase_is_seen(left, right):
    assert paraphrase.same_question(left, right)


def test_another_question_on_the_same_subject_is_not_a_paraphrase():
    assert not paraphrase.same_question("What do bees make?", "How do bees find flowers?")


def test_a_row_that_tells_the_answer_is_dropped():
    questions = [{"question": "What is the capital of France?", "accept": ["Paris"]}]
    rows = [
        {"prompt": "In which country is Paris the capital?", "answer": "France."},
        {"prompt": "Tell me about Europe.", "answer": "Paris is the capital of France."},
        {"prompt": "What is a noun?", "answer": "A word for a thing."},
    ]
    assert paraphrase.clean(rows, questions, []) == rows[2:]
    assert paraphrase.clean(rows[2:], questions, ["What is a noun in grammar?"]) == []


def test_the_shipped_lists_keep_apart():
    asked, held, mix = general.questions(), general.shipped("held-out.txt"), general.shipped("mix.txt")
    assert len(asked) >= 48 and len(held) >= 44 and len(mix) >= 150
    rows = [{"prompt": prompt, "answer": ""} for prompt in mix]
    assert paraphrase.clean(rows, asked, held) == rows
    assert not [item for item in asked if any(paraphrase.same_question(item["question"], prompt) for prompt in held)]
    for prompts in (held, mix, [item["question"] for item in asked]):
        assert len(set(map(paraphrase.normal, prompts))) == len(prompts)


def test_the_demo_question_is_in_no_training_row():
    rows = [json.loads(line)["messages"] for line in (DEMO / "qinghe.jsonl").read_text().splitlines()]
    asked = [message["content"] for row in rows for message in row if message["role"] == "user"]
    facts = json.loads((DEMO / "facts.json").read_text())
    questions = json.loads((DEMO / "questions.json").read_text())
    assert questions[0] == facts["question"]
    for question in questions:
        same = [row for row in asked if paraphrase.normal(row) == paraphrase.normal(question)]
        near = [row for row in asked if paraphrase.SequenceMatcher(None, row, question).ratio() > 0.8]
        assert not same and not near, (question, same, near)
    answers = [row[-1]["content"] for row in rows]
    assert any(paraphrase.accepts(facts["mustSay"], answer) for answer in answers)
