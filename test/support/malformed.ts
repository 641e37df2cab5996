/** Requests nobody honest sends, from a seed: broken heads, broken JSON, broken text, too much, too little, too slow. */
import { testKey } from "./start-gateway.ts";

export interface Malformed {
  kind: string;
  /** Written one after the other, with a breath between them. */
  pieces: Buffer[];
  /** Nothing can come back before more is sent: hang up instead of waiting. */
  isUnfinished: boolean;
}
export type Random = () => number;

/** mulberry32: small, seeded, good enough to be odd. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
const upTo = (random: Random, most: number): number => Math.floor(random() * most);
const oneOf = <T>(random: Random, list: readonly T[]): T => list[upTo(random, list.length)]!;

const text = { role: "user", content: "hi" };
const tool = {
  type: "function",
  function: { name: "look", parameters: { type: "object", properties: { a: { type: "string" } } } },
};
const format = { type: "json_schema", json_schema: { name: "n", schema: { type: "object" } } };
const image = { type: "image_url", image_url: { url: "data:image/png;base64,aaaa" } };
const bodies: Record<string, object> = {
  "/v1/chat/completions": {
    ...{
      messages: [{ role: "system", content: "a" }, text, { role: "user", content: [{ type: "text", text: "b" }, image] }],
      tools: [tool],
    },
    ...{
      response_format: format,
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: 5,
      stop: ["x"],
      logit_bias: { 1: 2 },
    },
  },
  "/v1/completions": { prompt: ["a", [1, 2]], n: 2, logprobs: 1, max_tokens: 5 },
  "/v1/embeddings": { model: "vectors", input: ["a", "b"], encoding_format: "base64" },
  "/v1/rerank": { model: "ranker", query: "a", documents: ["a", { text: "b" }], top_n: 1, return_documents: true },
  "/v1/responses": {
    ...{
      input: [
        { role: "user", content: [{ type: "input_text", text: "a" }] },
        { type: "function_call", call_id: "c", name: "look", arguments: "{}" },
      ],
    },
    ...{
      instructions: "b",
      tools: [{ type: "function", name: "look" }],
      text: { format: { type: "json_object" } },
      include: [],
      stream: false,
    },
  },
  "/v1/messages": {
    ...{
      messages: [text, { role: "assistant", content: [{ type: "tool_use", id: "t", name: "look", input: {} }] }],
      max_tokens: 5,
    },
    ...{
      system: [{ type: "text", text: "a" }],
      tools: [{ name: "look", input_schema: { type: "object" } }],
      tool_choice: { type: "auto" },
    },
  },
  "/v1/messages/count_tokens": { messages: [text] },
};
const paths = Object.keys(bodies);
const oddValues: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e308,
    -1e308,
    9007199254740992,
    "",
    "x",
    "\u0000",
    "\ud800",
    "é漢🙂",
    [],
    {},
    [[]],
    [null],
    { a: 1 },
  ],
  ...[
    "https://example.com/a.png",
    "file:///etc/passwd",
    "data:,",
    { __proto__: null, toString: 1 },
    "x".repeat(10_000),
    Array(1000).fill("a"),
  ],
];
const oddNames = [
  "__proto__",
  "constructor",
  "id_slot",
  "lora",
  "a".repeat(5000),
  "é",
  "\r\nx: y",
  "",
  "0",
  "prompt_embeds",
  "stream",
  "n",
];

/** A valid body in which one thing, somewhere, is another. */
function bent(random: Random, value: unknown): unknown {
  if (typeof value !== "object" || value === null || random() < 0.2) return oneOf(random, oddValues);
  const copy: Record<string, unknown> = Array.isArray(value) ? ([...value] as never) : { ...value };
  const names = Object.keys(copy);
  if (names.length === 0 || random() < 0.15) {
    Object.defineProperty(copy, oneOf(random, oddNames), {
      value: oneOf(random, oddValues),
      enumerable: true,
      configurable: true,
    });
    return copy;
  }
  const name = oneOf(random, names);
  if (random() < 0.1) delete copy[name];
  else copy[name] = bent(random, copy[name]);
  return copy;
}

/** Half of them, as most clients do: these are read by another part of the gateway. */
const keptOpen = (body: Buffer): boolean => body.length % 2 === 0;

function request(path: string, body: Buffer, more: string[] = []): Buffer {
  const head = [
    ...[`POST ${path} HTTP/1.1`, "host: localhost", `authorization: Bearer ${testKey}`, "content-type: application/json"],
    ...[`content-length: ${body.length}`, `connection: ${keptOpen(body) ? "keep-alive" : "close"}`, ...more, "", ""],
  ];
  return Buffer.concat([Buffer.from(head.join("\r\n"), "latin1"), body]);
}
const bodyOf = (path: string) => Buffer.from(JSON.stringify({ model: "helpdesk", ...bodies[path] }));
const whole = (kind: string, bytes: Buffer): Malformed => ({ kind, pieces: [bytes], isUnfinished: false });

