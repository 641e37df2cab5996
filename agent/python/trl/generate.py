"""Greedy answers in batches: the same words as llama.cpp at temperature 0, up to rounding."""

import env  # noqa: F401
import torch

BATCH = 32


@torch.inference_mode()
def answers(model, tokenizer, prompts, max_new, tick=lambda done: None):
    """[{answer, ended}] in the order of `prompts`. `ended`: the model closed its turn within `max_new` tokens.

    `tick(done)` is called after each batch; it may raise to stop.
    """
    order = sorted(range(len(prompts)), key=lambda index: len(prompts[index]))
    result = [None] * len(prompts)
    was_training = model.training
    model.eval()
    for start in range(0, len(order), BATCH):
        chosen = order[start : start + BATCH]
        chats = [[{"role": "user", "content": prompts[index]}] for index in chosen]
        texts = [tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True) for chat in chats]
        coded = tokenizer(texts, return_tensors="pt", padding=True, padding_side="left", add_special_tokens=False)
        out = model.generate(
            input_ids=coded["input_ids"],
            attention_mask=coded["attention_mask"],
            max_new_tokens=max_new,
            do_sample=False,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
        for index, ids in zip(chosen, out[:, coded["input_ids"].shape[1] :].tolist()):
            ended = tokenizer.eos_token_id in ids
            ids = ids[: ids.index(tokenizer.eos_token_id)] if ended else ids
            result[index] = {"answer": tokenizer.decode(ids, skip_special_tokens=True).strip(), "ended": ended}
        tick(start + len(chosen))
    model.train(was_training)
    return result
