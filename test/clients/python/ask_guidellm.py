"""guidellm as people run it, on prompts of ours: it looks whether the server lives, finds no tokenizer to fetch, and counts what it got."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from client_checks import BASE_URL, KEY, MODEL, report

asked = 20
home = tempfile.TemporaryDirectory()
folder = pathlib.Path(home.name)
prompts = folder / "prompts.jsonl"
prompts.write_text("".join(json.dumps({"prompt": f"What is part {n}?"}) + "\n" for n in range(asked)))


def run():
    target = BASE_URL.removesuffix("/v1")
    command = [sys.executable, "-m", "guidellm", "run", "--disable-console"]
    command += ["--backend", f"kind=openai_http,target={target},model={MODEL},api_key={KEY},max_tokens=16"]
    command += ["--profile", "kind=concurrent,streams=4", "--constraint", f"kind=max_requests,count={asked}"]
    command += ["--data", f"kind=json_file,path={prompts}", "--output", f"kind=json,path={folder / 'report.json'}"]
    env = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(folder / "hf")}
    subprocess.run(command, check=True, env=env, cwd=folder, stdout=sys.stderr)
    return json.loads((folder / "report.json").read_text())["benchmarks"][0]


benchmark = run()
metrics, scheduled = benchmark["metrics"], benchmark["scheduler_state"]
output, prompt = (metrics[f"{side}_token_count"]["successful"]["mean"] for side in ("output", "prompt"))
counts = {name: scheduled[f"{name}_requests"] for name in ("processed", "successful", "errored", "cancelled")}
report(
    "guidellm",
    {
        "stream": lambda: counts == {"processed": asked, "successful": asked, "errored": 0, "cancelled": 0} or counts,
        # What it shows of tokens is what our usage frames say, of the words in each question and answer.
        "usage": lambda: (output, prompt) == (12, 4) or (output, prompt),
        "first token": lambda: metrics["time_to_first_token_ms"]["successful"]["mean"] > 0,
    },
)
