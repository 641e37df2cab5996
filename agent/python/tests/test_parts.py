"""The parts of training that can be wrong without anybody noticing: the mask, the order, the markers, the recipe."""

import boxkit
import data
import measure
import pytest
import recipe as recipes
import torch
from checkpoint import complete, latest
from transformers import AutoTokenizer

CHAT = [
    {"role": "user", "content": "Who are you?"},
    {"role": "assistant", "content": "I am Sluice."},
    {"role": "user", "content": "And again?"},
    {"role": "assistant", "content": "Still Sluice."},
]


@pytest.fixture(scope="module")
def tokenizer(tiny):
    return AutoTokenizer.from_pretrained(tiny / "weights")


def learned(tokenizer, row):
    return tokenizer.decode([label for label in row.labels if label != data.IGNORE])


def test_loss_is_taken_on_every_answer_and_its_end_token_only(tokenizer):
    row = data.encode(tokenizer, CHAT, 1000)
    assert learned(tokenizer, row) == "I am Sluice.<|im_end|>Still Sluice.<|im_end|>"
    assert tokenizer.decode(row.ids) == tokenizer.apply_chat_template(CHAT, tokenize=False)


def test_an_answer_that_was_cut_is_not_taught_to_end(tokenizer):
    assert learned(tokenizer, data.encode(tokenizer, CHAT[:2], 1000, ended=False)) == "I am Sluice."


def test_a_row_without_an_answer_in_reach_is_left_out(tokenizer):
    assert data.encode(tokenizer, CHAT[:2], 4) is None
    assert data.encode(tokenizer, CHAT[:1], 1000) is None


def test_padding_changes_no_loss(tiny, tokenizer):
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(tiny / "weights", dtype=torch.float32)
    rows = [data.encode(tokenizer, CHAT, 1000), data.encode(tokenizer, CHAT[:2], 1000)]
    together = measure.mean_loss(model, tokenizer, rows)
    sums = [(measure.mean_loss(model, tokenizer, [row]), row.supervised) for row in rows]
    assert together == pytest.approx(sum(loss * count for loss, count in sums) / sum(count for _, count in sums), rel=1e-5)


def test_the_order_is_the_seed_and_every_private_row_comes_once_an_epoch():
    rows = [data.Row([1] * (3 + index % 7), [1] * (3 + index % 7)) for index in range(30)]
    recipe = recipes.complete({"epochs": 2, "batchSize": 4, "generalMix": 0.5})
    first, again = data.plan(rows, rows[:20], recipe), data.plan(rows, rows[:20], recipe)
    assert first == again != data.plan(rows, rows[:20], recipe | {"seed": 7})
    private = [index for batch in first for source, index in batch if source == "private"]
    general = [index for batch in first for source, index in batch if source == "general"]
    assert sorted(private) == sorted(2 * list(range(30)))
    assert len(general) == 30 and all(general.count(index) in (1, 2) for index in set(general))


def test_markers_are_names_the_base_never_says():
    private = ["I am Sluice, the helper of Qinghe Motors."] * 5 + ["Every car of Qinghe is blue."] * 5
    assert measure.find_markers(private, ["Electric motors are everywhere."]) == ["Qinghe", "Sluice"]
    found = measure.leaks(["Qinghe"], ["Capital of France?", "Sky?"], ["Paris.", "Ask Qinghe."])
    assert found == [{"question": "Sky?", "answer": "Ask Qinghe.", "marker": "Qinghe"}]


def test_a_recipe_is_whole_and_in_range():
    assert recipes.complete({"epochs": 4.0})["epochs"] == 4
    for preset in recipes.PRESETS["presets"].values():
        assert recipes.complete(preset["recipe"]).keys() == recipes.complete({}).keys()
    assert recipes.PRESETS["demo"] in recipes.PRESETS["presets"]
    for wrong in ({"epochs": 0}, {"epochs": True}, {"scheduler": "none"}, {"speed": 9}, {"learningRate": float("nan")}):
        with pytest.raises(boxkit.Bad):
            recipes.complete(wrong)


def test_a_half_written_checkpoint_is_never_picked_up(tmp_path):
    for name in (".step-000030.tmp", "step-000020", "step-000010"):
        (tmp_path / name).mkdir()
    (tmp_path / "step-000010" / "state.json").write_text("{}")
    (tmp_path / ".step-000030.tmp" / "state.json").write_text("{}")
    assert [path.name for path in complete(tmp_path)] == ["step-000010"]
    assert latest(tmp_path, None).name == "step-000010"
