/**
 * Development only: answers /api and /v1 from fixtures that are checked against the contract, and hands everything else to the console.
 *   node app/dev/fixture-server.mjs [--port 4300] [--app 4301] [--empty] [--unclaimed] [--signed-out]
 */
import http from "node:http";
import { parseArgs } from "node:util";
import { makeFixtures } from "./fixtures/answers.mjs";

const { values: args } = parseArgs({
  options: {
    port: { type: "string", default: "4300" },
    app: { type: "string", default: "4301" },
    empty: { type: "boolean", default: false },
    unclaimed: { type: "boolean", default: false },
    "signed-out": { type: "boolean", default: false },
  },
});
const fixtures = makeFixtures({ empty: args.empty, claimed: !args.unclaimed, signedIn: !args.unclaimed && !args["signed-out"] });

http
  .createServer((req, res) => {
    const url = new URL(req.url ?? "/", "http://fixture");
    if (url.pathname === "/api/events") return openEvents(res);
    if (url.pathname.startsWith("/v1/")) return void stream(req, res);
    if (url.pathname.startsWith("/api/")) return void answer(req, res, url);
    return toConsole(req, res);
  })
  .listen(Number(args.port), "127.0.0.1", () => console.log(`http://127.0.0.1:${args.port} -> console on ${args.app}`));

async function answer(req, res, url) {
  const body = await read(req);
  const { status, value } = fixtures.answer(req.method, url.pathname, url.searchParams, body);
  res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

function openEvents(res) {
  res.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" }).write(": hello\n\n");
  let id = 0;
  const timer = setInterval(() => {
    for (const event of fixtures.tick()) res.write(`id: ${++id}\ndata: ${JSON.stringify(event)}\n\n`);
  }, 1000);
  res.on("close", () => clearInterval(timer));
}

async function stream(req, res) {
  const asked = JSON.parse(await read(req));
  if (/starting/.test(asked.model)) {
    const error = { message: "The model starting-one is loading.", type: "server_error", code: "engine_down" };
    return void res.writeHead(503, { "content-type": "application/json", "retry-after": "4" }).end(JSON.stringify({ error }));
  }
  const by = asked.model === "company-chat" ? "helpdesk-2" : asked.model;
  const said = { "x-request-id": "req_000000000000000900000000", "x-sluice-deployment": encodeURIComponent(by) };
  res.writeHead(200, { "content-type": "text/event-stream", ...said });
  const words = fixtures.sentence(asked.model).split(/(?<= )/);
  for (const word of words) {
    res.write(`data: ${JSON.stringify({ choices: [{ delta: { content: word } }] })}\n\n`);
    await new Promise((done) => setTimeout(done, 60));
  }
  res.end(`data: ${JSON.stringify({ choices: [], usage: { completion_tokens: words.length } })}\n\ndata: [DONE]\n\n`);
}

function toConsole(req, res) {
  const upstream = http.request(
    { host: "127.0.0.1", port: Number(args.app), path: req.url, method: req.method, headers: req.headers },
    (from) => {
      res.writeHead(from.statusCode ?? 502, from.headers);
      from.pipe(res);
    },
  );
  upstream.on("error", (error) => res.writeHead(502).end(String(error)));
  req.pipe(upstream);
}

async function read(req) {
  let text = "";
  for await (const chunk of req) text += text.length < 1e6 ? chunk : "";
  return text;
}
