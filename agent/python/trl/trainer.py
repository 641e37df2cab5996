"""TRL's SFTTrainer without what costs time and teaches nothing.

Same LoRA, same loss, same optimiser. Different: rows of like length share a batch, activations are kept instead of
computed twice, the vocabulary projection (a fifth of this model's work) runs only where a label is, and no entropy
or accuracy over the whole vocabulary is taken at every step.
"""

import math

import env  # noqa: F401
import torch
from boxkit import Bad
from checkpoint import load_adapter, load_optimizer, load_rng
from data import IGNORE, collate
from datasets import Dataset
from peft import LoraConfig, get_peft_model
from torch.nn import functional
from torch.utils.data import DataLoader
from trl import SFTConfig, SFTTrainer

TARGETS = {
    "all-linear": "all-linear",
    "attention": ["q_proj", "k_proj", "v_proj", "o_proj"],
    "mlp": ["gate_proj", "up_proj", "down_proj"],
}
# Models that change their logits after the projection: for them the whole forward is asked.
CHANGES_LOGITS = ("final_logit_softcapping", "logits_scaling", "logit_scale")


def token_losses(causal, input_ids, labels):
    """Loss of every supervised token [n], float32. `causal` = the *ForCausalLM model without its PEFT wrapper."""
    wanted = labels[:, 1:] != IGNORE
    if any(getattr(causal.config, name, None) for name in CHANGES_LOGITS):
        logits = causal(input_ids=input_ids, use_cache=False).logits[:, :-1][wanted]
    else:
        body = getattr(causal, causal.base_model_prefix)
        hidden = body(input_ids=input_ids, use_cache=False).last_hidden_state
        logits = causal.get_output_embeddings()(hidden[:, :-1][wanted])
    return functional.cross_entropy(logits.float(), labels[:, 1:][wanted], reduction="none")


class LeanTrainer(SFTTrainer):
    """`rows` and `batches` (from data.plan, flat indices) replace the trainer's own sampling, so that a resumed run
    takes exactly the batches the killed one would have taken."""

    def __init__(self, *, rows, batches, **rest):
        super().__init__(**rest)
        self.rows, self.batches = rows, batches
        # compute_loss divides by the token count of the whole step itself.
        self.model_accepts_loss_kwargs = self.loss_is_scaled_for_ga = True
        self.step_loss, self.step_tokens, self.grad_norm = 0.0, 0, None

    def get_train_dataloader(self):
        pad = self.processing_class.pad_token_id
        return DataLoader(self.rows, batch_sampler=self.batches, collate_fn=lambda rows: collate(rows, pad))

    def compute_loss(self, model, inputs, return_outputs=False, num_items_in_batch=None):
        losses = token_losses(self.accelerator.unwrap_model(model).get_base_model(), inputs["input_ids"], inputs["labels"])
        return losses.sum() / (len(losses) if num_items_in_batch is None else num_items_in_batch)

    def training_step(self, model, inputs, num_items_in_batch=None):
        loss = super().training_step(model, inputs, num_items_in_batch)
        self.step_loss += loss.item()
        if not math.isfinite(self.step_loss):
            raise Bad("loss-diverged", "The loss is no longer a number. Lower the learning rate and train again.")
        return loss

    def _get_grad_norm(self, model, grad_norm=None):
        value = super()._get_grad_norm(model, grad_norm)
        self.grad_norm = float(value)
        return value

    # Resume: our own checkpoints instead of pickled ones.
    def _load_from_checkpoint(self, resume_from_checkpoint, model=None):
        load_adapter(resume_from_checkpoint, self.model)

    def _load_optimizer_and_scheduler(self, checkpoint):
        if checkpoint:
            load_optimizer(checkpoint, self.optimizer, self.lr_scheduler)

    def _load_rng_state(self, checkpoint):
        if checkpoint:
            load_rng(checkpoint)

    def _load_scaler(self, checkpoint):
        pass


def add_lora(model, recipe):
    """The model with fresh adapters (float32, whatever the base is). Seeded: the same adapters every time."""
    torch.manual_seed(recipe["seed"])
    config = LoraConfig(
        r=recipe["loraRank"],
        lora_alpha=recipe["loraAlpha"],
        lora_dropout=recipe["loraDropout"],
        target_modules=TARGETS[recipe["targetModules"]],
        task_type="CAUSAL_LM",
    )
    return get_peft_model(model, config)


def build(model, tokenizer, rows, batches, recipe, folder, callbacks):
    """A LeanTrainer ready to train. `model` is already wrapped by add_lora; `folder` is scratch space for TRL."""
    steps = math.ceil(len(batches) / recipe["gradientAccumulation"])
    config = SFTConfig(
        output_dir=str(folder),
        max_steps=steps,
        per_device_train_batch_size=recipe["batchSize"],
        gradient_accumulation_steps=recipe["gradientAccumulation"],
        learning_rate=recipe["learningRate"],
        lr_scheduler_type=recipe["scheduler"],
        warmup_steps=math.ceil(recipe["warmupFraction"] * steps),
        weight_decay=recipe["weightDecay"],
        max_grad_norm=recipe["maxGradNorm"],
        seed=recipe["seed"],
        gradient_checkpointing=recipe["gradientCheckpointing"],
        bf16=False,  # the weights already have the number format we want
        use_cpu=not torch.cuda.is_available(),
        dataset_kwargs={"skip_prepare_dataset": True},
        # Logging, evaluation and checkpoints are ours (progress.py).
        logging_strategy="no",
        save_strategy="no",
        eval_strategy="no",
        report_to=[],
        disable_tqdm=True,
    )
    columns = {"input_ids": [row.ids for row in rows[:1]], "labels": [row.labels for row in rows[:1]]}
    return LeanTrainer(
        rows=rows,
        batches=batches,
        model=model,
        args=config,
        processing_class=tokenizer,
        train_dataset=Dataset.from_dict(columns),  # TRL looks at one row; the loader above feeds the rest
        data_collator=lambda rows: rows,
        callbacks=callbacks,
    )
