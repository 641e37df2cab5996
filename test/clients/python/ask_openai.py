"""The official client: every inference call of this box, typed answers and typed errors."""
import openai
from client_checks import BASE_URL, CITY_SCHEMA, EMBEDDER, KEY, MODEL, QUESTION, TOOL, is_text, report

client = openai.OpenAI(base_url=BASE_URL, api_key=KEY)
messages = [{"role": "user", "content": QUESTION}]


def stream():
    options = {"include_usage": True}
    chunks = list(client.chat.completions.create(model=MODEL, messages=messages, stream=True, stream_options=options))
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    return len(text) > 0 and chunks[-1].usage.completion_tokens > 0


def tools():
    answer = client.chat.completions.create(model=MODEL, messages=messages, tools=[TOOL], tool_choice="required")
    call = answer.choices[0].message.tool_calls[0]
    return call.function.name == "weather"


def json_schema():
    form = {"type": "json_schema", "json_schema": {"name": "city", "strict": True, "schema": CITY_SCHEMA}}
    answer = client.chat.completions.create(model=MODEL, messages=messages, response_format=form)
    import json

    return "city" in json.loads(answer.choices[0].message.content)


def logprobs():
    answer = client.chat.completions.create(model=MODEL, messages=messages, max_tokens=4, logprobs=True, top_logprobs=2)
    return len(answer.choices[0].logprobs.content) > 0


def responses_stream():
    kinds = [event.type for event in client.responses.create(model=MODEL, input=QUESTION, stream=True)]
    return "response.output_text.delta" in kinds and kinds[-1] == "response.completed"


def wrong_key():
    try:
        openai.OpenAI(base_url=BASE_URL, api_key="sk-sluice-wrong", max_retries=0).models.list()
    except openai.AuthenticationError as error:
        return error.code == "invalid_api_key"


def wrong_model():
    try:
        client.chat.completions.create(model="nope", messages=messages)
    except openai.NotFoundError as error:
        return error.code == "model_not_found"


def incapable():
    try:
        client.embeddings.create(model=MODEL, input="hi")
    except openai.BadRequestError as error:
        return "embeddings" in error.message


report(
    "openai",
    {
        "models": lambda: MODEL in [model.id for model in client.models.list()],
        "chat": lambda: is_text(client.chat.completions.create(model=MODEL, messages=messages).choices[0].message.content),
        "stream": stream,
        "tools": tools,
        "json schema": json_schema,
        "logprobs": logprobs,
        "completions": lambda: is_text(client.completions.create(model=MODEL, prompt=QUESTION, max_tokens=8).choices[0].text),
        "embeddings": lambda: len(client.embeddings.create(model=EMBEDDER, input=["a", "b"]).data) == 2,
        "responses": lambda: is_text(client.responses.create(model=MODEL, input=QUESTION).output_text),
        "responses stream": responses_stream,
        "typed errors": lambda: wrong_key() and wrong_model() and incapable(),
    },
)
