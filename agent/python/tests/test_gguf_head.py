import struct
from pathlib import Path

import pytest
from gguf_head import names_its_pooling, read_head, scores_pairs

RERANKER = Path(__file__).resolve().parents[3] / "test/fixtures/models/tiny-reranker.gguf"


def test_a_reranker_is_known_by_its_head():
    keys, tensors = read_head(RERANKER)
    assert "general.architecture" in keys
    assert "cls.output.weight" in tensors
    assert scores_pairs(RERANKER)
    assert isinstance(names_its_pooling(RERANKER), bool)


def test_a_chat_model_is_none(tmp_path):
    text = lambda value: struct.pack("<Q", len(value)) + value
    head = b"GGUF" + struct.pack("<IQQ", 3, 1, 1)
    key = text(b"general.architecture") + struct.pack("<I", 8) + text(b"llama")
    tensor = text(b"output.weight") + struct.pack("<IQQIQ", 2, 4, 4, 0, 0)
    (tmp_path / "chat.gguf").write_bytes(head + key + tensor)
    assert not scores_pairs(tmp_path / "chat.gguf")
    assert not names_its_pooling(tmp_path / "chat.gguf")


@pytest.mark.parametrize("cut", [0, 3, 4, 20, 30, 200])
def test_a_torn_head_is_said_to_be_torn(tmp_path, cut):
    (tmp_path / "torn.gguf").write_bytes(RERANKER.read_bytes()[:cut])
    with pytest.raises(ValueError):
        read_head(tmp_path / "torn.gguf")


def test_hostile_counts_end_at_once(tmp_path):
    (tmp_path / "huge.gguf").write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 1 << 60, 1 << 60))
    with pytest.raises(ValueError):
        read_head(tmp_path / "huge.gguf")
