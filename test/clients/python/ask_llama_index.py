"""LlamaIndex's OpenAILike."""
from client_checks import BASE_URL, KEY, MODEL, QUESTION, is_text, report
from llama_index.core.llms import ChatMessage
from llama_index.llms.openai_like import OpenAILike

llm = OpenAILike(model=MODEL, api_base=BASE_URL, api_key=KEY, is_chat_model=True, context_window=2048)
messages = [ChatMessage(role="user", content=QUESTION)]

report(
    "llama-index-llms-openai-like",
    {
        "chat": lambda: is_text(llm.chat(messages).message.content),
        "stream": lambda: is_text("".join(chunk.delta or "" for chunk in llm.stream_chat(messages))),
    },
)
