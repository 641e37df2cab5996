/** An engine whose socket lets hardly anybody wait (llama.cpp: five): whoever finds no room comes again, and nobody is told it failed. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { ask, question } from "../support/ask-gateway.ts";
import { eventually } from "../support/eventually.ts";
import {
  deploymentAt,
  newDataFolder,
  removeDataFolder,
  startGateway,
  usageLines,
  writeSnapshot,
} from "../support/start-gateway.ts";

const engine = `
  const answer = JSON.stringify({ model: "m", choices: [{ index: 0, message: { role: "assistant", content: "hi" } }],
    usage: { prompt_tokens: 1, completion_tokens: 1 } });
  const reply = (asked, res) => asked.resume().on("end", () => res.writeHead(200, { "content-type": "application/json" }).end(answer));
  require("node:http").createServer(reply).listen({ path: process.argv[1], backlog: 1 });`;

it("takes them in one after the other", async () => {
  const data = newDataFolder();
  const socket = `${data}/e.sock`;
  const child = spawn(process.execPath, ["-e", engine, socket], { stdio: "ignore" });
  await eventually(() => existsSync(socket));
  writeSnapshot(data, [deploymentAt(socket)]);
  const gateway = await startGateway(data);
  try {
    child.kill("SIGSTOP"); // it accepts nobody now: two are let in to wait
    const asked = Array.from({ length: 8 }, () => ask(gateway.port, question));
    await sleep(300);
    child.kill("SIGCONT");
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(8).fill(200));
    const ends = usageLines(data).filter((line) => line.t === "end");
    expect(ends.map((line) => line.t === "end" && line.tries)).toEqual(Array(8).fill(1));
    expect(gateway.log().filter((line) => line.includes("engine failed"))).toEqual([]);
  } finally {
    await gateway.kill("SIGTERM");
    child.kill("SIGKILL");
    removeDataFolder(data);
  }
}, 30_000);
