/** The peers, set up as their makers would for one worker on one core. */
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { freePort } from "../../e2e/whole-box.ts";
import type { Arm } from "./arm.ts";
import { askUntilAnswered, modelName } from "./ask.ts";
import type { Mock } from "./mock.ts";
import type { Tools } from "./prepare.ts";
import { cores, start } from "./process.ts";

interface Plan {
  argv: string[];
  headers?: Record<string, string>;
  env?: Record<string, string>;
}
/** Its ports: the public one, and one more for those who insist on showing metrics somewhere. */
type MakePlan = (tools: Tools, mock: Mock, port: number, otherPort: number) => Plan;

function peer(name: string, plan: MakePlan): Arm {
  return {
    name,
    async open(tools, mock) {
      const port = await freePort();
      const { argv, headers = {}, env = {} } = plan(tools, mock, port, await freePort());
      const log = path.join(tools.work, `${name}.log`);
      const running = start(argv, { core: cores.measured, log, env });
      await askUntilAnswered({ port, headers }, { running, log });
      return { port, headers, running, close: () => running.stop() };
    },
  };
}

/** Nothing in between. */
export const direct: Arm = {
  name: "direct",
  open: async (_tools, mock) => ({ port: mock.port, headers: {}, running: null, close: async () => undefined }),
};

const nginx = peer("nginx", (tools, mock, port) => {
  const dir = path.join(tools.work, "nginx");
  mkdirSync(dir, { recursive: true });
  const file = path.join(dir, "nginx.conf");
  writeFileSync(file, nginxConfig(dir, mock.port, port));
  return { argv: ["/usr/sbin/nginx", "-p", dir, "-c", file, "-e", path.join(dir, "error.log")] };
});

const nginxConfig = (dir: string, engine: number, port: number) => `daemon off;
worker_processes 1;
worker_rlimit_nofile 20000;
pid ${dir}/nginx.pid;
error_log ${dir}/error.log error;
events { worker_connections 8192; }
http {
  access_log off;
  client_body_temp_path ${dir}/body; proxy_temp_path ${dir}/proxy; fastcgi_temp_path ${dir}/fastcgi;
  uwsgi_temp_path ${dir}/uwsgi; scgi_temp_path ${dir}/scgi;
  keepalive_requests 10000000;
  upstream engine { server 127.0.0.1:${engine}; keepalive 1024; keepalive_requests 10000000; }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / {
      proxy_pass http://engine; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off;
      proxy_read_timeout 300s;
    }
  }
}
`;

/** On the same Node as ours. */
const portkey = peer("portkey", (tools, mock, port) => ({
  argv: [
    process.execPath,
    path.join(tools.portkey, "node_modules/@portkey-ai/gateway/build/start-server.js"),
    "--headless",
    `--port=${port}`,
  ],
  headers: {
    authorization: "Bearer sk-any",
    "x-portkey-provider": "openai",
    "x-portkey-custom-host": `http://127.0.0.1:${mock.port}/v1`,
  },
}));

/** It refuses to start without a strong master key; with one, every request's key is checked. */
const litellm = peer("litellm", (tools, mock, port) => {
  const key = `sk-${randomBytes(16).toString("hex")}`;
  const file = path.join(tools.work, "litellm.json");
  const params = { model: `openai/${modelName}`, api_base: `http://127.0.0.1:${mock.port}/v1`, api_key: "sk-any" };
  // JSON is YAML too.
  const models = [{ model_name: modelName, litellm_params: params }];
  writeFileSync(file, JSON.stringify({ model_list: models, general_settings: { master_key: key } }));
  return {
    argv: [
      path.join(tools.litellm, "bin/litellm"),
      "--config",
      file,
      "--host",
      "127.0.0.1",
      "--port",
      `${port}`,
      "--num_workers",
      "1",
    ],
    headers: { authorization: `Bearer ${key}` },
    env: { LITELLM_LOG: "ERROR", LITELLM_TELEMETRY: "False", LITELLM_LOCAL_MODEL_COST_MAP: "True" },
  };
});

/** Round robin is the cheapest of their policies; no key, no limit, no metering. */
const routerFlags = (mock: Mock, port: number, metricsPort: number) => [
  ...["--worker-urls", `http://127.0.0.1:${mock.port}`, "--host", "127.0.0.1", "--port", `${port}`],
  ...["--prometheus-host", "127.0.0.1", "--prometheus-port", `${metricsPort}`, "--policy", "round_robin", "--log-level", "error"],
];
const vllmRouter = peer("vllmRouter", (tools, mock, port, metricsPort) => ({
  argv: [path.join(tools.vllmRouter, "bin/vllm-router"), ...routerFlags(mock, port, metricsPort)],
}));
const sglangRouter = peer("sglangRouter", (tools, mock, port, metricsPort) => ({
  argv: [path.join(tools.sglangRouter, "bin/sglang-router"), "launch", ...routerFlags(mock, port, metricsPort)],
}));

export const peers: Arm[] = [nginx, portkey, litellm, vllmRouter, sglangRouter];
