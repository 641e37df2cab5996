"""Does one text ask what another asks? The guard between what is trained on and what is measured.

A mixed-in row that holds a measured question, or its answer in other words, would turn the measurement into a
memory test. So every mixed-in row is checked in code, when the rows are made and again when they are used.
"""

import re
from difflib import SequenceMatcher

STOP = set(
    "a an the is are was were be been do does did of in on at to for from by with and or it its that this these those what "
    "which who whom whose when where why how many much can could would should will i you we they he she me my your our us "
    "please tell give name one two three explain describe write sentence there if then than as about into used use using get "
    "make makes good mean means word called call known people someone something different example tip reason".split()
)
SAME_WORDS = 0.6
SAME_TEXT = 0.82


def words(text):
    """Content words, lower case, plural and -ing/-ed endings cut: {"capital", "france"}."""
    found = re.findall(r"[a-z0-9]+|[^\W\d_a-z]", text.lower())
    return {re.sub(r"(ies|es|s|ing|ed)$", "", word) if len(word) > 3 else word for word in found if word not in STOP}


def same_question(left, right):
    """True when two prompts ask the same: most content words shared, or nearly the same letters."""
    mine, theirs = words(left), words(right)
    shared = len(mine & theirs)
    if shared and shared >= SAME_WORDS * max(len(mine), len(theirs)):
        return True
    fewer, more = sorted((len(mine), len(theirs)))
    if shared and shared == fewer and (shared >= 2 or more <= 2):  # all of the shorter one stands in the longer one
        return True
    return SequenceMatcher(None, normal(left), normal(right)).ratio() >= SAME_TEXT and shared > 0


def normal(text):
    return " ".join(re.findall(r"\w+", text.lower()))


def accepts(patterns, answer):
    """True when one of the accepted answers stands in `answer` as a word (a trailing * allows endings)."""
    for pattern in patterns:
        body = re.escape(pattern.rstrip("*")) + (r"\w*" if pattern.endswith("*") else "")
        if re.search(rf"(?<!\w){body}(?!\w)", answer, re.IGNORECASE):
            return True
    return False


def tells(row_text, question, accept):
    """True when a text holds an accepted answer together with at least half of the question's content words.

    Catches the question turned round ("In which country is Paris the capital?") and answers that state the fact.
    """
    needed = words(question)
    shared = len(needed & words(row_text))
    return shared > 0 and 2 * shared >= len(needed) and accepts(accept, row_text)


def clean(rows, questions, held_out):
    """Mixed-in rows [{prompt, answer}] without any that asks or tells what is measured.

    `questions` = [{question, accept}], `held_out` = [prompt]. Order is kept.
    """
    kept = []
    for row in rows:
        text = f"{row['prompt']} {row['answer']}"
        if any(same_question(row["prompt"], item["question"]) for item in questions):
            continue
        if any(tells(text, item["question"], item["accept"]) for item in questions):
            continue
        if any(same_question(row["prompt"], prompt) for prompt in held_out):
            continue
        kept.append(row)
    return kept
