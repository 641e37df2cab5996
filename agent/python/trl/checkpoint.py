"""Checkpoints without pickle: tensors as safetensors, the rest as JSON, a folder that is whole or not there.

checkpoints/step-000040/: adapter, optimizer (Adam moments, RNG), trainer_state.json (TRL's own), state.json (written
last: step, tokens, plan). A folder under its final name is complete, because it is renamed only after an fsync.
"""

import hashlib
import json
import os
import shutil
from pathlib import Path

import env  # noqa: F401
import torch
from boxkit import Bad, sync_file, sync_folder
from peft import get_peft_model_state_dict, set_peft_model_state_dict
from safetensors.torch import load_file, save_file


def fingerprint(rows, batches, recipe):
    """Changes when data, order or recipe change: a checkpoint of another job must not be continued."""
    digest = hashlib.sha256(json.dumps(recipe, sort_keys=True).encode())
    digest.update(json.dumps(batches).encode())
    for row in rows:
        digest.update(json.dumps([row.ids, row.labels]).encode())
    return digest.hexdigest()


def save(folder, trainer, extra, keep):
    """Write checkpoints/step-N of `trainer`, drop all but the newest `keep`. Returns (path, bytes)."""
    folder, step = Path(folder), trainer.state.global_step
    final, temporary = folder / f"step-{step:06d}", folder / f".step-{step:06d}.tmp"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    adapter = get_peft_model_state_dict(trainer.model)
    save_file({name: tensor.contiguous() for name, tensor in adapter.items()}, temporary / "adapter.safetensors")
    moments = {"rng": torch.get_rng_state()}
    for index, state in inner(trainer.optimizer).state_dict()["state"].items():
        moments |= {f"{index}.{name}": torch.as_tensor(value).contiguous() for name, value in state.items()}
    save_file(moments, temporary / "optimizer.safetensors")
    trainer.state.save_to_json(str(temporary / "trainer_state.json"))
    scheduler = {key: value for key, value in trainer.lr_scheduler.state_dict().items() if key != "lr_lambdas"}
    (temporary / "state.json").write_text(json.dumps({"step": step, "scheduler": scheduler, **extra}))
    for path in temporary.iterdir():
        sync_file(path)
    sync_folder(temporary)
    shutil.rmtree(final, ignore_errors=True)
    os.rename(temporary, final)
    sync_folder(folder)
    for old in complete(folder)[:-keep]:
        shutil.rmtree(old, ignore_errors=True)
    return final, sum(path.stat().st_size for path in final.iterdir())


def complete(folder):
    """Complete checkpoints, oldest first."""
    return sorted(path for path in Path(folder).glob("step-*") if (path / "state.json").is_file())


def latest(*folders):
    """The complete checkpoint with the highest step in any of the folders, or None."""
    found = [path for folder in folders if folder for path in complete(folder)]
    return max(found, key=lambda path: path.name, default=None)


def adopt(source, folder):
    """Bring another run's checkpoint into this run's `folder` (hard links): the next attempt may look only here."""
    final = Path(folder) / source.name
    if not final.exists():
        temporary = final.with_name(f".{source.name}.tmp")
        shutil.rmtree(temporary, ignore_errors=True)
        try:
            shutil.copytree(source, temporary, copy_function=os.link)
        except OSError:  # another file system
            shutil.rmtree(temporary, ignore_errors=True)
            shutil.copytree(source, temporary)
            for path in temporary.iterdir():
                sync_file(path)
        os.rename(temporary, final)
        sync_folder(final.parent)
    return final


def read_state(path, wanted):
    """state.json of a checkpoint. Raises Bad when it belongs to other data or another recipe (`wanted` fingerprint)."""
    state = json.loads((Path(path) / "state.json").read_text())
    if state["plan"] != wanted:
        raise Bad("bad-config", "The checkpoint was made with other data or another recipe.")
    return state


def inner(optimizer):
    """The torch optimizer inside accelerate's wrapper."""
    return getattr(optimizer, "optimizer", optimizer)


def load_adapter(path, model):
    set_peft_model_state_dict(model, load_file(Path(path) / "adapter.safetensors"))


def load_optimizer(path, optimizer, scheduler):
    state = inner(optimizer).state_dict()
    state["state"] = {}
    for name, tensor in load_file(Path(path) / "optimizer.safetensors").items():
        if name != "rng":
            index, key = name.split(".")
            state["state"].setdefault(int(index), {})[key] = tensor
    inner(optimizer).load_state_dict(state)
    saved = json.loads((Path(path) / "state.json").read_text())["scheduler"]
    scheduler.load_state_dict({**saved, "lr_lambdas": [None] * len(scheduler.base_lrs)})
    for group, rate in zip(inner(optimizer).param_groups, saved["_last_lr"]):
        group["lr"] = rate


def load_rng(path):
    torch.set_rng_state(load_file(Path(path) / "optimizer.safetensors")["rng"])
