"""The recipe: every knob with its type, range and default, from one table (recipe-knobs.json)."""

import json
from pathlib import Path

import env  # noqa: F401
from boxkit import Bad

KNOBS = json.loads((Path(__file__).parent / "recipe-knobs.json").read_text(encoding="utf-8"))
PRESETS = json.loads((Path(__file__).parent / "presets.json").read_text(encoding="utf-8"))


def complete(given):
    """Every knob, from `given` or its default. Raises Bad("bad-config") naming the first knob that is wrong."""
    known = {knob["name"]: knob for knob in KNOBS}
    for name in given:
        if name not in known:
            raise Bad("bad-config", f"The recipe has no knob called {name}.")
    return {name: checked(knob, given.get(name, knob["default"])) for name, knob in known.items()}


def checked(knob, value):
    kind, name = knob["type"], knob["name"]
    if kind == "boolean":
        ok = isinstance(value, bool)
    elif kind == "choice":
        ok = value in knob["options"]
    else:
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        ok = number and knob["min"] <= value <= knob["max"] and (kind == "number" or int(value) == value)
        value = int(value) if ok and kind == "integer" else value
    if not ok:
        wanted = knob.get("options") or (f"{knob['min']} to {knob['max']}" if "min" in knob else "true or false")
        raise Bad("bad-config", f"{name} cannot be {value!r}: it must be {wanted}.")
    return value
