"""The official Python client, given a base URL and a key and nothing else. Prints one JSON object."""
import json
import sys

import openai

base_url, key = sys.argv[1:3]
client = openai.OpenAI(base_url=base_url, api_key=key)
messages = [{"role": "user", "content": "hi"}]


def refused(call):
    try:
        call()
    except openai.APIStatusError as error:
        return type(error).__name__
    return None


chat = client.chat.completions.create(model="helpdesk", messages=messages)
stream = client.chat.completions.create(model="helpdesk", messages=messages, stream=True)
stranger = openai.OpenAI(base_url=base_url, api_key="sk-sluice-wrong", max_retries=0)
print(
    json.dumps(
        {
            "models": [model.id for model in client.models.list()],
            "chat": chat.choices[0].message.content,
            "total": chat.usage.total_tokens,
            "stream": "".join(chunk.choices[0].delta.content or "" for chunk in stream),
            "refused": [refused(stranger.models.list), refused(lambda: client.chat.completions.create(model="nope", messages=messages))],
        }
    )
)
