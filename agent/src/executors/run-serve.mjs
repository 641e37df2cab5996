/**
 * Runs a server that can only listen on a port: run-serve.mjs SOCKET PROGRAM [WORD...], with {port} in its words. It is given a free
 * port of the loopback address, and the socket (0600) leads there. One SIGTERM is passed on, once; its end is our end.
 */
import { spawn } from "node:child_process";
import { chmodSync } from "node:fs";
import net from "node:net";

const [socket, program, ...words] = process.argv.slice(2);
const probe = net.createServer();
await new Promise((resolve) => probe.listen(0, "127.0.0.1", resolve));
const { port } = probe.address();
await new Promise((resolve) => probe.close(resolve));

const child = spawn(
  program,
  words.map((word) => word.replaceAll("{port}", String(port))),
  { stdio: ["ignore", "inherit", "inherit"] },
);
process.once("SIGTERM", () => child.kill("SIGTERM"));
child.on("error", (error) => {
  console.error(`It could not be started: ${error.message}`);
  process.exit(127);
});
child.on("exit", (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});

// A client that hangs up hangs up at the engine; an engine that is not up yet is no listener at all.
const bridge = net.createServer({ allowHalfOpen: true }, (client) => {
  const engine = net.connect({ host: "127.0.0.1", port, allowHalfOpen: true });
  const end = () => {
    client.destroy();
    engine.destroy();
  };
  client.on("error", end);
  engine.on("error", end);
  client.on("close", () => engine.destroy());
  engine.on("close", () => client.destroy());
  client.pipe(engine);
  engine.pipe(client);
});
bridge.listen(socket, () => chmodSync(socket, 0o600));
