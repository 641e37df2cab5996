/** Byte for byte: what is answered on connections of our own, and what goes to Node's server whole and in order. */
import http from "node:http";
import net from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Reply, WholeQuestion } from "../client.ts";
import { type ClientLinks, createClientLinks } from "./client-links.ts";

let server: http.Server;
let links: ClientLinks;
let port: number;
let answer: (question: WholeQuestion, reply: Reply) => void;
const say = (reply: Reply, text: string) => {
  reply.writeHead(200, ["content-type", "text/plain", "content-length", String(Buffer.byteLength(text))]);
  reply.end(text);
};

beforeEach(async () => {
  answer = ({ body, url }, reply) => say(reply, `ours ${url} ${body}`);
  server = http.createServer((req, res) => {
    let body = "";
    req.setEncoding("utf8").on("data", (text: string) => {
      body += text;
    });
    req.on("end", () => res.end(`node ${req.method} ${req.url} ${body}`));
  });
  const options = {
    ...{ event: "connection" as const, keepAliveMs: 75_000, isPlain: (url: string) => url.startsWith("/v1") },
    ask: (question: WholeQuestion, reply: Reply) => answer(question, reply),
  };
  // The clock of keep-alive runs a thousand times as fast.
  links = createClientLinks(server, options, { waitMs: 100, slackMs: 300 - options.keepAliveMs, lookMs: 10 });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as net.AddressInfo).port;
});
afterEach(async () => {
  links.closeAll();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const post = (body: string, more = "", url = "/v1/x") =>
  `POST ${url} HTTP/1.1\r\nhost: box\r\n${more}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

class Client {
  heard = "";
  closed = false;
  readonly socket = net.connect(port, "127.0.0.1");
  constructor() {
    this.socket.setNoDelay(true).setEncoding("utf8");
    this.socket.on("data", (text) => {
      this.heard += text;
    });
    this.socket.on("close", () => {
      this.closed = true;
    });
    this.socket.on("error", () => {});
  }
  send(bytes: string): void {
    this.socket.write(bytes);
  }
  async until(is: () => boolean): Promise<string> {
    for (let n = 0; n < 500 && !is(); n++) await new Promise((resolve) => setTimeout(resolve, 10));
    if (!is()) throw new Error(`It said only ${JSON.stringify(this.heard)}.`);
    return this.heard;
  }
  hears = (text: string) => this.until(() => this.heard.includes(text));
}
const pause = () => new Promise((resolve) => setTimeout(resolve, 30));

describe("a plain question", () => {
  it("is answered here, one after the other on one connection", async () => {
    const client = new Client();
    client.send(post("one"));
    const heard = await client.hears("ours /v1/x one");
    expect(heard).toMatch(
      /^HTTP\/1.1 200 OK\r\ncontent-type: text\/plain\r\ncontent-length: 14\r\ndate: .* GMT\r\nconnection: keep-alive\r\nkeep-alive: timeout=75\r\n\r\nours/,
    );
    client.send(post("zwei é", "", "/v1/y?z=1"));
    await client.hears("ours /v1/y?z=1 zwei é");
  });

  it("may come in pieces", async () => {
    const client = new Client();
    for (const piece of ["POST /v1/x HT", "TP/1.1\r\nhost: box\r\nContent-Le", "ngth: 6\r\n\r\nab", "cd", "ef"]) {
      client.send(piece);
      await pause();
    }
    await client.hears("ours /v1/x abcdef");
  });

  it("is answered in chunks where no length is said, and whole in one write", async () => {
    answer = (_question, reply) => {
      reply.writeHead(200, ["content-type", "text/event-stream"]);
      reply.write("data: 1\n\n", "latin1");
      setTimeout(() => reply.end("data: é\n\n"), 20);
    };
    const client = new Client();
    client.send(post(""));
    const heard = await client.hears("\r\n0\r\n\r\n");
    expect(heard).toContain("transfer-encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\na\r\ndata: é\n\n\r\n0\r\n\r\n");
    answer = (_question, reply) => say(reply, "next");
    client.send(post(""));
    await client.hears("next");
  });

  it("never writes a header that begins another line", async () => {
    let why: unknown;
    answer = (_question, reply) => {
      try {
        reply.writeHead(200, ["x-a", "b\r\nset-cookie: c"]);
      } catch (error) {
        why = error;
      }
      reply.end("refused");
    };
    const client = new Client();
    client.send(post(""));
    expect(await client.hears("refused")).not.toContain("set-cookie");
    expect(why).toMatchObject({ code: "ERR_INVALID_CHAR" });
  });
});

describe("goes to Node's server with every byte", () => {
  const bodies: Record<string, [sent: string, heard: string]> = {
    "another method": ["GET /v1/x HTTP/1.1\r\nhost: box\r\n\r\n", "node GET /v1/x"],
    "another address": [post("a", "", "/api/x"), "node POST /api/x a"],
    "a body in chunks": [
      "POST /v1/x HTTP/1.1\r\nhost: box\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
      "node POST /v1/x ab",
    ],
    "one that wants it closed": [post("a", "connection: close\r\n"), "node POST /v1/x a"],
    "HTTP/1.0": ["POST /v1/x HTTP/1.0\r\ncontent-length: 1\r\n\r\na", "node POST /v1/x a"],
    "a header said twice": [post("a", "authorization: x\r\nauthorization: y\r\n"), "node POST /v1/x a"],
    "one that asks first": [post("a", "expect: 100-continue\r\n"), "HTTP/1.1 100 Continue"],
    "more headers than come at once": [
      post("a", Array.from({ length: 60 }, (_, n) => `x-${n}: 1\r\n`).join("")),
      "node POST /v1/x a",
    ],
    "a large one": [post("a".repeat(300_000)), "node POST /v1/x aaa"],
    "no host": ["POST /v1/x HTTP/1.1\r\ncontent-length: 1\r\n\r\na", "HTTP/1.1 400 Bad Request"],
    "no HTTP": ["hello there\r\n\r\n", "HTTP/1.1 400 Bad Request"],
    "two lengths": [post("a", "content-length: 2\r\n"), "HTTP/1.1 400 Bad Request"],
    "length and chunks": [post("a", "transfer-encoding: chunked\r\n"), "HTTP/1.1 400 Bad Request"],
    "a line feed alone": ["POST /v1/x HTTP/1.1\nhost: box\ncontent-length: 1\n\na", "HTTP/1.1 400 Bad Request"],
    "a head without an end": [`POST /v1/x HTTP/1.1\r\nhost: box\r\nx-a: ${"a".repeat(20_000)}\r\n`, "HTTP/1.1 431"],
  };
  for (const [name, [sent, heard]] of Object.entries(bodies)) {
    it(name, async () => {
      const client = new Client();
      client.send(sent);
      expect(await client.hears(heard)).not.toContain("ours");
    });
  }

  it("after plain ones on the same connection", async () => {
    const client = new Client();
    client.send(post("one"));
    await client.hears("ours /v1/x one");
    client.send("GET /healthz HTTP/1.1\r\nhost: box\r\n\r\n");
    await client.hears("node GET /healthz");
    client.send(post("two"));
    await client.hears("node POST /v1/x two");
  });

  it("in the middle of a body that turns out to be odd", async () => {
    const client = new Client();
    client.send("POST /v1/x HTTP/1.1\r\nhost: box\r\ncontent-length: 300000\r\n\r\n");
    for (let n = 0; n < 30; n++) client.send("a".repeat(10_000));
    await client.hears("node POST /v1/x aaa");
  });
});

describe("a client that does not wait", () => {
  it("is answered in order: two questions in one piece", async () => {
    const client = new Client();
    client.send(post("one") + post("two"));
    const heard = await client.hears("node POST /v1/x two");
    expect(heard.indexOf("one")).toBeLessThan(heard.indexOf("two"));
  });

  it("is answered in order: a question while another is answered", async () => {
    answer = (_question, reply) => setTimeout(() => say(reply, "ours slowly"), 100);
    const client = new Client();
    client.send(post("one"));
    await pause();
    client.send(post("two"));
    const heard = await client.hears("node POST /v1/x two");
    expect(heard.indexOf("ours slowly")).toBeGreaterThan(0);
    expect(heard.indexOf("ours slowly")).toBeLessThan(heard.indexOf("two"));
  });

  it("that hangs up is told of once, and what is written then hurts nobody", async () => {
    let closings = 0;
    let reply: Reply | null = null;
    answer = (_question, one) => {
      reply = one;
      one.on("close", () => {
        closings += 1;
      });
      one.writeHead(200, []);
      one.write("a", "latin1");
    };
    const client = new Client();
    client.send(post("one"));
    await client.hears("a");
    client.socket.destroy();
    await client.until(() => closings > 0);
    reply!.end("late");
    await pause();
    expect([closings, reply!.destroyed]).toEqual([1, true]);
  });

  it("that closes its half is a client that has gone", async () => {
    let closings = 0;
    answer = (_question, one) => {
      one.on("close", () => {
        closings += 1;
      });
    };
    const client = new Client();
    client.send(post("one"));
    await pause();
    client.socket.end();
    await client.until(() => closings === 1);
  });
});

describe("with time", () => {
  it("a question that stays torn is waited for by Node's server", async () => {
    const client = new Client();
    client.send("POST /v1/x HTTP/1.1\r\nhost: box\r\ncontent-length: 4\r\n\r\nab");
    await new Promise((resolve) => setTimeout(resolve, 200));
    client.send("cd");
    await client.hears("node POST /v1/x abcd");
  });

  it("a connection that asks no more is closed, one under way is not", async () => {
    answer = (_question, reply) => setTimeout(() => say(reply, "ours slowly"), 400);
    const client = new Client();
    client.send(post("one"));
    await client.hears("ours slowly");
    await client.until(() => client.closed);
  });
});

describe("when the gateway leaves", () => {
  it("closes what is idle and lets answers end", async () => {
    answer = (_question, reply) => setTimeout(() => say(reply, "ours slowly"), 100);
    const [idle, busy] = [new Client(), new Client()];
    busy.send(post("one"));
    await pause();
    links.closeIdle();
    await idle.until(() => idle.closed);
    await busy.hears("ours slowly");
    links.closeIdle();
    await busy.until(() => busy.closed);
  });
});
