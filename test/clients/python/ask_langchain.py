"""LangChain's ChatOpenAI and OpenAIEmbeddings, with only their base URL changed."""
from client_checks import BASE_URL, CITY_SCHEMA, EMBEDDER, KEY, MODEL, QUESTION, TOOL, is_text, report
from langchain_openai import ChatOpenAI, OpenAIEmbeddings

chat = ChatOpenAI(model=MODEL, base_url=BASE_URL, api_key=KEY)
schema = {"title": "city", **CITY_SCHEMA}


def stream():
    chunks = list(chat.stream(QUESTION, stream_usage=True))
    return len("".join(str(chunk.content) for chunk in chunks)) > 0 and any(chunk.usage_metadata for chunk in chunks)


report(
    "langchain-openai",
    {
        "chat": lambda: is_text(chat.invoke(QUESTION).content),
        "stream": stream,
        "tools": lambda: chat.bind_tools([TOOL], tool_choice="required").invoke(QUESTION).tool_calls[0]["name"] == "weather",
        "json schema": lambda: "city" in chat.with_structured_output(schema, method="json_schema").invoke(QUESTION),
        # It counts tokens with OpenAI's own tokenizer by default, which is of no use here.
        "embeddings": lambda: len(
            OpenAIEmbeddings(model=EMBEDDER, base_url=BASE_URL, api_key=KEY, check_embedding_ctx_length=False).embed_documents(
                ["a", "b"]
            )
        )
        == 2,
    },
)
