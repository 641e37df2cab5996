/** What of Node's parser and of connections is used here, against an engine that says byte for byte what the test wants. */
import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { closedUnderUs, type EngineRequest } from "./engine-connection.ts";
import { EngineLinks } from "./engine-links.ts";

const request: EngineRequest = { method: "POST", path: "/v1/x", headers: "x-request-id: req_1\r\n", body: '{"a":"é"}' };
const ok = (body: string, more = "") => `HTTP/1.1 200 OK\r\n${more}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

let dir: string;
let server: net.Server;
let links: EngineLinks;
let asked: string[];
let sockets: net.Socket[];
/** What the engine does with a question on its connection. */
let reply: (socket: net.Socket) => void;

beforeEach(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), "sluice-link-"));
  const socket = path.join(dir, "e.sock");
  [asked, sockets] = [[], []];
  server = net.createServer((one) => {
    sockets.push(one);
    one.on("error", () => {});
    one.on("data", (bytes) => {
      asked.push(bytes.toString());
      reply(one);
    });
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  links = new EngineLinks({ socket, port: null });
});
afterEach(async () => {
  links.destroy();
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
  rmSync(dir, { recursive: true, force: true });
});

interface Heard {
  status: number;
  headers: readonly string[];
  body: string;
  error: string | null;
}
function ask(onData?: (bytes: string) => void): Promise<Heard> {
  return new Promise((resolve) => {
    const heard: Heard = { status: 0, headers: [], body: "", error: null };
    links.ask(request, {
      onHead: (status, headers) => Object.assign(heard, { status, headers }),
      onData(bytes) {
        heard.body += bytes.toString();
        onData?.(bytes.toString());
      },
      onEnd: () => resolve(heard),
      onError: (error) => resolve({ ...heard, error: (error as NodeJS.ErrnoException).code ?? error.message }),
    });
  });
}

describe("an answer", () => {
  it("comes whole, and the connection serves the next question", async () => {
    reply = (socket) => socket.write(ok("hello", "Content-Type: text/plain\r\n"));
    expect(await ask()).toEqual({
      ...{ status: 200, body: "hello", error: null },
      headers: ["Content-Type", "text/plain", "content-length", "5"],
    });
    expect((await ask()).body).toBe("hello");
    expect(sockets).toHaveLength(1);
    expect(asked[0]).toBe('POST /v1/x HTTP/1.1\r\nhost: engine\r\nx-request-id: req_1\r\ncontent-length: 10\r\n\r\n{"a":"é"}');
  });
  it("may come in chunks, torn anywhere", async () => {
    const text = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nTrail: er\r\n\r\n";
    for (const size of [1, 7, text.length]) {
      reply = async (socket) => {
        for (let at = 0; at < text.length; at += size) {
          socket.write(text.slice(at, at + size));
          await new Promise((resolve) => setImmediate(resolve));
        }
      };
      expect(await ask()).toMatchObject({ body: "hello world", error: null });
    }
    expect(sockets).toHaveLength(1);
  });
  it("may have many headers", async () => {
    const many = Array.from({ length: 70 }, (_, n) => `X-${n}: ${n}\r\n`).join("");
    reply = (socket) => socket.write(ok("a", many));
    const { headers } = await ask();
    expect(headers).toHaveLength(142);
    expect(headers.slice(0, 4)).toEqual(["X-0", "0", "X-1", "1"]);
  });
  it("may be preceded by another that is none", async () => {
    reply = (socket) => socket.write(`HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${ok("a")}`);
    expect(await ask()).toMatchObject({ status: 200, body: "a", error: null });
  });
  it("without a length ends with its connection, which is not used again", async () => {
    reply = (socket) => socket.end("HTTP/1.1 200 OK\r\n\r\nto the end");
    expect(await ask()).toMatchObject({ body: "to the end", error: null });
    expect(await ask()).toMatchObject({ body: "to the end", error: null });
    expect(sockets).toHaveLength(2);
  });
  it("that comes whole after we said goodbye is heard, and its connection is not used again", async () => {
    reply = (socket) => {
      socket.allowHalfOpen = true;
      setTimeout(() => socket.write(ok("late")), 30);
    };
    const body = await new Promise<string>((resolve, reject) => {
      let text = "";
      const answer = {
        onHead: () => {},
        onData: (bytes: Buffer) => (text += bytes.toString()),
        onEnd: () => resolve(text),
        onError: reject,
      };
      links.ask(request, answer).sayGoodbye(answer);
    });
    expect(body).toBe("late");
    reply = (socket) => socket.write(ok("next"));
    expect(await ask()).toMatchObject({ body: "next", error: null });
    expect(sockets).toHaveLength(2);
  });
  it("that says close is the last of its connection", async () => {
    reply = (socket) => socket.write(ok("a", "connection: close\r\n"));
    await ask();
    await ask();
    expect(sockets).toHaveLength(2);
  });
});

describe("an engine that fails", () => {
  it.each([
    ["closes without a word", (socket: net.Socket) => void socket.end(), closedUnderUs],
    ["closes in the middle of a length", (socket: net.Socket) => void socket.end(ok("hello").slice(0, -2)), closedUnderUs],
    [
      "closes in the middle of a chunk",
      (socket: net.Socket) => void socket.end("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhe"),
      closedUnderUs,
    ],
    ["says no HTTP", (socket: net.Socket) => void socket.write("hello\r\n\r\n"), "HPE_INVALID_CONSTANT"],
    [
      "says two lengths",
      (socket: net.Socket) => void socket.write("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab"),
      "HPE_UNEXPECTED_CONTENT_LENGTH",
    ],
  ])("%s", async (_name, fails, code) => {
    reply = fails;
    expect((await ask()).error).toBe(code);
    reply = (socket) => socket.write(ok("well again"));
    expect(await ask()).toMatchObject({ body: "well again", error: null });
  });
  it("is not there", async () => {
    links.destroy();
    links = new EngineLinks({ socket: path.join(dir, "nobody.sock"), port: null });
    expect((await ask()).error).toBe("ENOENT");
  });
  it("says more than it was asked: that is nobody's answer", async () => {
    reply = (socket) => socket.write(ok("mine") + ok("whose?"));
    expect((await ask()).body).toBe("mine");
    reply = (socket) => socket.write(ok("mine too"));
    expect((await ask()).body).toBe("mine too");
    expect(sockets).toHaveLength(2);
  });
  it("makes whoever reads it throw: that is told as its failure", async () => {
    reply = (socket) => socket.write(ok("a"));
    const heard = await ask(() => {
      throw new Error("too large");
    });
    expect(heard.error).toBe("too large");
  });
});

it("asks no more over a connection than the engine said it takes, and nothing right after a stream", async () => {
  reply = (socket) => socket.write(ok("a", "Keep-Alive: timeout=5, max=3\r\n"));
  for (let n = 0; n < 7; n += 1) await ask();
  expect(sockets).toHaveLength(3);
  reply = (socket) => socket.write(ok("data: x\n\n", "content-type: text/event-stream; charset=utf-8\r\n"));
  await ask();
  await ask();
  expect(sockets).toHaveLength(4); // the first went over what was left of the third
  await new Promise((resolve) => setTimeout(resolve, 150));
  await ask();
  expect(sockets).toHaveLength(4);
});

it("keeps no connection an engine has closed meanwhile", async () => {
  reply = (socket) => socket.write(ok("a"));
  await ask();
  sockets[0]!.end();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await ask()).toMatchObject({ body: "a", error: null });
  expect(sockets).toHaveLength(2);
});

it("a dropped question says nothing more, and its connection is closed", async () => {
  const said: string[] = [];
  reply = (socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhello");
  await new Promise<void>((resolve) => {
    const answer = {
      onHead: () => {},
      onData: (bytes: Buffer) => {
        said.push(bytes.toString());
        connection.drop(answer);
        setTimeout(resolve, 30);
      },
      onEnd: () => said.push("end"),
      onError: () => said.push("error"),
    };
    const connection = links.ask(request, answer);
  });
  expect(said).toEqual(["hello"]);
  expect(sockets[0]!.destroyed || sockets[0]!.readableEnded || sockets[0]!.closed).toBe(true);
});

it("closing lets what is under way end", async () => {
  let later: () => void = () => {};
  reply = (socket) => {
    later = () => socket.write(ok("late"));
  };
  const heard = ask();
  await new Promise((resolve) => setTimeout(resolve, 20));
  links.close();
  later();
  expect(await heard).toMatchObject({ body: "late", error: null });
});
