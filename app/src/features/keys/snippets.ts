/** Code that works as it stands: the box's own address, a deployment's name, a key. */
export function snippets(origin: string, model: string, key: string): { curl: string; python: string; node: string } {
  const base = `${origin}/v1`;
  // The box's certificate is its own: a client on another machine must be told to trust it.
  const tls = origin.startsWith("https:");
  return {
    curl: `curl ${tls ? "--cacert sluice.pem " : ""}${base}/chat/completions \\
  -H "Authorization: Bearer ${key}" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "${model}", "messages": [{"role": "user", "content": "Hello"}]}'`,
    python: `from openai import OpenAI  # pip install openai

client = OpenAI(base_url="${base}", api_key="${key}")
answer = client.chat.completions.create(
    model="${model}",
    messages=[{"role": "user", "content": "Hello"}],
)
print(answer.choices[0].message.content)`,
    node: `import OpenAI from "openai"; // npm install openai

const client = new OpenAI({ baseURL: "${base}", apiKey: "${key}" });
const answer = await client.chat.completions.create({
  model: "${model}",
  messages: [{ role: "user", content: "Hello" }],
});
console.log(answer.choices[0].message.content);`,
  };
}
