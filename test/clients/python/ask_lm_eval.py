"""lm-eval's own API clients on a task of ours. Nothing is fetched: neither a task, nor a data set, nor a metric."""
import os
import pathlib
import tempfile

from client_checks import BASE_URL, KEY, MODEL, report

home = tempfile.TemporaryDirectory()
os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", HF_HOME=home.name, OPENAI_API_KEY=KEY)
from lm_eval import simple_evaluate
from lm_eval.tasks import TaskManager

here = pathlib.Path(__file__).parent / "lm_eval_task"
os.chdir(here)
tasks = TaskManager(include_path=str(here), include_defaults=False)


def scores(client, path):
    """The fake engine repeats the question, so every answer names the right part; a lost or mixed-up one costs the full score."""
    how = {"num_concurrent": 4, "max_retries": 1, "tokenizer_backend": "none", "tokenized_requests": False}
    found = simple_evaluate(
        model=client,
        model_args={"model": MODEL, "base_url": f"{BASE_URL}/{path}", **how},
        tasks=["parts"],
        task_manager=tasks,
        apply_chat_template=client == "local-chat-completions",
        bootstrap_iters=0,
    )
    result = found["results"]["parts"]
    return (result["sample_len"] == 8 and float(result["exact_match,number"]) == 1.0) or result


report(
    "lm_eval",
    {
        "chat": lambda: scores("local-chat-completions", "chat/completions"),
        "completions": lambda: scores("local-completions", "completions"),
    },
)
