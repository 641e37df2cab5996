"""Anthropic's client: base URL without /v1, its key in x-api-key."""
import anthropic
from client_checks import BASE_URL, KEY, MODEL, QUESTION, is_text, report

client = anthropic.Anthropic(base_url=BASE_URL.removesuffix("/v1"), api_key=KEY)
messages = [{"role": "user", "content": QUESTION}]


def stream():
    with client.messages.stream(model=MODEL, max_tokens=32, messages=messages) as events:
        text = "".join(events.text_stream)
        return len(text) > 0 and events.get_final_message().usage.output_tokens > 0


def typed_errors():
    try:
        anthropic.Anthropic(base_url=BASE_URL.removesuffix("/v1"), api_key="sk-sluice-wrong", max_retries=0).messages.create(
            model=MODEL, max_tokens=8, messages=messages
        )
    except anthropic.AuthenticationError as wrong_key:
        if wrong_key.body["type"] != "error":
            return wrong_key.body
    try:
        client.messages.create(model="nope", max_tokens=8, messages=messages)
    except anthropic.NotFoundError as wrong_model:
        return "nope" in wrong_model.body["error"]["message"]


report(
    "anthropic",
    {
        "chat": lambda: is_text(client.messages.create(model=MODEL, max_tokens=32, messages=messages).content[0].text),
        "stream": stream,
        "typed errors": typed_errors,
    },
)