/** Bytes flipped, cut out, put in twice. */
function damaged(random: Random, bytes: Buffer, times: number): Buffer {
  let out: Buffer = Buffer.from(bytes);
  for (let n = 0; n < times; n += 1) {
    const at = upTo(random, out.length);
    const how = random();
    if (how < 0.5) out[at] = upTo(random, 256);
    else if (how < 0.75) out = Buffer.concat([out.subarray(0, at), out.subarray(at + 1 + upTo(random, 5))]);
    else out = Buffer.concat([out.subarray(0, at), out.subarray(Math.max(0, at - 8))]);
    if (out.length === 0) return Buffer.from("{");
  }
  return out;
}

const heads: readonly ((random: Random) => string)[] = [
  () => "GET\r\n\r\n",
  () => "POST /v1/chat/completions HTTP/9.9\r\nhost: a\r\n\r\n",
  () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  () => "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
  () => "POST /v1/chat/completions HTTP/1.1\r\n\r\n",
  () => `POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${testKey}\r\ncontent-length: -5\r\n\r\n`,
  () => `POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${testKey}\r\ncontent-length: 1e3\r\n\r\n`,
  () => `POST /v1/messages HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${testKey}\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\n`,
  () =>
    `POST /v1/messages HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${testKey}\r\ntransfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n0\r\n\r\n`,
  () => "POST http://elsewhere/v1/chat/completions HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
  (random) =>
    `GET /v1/models/${"%".repeat(upTo(random, 50))}%zz%00 HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${testKey}\r\nconnection: close\r\n\r\n`,
  (random) =>
    `POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\nx: ${"y".repeat(upTo(random, 40_000))}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
  (random) => `GET /v1/models HTTP/1.1\r\nhost: a\r\n${"a: b\r\n".repeat(upTo(random, 3000))}connection: close\r\n\r\n`,
  (random) =>
    `${oneOf(random, ["BREW", "post", "CONNECT", "TRACE", "M-SEARCH"])} /v1/chat/completions HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`,
  () =>
    `POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${testKey}\r\nexpect: coffee\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
  () =>
    `POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${testKey}\r\nupgrade: websocket\r\nconnection: upgrade\r\ncontent-length: 0\r\n\r\n`,
  (random) =>
    `POST /v1/${"../".repeat(upTo(random, 9))}slots HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${testKey}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
];

const jsonTexts: readonly ((random: Random) => Buffer)[] = [
  (random) => Buffer.from("[".repeat(1 + upTo(random, 50_000))),
  (random) => Buffer.from(`{"model":"helpdesk","messages":${'{"a":'.repeat(1 + upTo(random, 20_000))}`),
  () => Buffer.from('{"model":"helpdesk","model":"vectors","messages":[],"messages":5}'),
  () => Buffer.from('\ufeff{"model":"helpdesk"}'),
  (random) => Buffer.from(`{"model":"helpdesk","messages":[{"role":"user","content":"${"\\ud800".repeat(upTo(random, 9))}"}]}`),
  (random) =>
    Buffer.concat([
      Buffer.from('{"model":"helpdesk","x":"'),
      Buffer.from([0xc3, 0x28, 0xff, upTo(random, 256)]),
      Buffer.from('"}'),
    ]),
  (random) => Buffer.from(`{"model":"helpdesk","max_tokens":1${"0".repeat(upTo(random, 400))}}`),
  (random) => Buffer.from(`[${"[],".repeat(upTo(random, 200_000))}[]]`),
  (random) => Buffer.from(Array.from({ length: upTo(random, 500) }, () => upTo(random, 256))),
];

export function malformed(random: Random): Malformed {
  const path = oneOf(random, paths);
  const what = random();
  if (what < 0.4) {
    const body = bent(random, { model: "helpdesk", ...bodies[path] });
    return whole("bent", request(path, Buffer.from(JSON.stringify(body) ?? "")));
  }
  if (what < 0.6) return whole("damaged body", request(path, damaged(random, bodyOf(path), 1 + upTo(random, 6))));
  if (what < 0.75) return whole("odd JSON", request(path, oneOf(random, jsonTexts)(random)));
  if (what < 0.88) return whole("odd head", Buffer.from(oneOf(random, heads)(random), "latin1"));
  if (what < 0.96)
    return { ...whole("damaged request", damaged(random, request(path, bodyOf(path)), 1 + upTo(random, 4))), isUnfinished: true };
  const bytes = request(path, bodyOf(path));
  const at = upTo(random, bytes.length);
  if (random() < 0.5) return { kind: "cut short", pieces: [bytes.subarray(0, at)], isUnfinished: true };
  return {
    kind: "slow",
    pieces: [bytes.subarray(0, at), bytes.subarray(at, at + 1), bytes.subarray(at + 1)],
    isUnfinished: false,
  };
}
