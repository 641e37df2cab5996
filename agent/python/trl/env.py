"""Import this first: it closes the network doors of every library before they are imported, and finds boxkit."""

import os
import sys
import warnings
from pathlib import Path

os.environ.update(
    HF_HUB_OFFLINE="1",
    TRANSFORMERS_OFFLINE="1",
    HF_DATASETS_OFFLINE="1",
    HF_HUB_DISABLE_TELEMETRY="1",
    DO_NOT_TRACK="1",
    HF_HUB_DISABLE_PROGRESS_BARS="1",
    TQDM_DISABLE="1",  # the log is for people: no bars in it
    TOKENIZERS_PARALLELISM="false",
)
warnings.filterwarnings("ignore", category=FutureWarning)

# Threads that wait must sleep, not spin: beside another busy process on the same cores (a deployment, a test), spinning
# makes every matmul wait for a thread that is not running (seen: 3 x slower and worse).
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "boxkit"))


def versions():
    """The packages a result depends on, by name."""
    from importlib.metadata import version

    names = ("torch", "transformers", "trl", "peft", "datasets", "accelerate", "tokenizers", "safetensors", "gguf")
    return {"python": sys.version.split()[0], **{name: version(name) for name in names}}
