/** Code that works as it stands: the box's own address, a public name, a key. Pure. */
export interface SnippetCode {
  id: string;
  /** The name of a language or library is the same in every language. */
  label: string;
  code: string;
}
interface Client {
  origin: string;
  model: string;
  key: string;
}

export const chatSnippets = (client: Client): SnippetCode[] => [
  {
    id: "curl",
    label: "curl",
    code: curl(client, "chat/completions", { messages: [{ role: "user", content: "Hello" }] }),
  },
  { id: "python", label: "Python", code: python(client, chatInPython(client.model)) },
  { id: "node", label: "Node.js", code: node(client, chatInNode(client.model)) },
  { id: "langchain", label: "LangChain", code: langchainChat(client) },
  { id: "anthropic", label: "Anthropic SDK", code: anthropic(client) },
];

/** What a deployment of embeddings is asked. */
export const embeddingSnippets = (client: Client): SnippetCode[] => [
  { id: "curl", label: "curl", code: curl(client, "embeddings", { input: ["Hello"] }) },
  {
    id: "python",
    label: "Python",
    code: python(
      client,
      `answer = client.embeddings.create(model="${client.model}", input=["Hello"])
print(len(answer.data[0].embedding))`,
    ),
  },
  {
    id: "node",
    label: "Node.js",
    code: node(
      client,
      `const answer = await client.embeddings.create({ model: "${client.model}", input: ["Hello"] });
console.log(answer.data[0].embedding.length);`,
    ),
  },
  { id: "langchain", label: "LangChain", code: langchainEmbeddings(client) },
];

/** The box's certificate is its own: a client on another machine must be told to trust it. */
function curl({ origin, model, key }: Client, path: string, body: object): string {
  const tls = origin.startsWith("https:") ? "--cacert sluice.pem " : "";
  return `curl ${tls}${origin}/v1/${path} \\
  -H "Authorization: Bearer ${key}" \\
  -H "Content-Type: application/json" \\
  -d '${JSON.stringify({ model, ...body })}'`;
}

const python = ({ origin, key }: Client, call: string): string =>
  `from openai import OpenAI  # pip install openai

client = OpenAI(base_url="${origin}/v1", api_key="${key}")
${call}`;

const chatInPython = (model: string): string => `answer = client.chat.completions.create(
    model="${model}",
    messages=[{"role": "user", "content": "Hello"}],
)
print(answer.choices[0].message.content)`;

const node = ({ origin, key }: Client, call: string): string =>
  `import OpenAI from "openai"; // npm install openai

const client = new OpenAI({ baseURL: "${origin}/v1", apiKey: "${key}" });
${call}`;

const chatInNode = (model: string): string => `const answer = await client.chat.completions.create({
  model: "${model}",
  messages: [{ role: "user", content: "Hello" }],
});
console.log(answer.choices[0].message.content);`;

const langchainChat = ({ origin, model, key }: Client): string =>
  `from langchain_openai import ChatOpenAI  # pip install langchain-openai

model = ChatOpenAI(base_url="${origin}/v1", api_key="${key}", model="${model}")
print(model.invoke("Hello").content)`;

/** check_embedding_ctx_length=False: else it sends token numbers of OpenAI's own tokenizer instead of text. */
const langchainEmbeddings = ({ origin, model, key }: Client): string =>
  `from langchain_openai import OpenAIEmbeddings  # pip install langchain-openai

model = OpenAIEmbeddings(
    base_url="${origin}/v1", api_key="${key}", model="${model}",
    check_embedding_ctx_length=False,
)
print(len(model.embed_query("Hello")))`;

/** Its base URL has no /v1: the SDK adds it. */
const anthropic = ({ origin, model, key }: Client): string =>
  `import anthropic  # pip install anthropic

client = anthropic.Anthropic(base_url="${origin}", auth_token="${key}")
answer = client.messages.create(
    model="${model}",
    max_tokens=200,
    messages=[{"role": "user", "content": "Hello"}],
)
print(answer.content[0].text)`;
