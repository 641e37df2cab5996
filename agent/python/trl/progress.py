"""What happens between two steps: the event, the held-out loss, the checkpoint, the stop."""

import time
from collections import deque

import checkpoint
import env  # noqa: F401
from measure import mean_loss
from transformers import TrainerCallback


class Progress(TrainerCallback):
    """Writes step-logged after every step. `job` is train.Job; `trainer` is set by it after building."""

    def __init__(self, job):
        self.job, self.trainer = job, None
        self.tokens = job.start["usefulTokens"]
        self.recent = deque(maxlen=8)  # (seconds, tokens) of the last steps
        self.spent = 0.0  # seconds in steps of this process, without held-out runs and checkpoints

    def on_step_begin(self, args, state, control, **_):
        self.began = time.monotonic()
        self.trainer.step_loss = 0.0
        self.rate = self.trainer.optimizer.param_groups[0]["lr"]  # before the scheduler moves on

    def on_step_end(self, args, state, control, **_):
        job, trainer, recipe = self.job, self.trainer, self.job.recipe
        seconds = time.monotonic() - self.began
        tokens = job.step_tokens(state.global_step - 1)
        self.spent += seconds
        self.tokens += tokens
        self.recent.append((seconds, tokens))
        spent, done = (sum(part) for part in zip(*self.recent))
        left = state.max_steps - state.global_step
        job.run.event(
            "step-logged",
            step=state.global_step,
            totalSteps=state.max_steps,
            epoch=round(state.global_step / state.max_steps * recipe["epochs"], 3),
            loss=trainer.step_loss,
            learningRate=self.rate,
            gradNorm=trainer.grad_norm,
            usefulTokens=self.tokens,
            tokensPerSecond=round(done / spent, 1),
            etaSeconds=round(left * spent / len(self.recent), 1),
        )
        last = left == 0
        every = recipe["evaluateEverySteps"]
        if every and state.global_step % every == 0 and not last:  # the last one is measured in its own stage
            loss = mean_loss(trainer.model, job.tokenizer, job.held_out)
            job.run.event("held-out-logged", step=state.global_step, loss=loss)
        if last or job.run.stopping or state.global_step % recipe["saveEverySteps"] == 0:
            self.save()
        if job.run.stopping and not last:
            control.should_training_stop = True
        return control

    def save(self):
        job = self.job
        extra = {"usefulTokens": self.tokens, "trainSeconds": job.start["trainSeconds"] + self.spent, "plan": job.plan_id}
        path, size = checkpoint.save(job.checkpoints, self.trainer, extra, job.recipe["keepCheckpoints"])
        job.run.event("checkpoint-saved", step=self.trainer.state.global_step, path=str(path.relative_to(job.run.dir)), bytes=size)
