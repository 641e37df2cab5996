"""LiteLLM as a client (its SDK, not its proxy)."""
import os

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # else it fetches a price list from the internet when it is imported
import litellm
from client_checks import BASE_URL, EMBEDDER, KEY, MODEL, QUESTION, TOOL, is_text, report

where = {"api_base": BASE_URL, "api_key": KEY}
messages = [{"role": "user", "content": QUESTION}]
model = f"openai/{MODEL}"


def stream():
    chunks = litellm.completion(model=model, messages=messages, stream=True, **where)
    return len("".join(chunk.choices[0].delta.content or "" for chunk in chunks)) > 0


report(
    "litellm",
    {
        "chat": lambda: is_text(litellm.completion(model=model, messages=messages, **where).choices[0].message.content),
        "stream": stream,
        "tools": lambda: litellm.completion(model=model, messages=messages, tools=[TOOL], tool_choice="required", **where)
        .choices[0]
        .message.tool_calls[0]
        .function.name
        == "weather",
        "embeddings": lambda: len(litellm.embedding(model=f"openai/{EMBEDDER}", input=["a", "b"], **where).data) == 2,
    },
)
