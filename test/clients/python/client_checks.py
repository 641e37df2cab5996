"""What every Python client is asked: a list of named checks, each a function that returns True or says what was wrong.

Each client's file calls `report(client, checks)`; the test reads the one JSON object that it prints. argv: base URL, key, model, embedding model.
"""
import importlib.metadata
import json
import sys
import traceback

BASE_URL, KEY, MODEL, EMBEDDER = sys.argv[1:5]
QUESTION = "Say hello."
TOOL = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "The weather of a city.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}
CITY_SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}


def report(package, checks):
    results = {}
    for name, check in checks.items():
        try:
            said = check()
            results[name] = "ok" if said is True else f"answered {said!r}"
        except Exception as error:  # a client may raise anything: the test shows it
            results[name] = f"{type(error).__name__}: {error}"
            traceback.print_exc(file=sys.stderr)
    print(json.dumps({"package": package, "version": importlib.metadata.version(package), "results": results}))


def is_text(value):
    """A non-empty answer."""
    return (isinstance(value, str) and len(value.strip()) > 0) or value
