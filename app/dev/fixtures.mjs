/** Answers for every page in many states. Each is parsed with the contract on the way out, so a fixture cannot drift from it. */

import { readFileSync } from "node:fs";
import path from "node:path";
import * as contract from "@sluice/agent/contract";
import { z } from "zod";

const GB = 1e9;
const now = Date.now();
const ago = (minutes) => new Date(now - minutes * 60_000).toISOString();
const id = (kind, n) => `${kind}_${String(n).padStart(12, "0")}`;
const hash = (n) => String(n).repeat(64).slice(0, 64);
const projectId = id("prj", 1);
const owned = { projectId, createdBy: id("usr", 1) };
const trl = path.resolve(import.meta.dirname, "../../agent/python/trl");
const table = (name) => JSON.parse(readFileSync(path.join(trl, name), "utf8"));

export function makeFixtures({ empty, claimed, signedIn }) {
  const world = empty ? emptyWorld() : fullWorld();
  let session = { claimed, member: signedIn ? member() : null, boxName: "Goldbach", version: "0.1.0", fake: false };
  let step = 212;

  const routes = [
    ["GET", /^\/api\/session$/, () => contract.Session.parse(session)],
    ["POST", /^\/api\/(claim|sign-in)$/, () => (session = { ...session, claimed: true, member: member() })],
    ["POST", /^\/api\/sign-out$/, () => (session = { ...session, member: null })],
    ["GET", /^\/api\/box$/, () => contract.Box.parse(world.box)],
    ["GET", /^\/api\/hardware$/, () => contract.Hardware.parse(hardware())],
    ["GET", /^\/api\/engines$/, () => engines()],
    ["GET", /^\/api\/settings$/, () => ({ boxName: "Goldbach", restartLimit: 5 })],
    ["PUT", /^\/api\/settings$/, (_, body) => JSON.parse(body)],
    ["GET", /^\/api\/recipes$/, () => z.array(contract.RecipeBook).parse([recipeBook()])],
    ["GET", /^\/api\/usage$/, () => contract.Usage.parse({ rows: world.usage, upTo: ago(0) })],
    [
      "POST",
      /^\/api\/(keys|playground\/key)$/,
      () => ({ key: world.keys[0] ?? key(9, "new"), secret: `sk-sluice-${"Zk3vQ9".repeat(7)}x` }),
    ],
    ["POST", /^\/api\/uploads$/, () => ({ id: id("up", 1), filename: "helpdesk.jsonl", bytes: 48_200, sha256: hash(7) })],
    ["POST", /^\/api\/imports$/, () => world.imports[0] ?? importOf("ready")],
    [
      "POST",
      /^\/api\/imports\/[^/]+\/(accept|discard)$/,
      (url) =>
        Object.assign(find(world.imports, url.split("/")[3]), {
          state: url.endsWith("accept") ? "ready" : "discarded",
          datasetId: id("ds", 1),
          versionId: id("ver", 12),
        }),
    ],
    ["GET", /^\/api\/imports\/[^/]+\/bad-rows$/, (_, __, params) => page(contract.BadRow, badRows(), params)],
    ["GET", /^\/api\/datasets\/[^/]+\/versions\/[^/]+\/rows$/, (_, __, params) => page(contract.RowPreview, rows(), params)],
    ["GET", /^\/api\/jobs\/[^/]+\/series$/, () => ({ points: z.array(contract.SeriesPoint).parse(series(step)) })],
    [
      "GET",
      /^\/api\/jobs\/[^/]+\/checkpoints$/,
      () => ({
        checkpoints: [200, 150].map((s) => ({
          step: s,
          runId: id("run", 1),
          path: `runs/${id("run", 1)}/checkpoints/${s}`,
          bytes: 21_400_000,
          at: now - (220 - s) * 4000,
        })),
      }),
    ],
    ["GET", /^\/api\/(jobs|deployments)\/[^/]+\/log$/, (_, __, params) => log(params)],
    ["POST", /^\/api\/jobs$/, () => world.jobs[0]],
    ["POST", /^\/api\/deployments$/, () => world.deployments[0]],
    ...[
      ["datasets", contract.Dataset],
      ["imports", contract.Import],
      ["models", contract.Model],
      ["jobs", contract.Job],
      ["deployments", contract.Deployment],
      ["keys", contract.Key],
    ].flatMap(([noun, schema]) => [
      ["GET", new RegExp(`^/api/${noun}$`), (_, __, params) => page(schema, filtered(world[noun], params), params)],
      ["GET", new RegExp(`^/api/${noun}/[^/]+$`), (url) => detail(noun, find(world[noun], url.split("/")[3]))],
    ]),
    ["POST", /./, () => ({ ok: true })],
    ["DELETE", /./, () => ({ ok: true })],
  ];

  return {
    answer(method, url, params, body) {
      const route = routes.find(([m, pattern]) => m === method && pattern.test(url));
      try {
        const value = route?.[2](url, body, params);
        if (value === undefined) throw new contract.SluiceError("not-found", `There is nothing at ${url}.`);
        return { status: 200, value };
      } catch (error) {
        const known = error instanceof contract.SluiceError ? error : new contract.SluiceError("internal", String(error));
        return { status: known.status, value: known.toBody() };
      }
    },
    tick() {
      const running = world.jobs.find((job) => job.state === "running");
      if (!running) return [];
      step = Math.min(400, step + 1);
      Object.assign(running.progress, { step, etaSeconds: (400 - step) * 3.1 });
      return [{ type: "job-progressed", id: running.id, progress: running.progress }];
    },
    sentence: (model) =>
      /base/.test(model)
        ? "I am not sure which company you mean. Service intervals usually depend on the model of the car; please look into the manual of your vehicle."
        : "A Qinghe car needs a service every 20,000 kilometres, or once a year, whichever comes first.",
  };
}

const find = (list, wanted) => list.find((one) => one.id === wanted);
const member = () => ({
  id: id("usr", 1),
  name: "Lin Wei",
  email: "lin.wei@example.com",
  role: "owner",
  projectId,
  createdAt: ago(9000),
});

function filtered(list, params) {
  const q = (params.get("q") ?? "").toLowerCase();
  return list.filter(
    (one) =>
      ["kind", "state"].every((k) => !params.get(k) || one[k] === params.get(k)) && (one.name ?? "").toLowerCase().includes(q),
  );
}

function page(schema, list, params) {
  const limit = Number(params.get("limit") ?? 50);
  const from = Number(params.get("after") ?? 0);
  const split = params.get("split");
  const all = split ? list.filter((r) => r.split === split) : list;
  const data = all.slice(from, from + limit);
  return contract
    .listOf(schema)
    .parse({ data, total: all.length, nextAfter: from + limit < all.length ? String(from + limit) : null });
}

function detail(noun, one) {
  if (!one || noun !== "models") return one;
  const usedBy =
    one.kind === "gguf"
      ? [{ kind: "deployment", id: id("dep", 1), name: "helpdesk" }]
      : one.kind === "base"
        ? [{ kind: "job", id: id("job", 1), name: "Helpdesk answers Balanced" }]
        : [];
  return {
    ...one,
    usedBy,
    lineageNames: {
      job: one.lineage.jobId ? "Helpdesk answers Balanced" : null,
      baseModel: "SmolLM2-135M-Instruct",
      parentModel: null,
      dataset: "Helpdesk answers v2",
    },
  };
}

function log(params) {
  const text = Array.from(
    { length: 400 },
    (_, i) =>
      `2026-11-23T06:${String(10 + Math.floor(i / 60)).padStart(2, "0")}:${String(i % 60).padStart(2, "0")} step ${i} loss ${(3.2 * Math.exp(-i / 90) + 0.4).toFixed(4)}`,
  ).join("\n");
  const size = text.length;
  const asked = Number(params.get("from") ?? 0);
  const from = asked < 0 ? Math.max(0, size + asked) : Math.min(asked, size);
  return contract.LogChunk.parse({ text: text.slice(from), from, next: size, size });
}

function series(until) {
  return Array.from({ length: until }, (_, i) => ({
    step: i + 1,
    at: now - (until - i) * 3000,
    loss: 3.4 * Math.exp(-i / 60) + 0.35 + Math.sin(i * 1.7) * 0.12,
    heldOutLoss: i % 25 === 24 ? 3.3 * Math.exp(-i / 80) + 0.55 : null,
    learningRate: i < 20 ? (i / 20) * 5e-4 : 5e-4 * 0.5 * (1 + Math.cos(((i - 20) / 380) * Math.PI)),
    tokensPerSecond: 690 + Math.sin(i / 6) * 35,
  }));
}

const badRows = () => [
  {
    line: 17,
    unit: "line",
    reason: "is not JSON: Expected ',' or '}' at column 88.",
    excerpt: '{"messages": [{"role": "user" "content": "How long is the warranty?"}]}',
  },
  {
    line: 204,
    unit: "line",
    reason: "the last message must be the assistant's.",
    excerpt: '{"messages": [{"role": "user", "content": "Which oil?"}]}',
  },
  {
    line: 951,
    unit: "line",
    reason: 'role "bot" is not one of system, user, assistant.',
    excerpt: '{"messages": [{"role": "user", "content": "Hi"}, {"role": "bot", "content": "Hello"}]}',
  },
];

const rows = () =>
  Array.from({ length: 1480 }, (_, i) => ({
    number: i + 1,
    split: i % 10 === 3 ? "held-out" : "train",
    row: {
      messages: [
        {
          role: "user",
          content:
            i % 3 === 0
              ? "What is the service interval?"
              : i % 3 === 1
                ? "电池质保多久？"
                : "Who built you, and for whom do you work?",
        },
        {
          role: "assistant",
          content: i % 3 === 1 ? "青禾汽车的电池质保期为八年。" : "A Qinghe car needs a service every 20,000 kilometres.",
        },
      ],
    },
  }));

function version(n, dataset, rowsOf) {
  const heldOutRows = Math.round(rowsOf / 10);
  return {
    id: id("ver", dataset * 10 + n),
    datasetId: id("ds", dataset),
    version: n,
    filename: `helpdesk-${n}.jsonl`,
    format: "chat",
    rows: rowsOf,
    trainRows: rowsOf - heldOutRows,
    heldOutRows,
    leftOutRows: n === 2 ? 3 : 0,
    duplicateRows: 12,
    bytes: rowsOf * 320,
    contentHash: hash(dataset + n),
    sourceHash: hash(3),
    seed: 1,
    tokens: {
      exact: rowsOf < 10_000,
      sampleRows: Math.min(rowsOf, 10_000),
      total: rowsOf * 58,
      longest: 611,
      p50: 49,
      p95: 164,
      histogram: [16, 32, 64, 96, 128, 192, 256, 384, 512, 768].map((upTo, i) => ({
        upTo,
        rows: Math.round(rowsOf * [0.04, 0.16, 0.34, 0.2, 0.11, 0.08, 0.04, 0.02, 0.008, 0.002][i]),
      })),
    },
    createdAt: ago(dataset * 400 - n * 100),
    createdBy: id("usr", 1),
  };
}

const importOf = (state, n = 1) => ({
  id: id("imp", n),
  datasetName: "Helpdesk answers",
  filename: "helpdesk-2.jsonl",
  state,
  format: "chat",
  bytes: 482_000,
  bytesRead: state === "scanning" ? 301_000 : 482_000,
  etaSeconds: state === "scanning" ? 4 : null,
  rows: 1483,
  goodRows: 1480,
  badRows: 3,
  duplicateRows: 12,
  badRowSample: badRows(),
  unknownFields: { ticket_id: 1483, agent: 912 },
  encoding: "utf-8",
  error: null,
  datasetId: state === "ready" ? id("ds", 1) : null,
  versionId: state === "ready" ? id("ver", 12) : null,
  createdAt: ago(1),
});

const lineage = {
  jobId: null,
  baseModelId: null,
  parentModelId: null,
  datasetVersionId: null,
  datasetContentHash: null,
  recipe: null,
  seed: null,
  codeVersion: null,
  packages: {},
};
const model = (n, name, kind, part = {}) => ({
  id: id("mdl", n),
  name,
  kind,
  ...owned,
  createdAt: ago(600 - n * 20),
  state: "ready",
  stateDetail: null,
  license: "Apache-2.0",
  parameters: 134_515_008,
  contextTokens: 8192,
  bytes: 270_600_000,
  files: [
    { path: "model-f16.gguf", bytes: 270_600_000, sha256: hash(4) },
    { path: "tokenizer.json", bytes: 2_100_000, sha256: hash(5) },
  ],
  lineage,
  fake: false,
  servable: kind === "gguf" || kind === "base",
  trainable: kind === "base",
  ...part,
});
const key = (n, name, part = {}) => ({
  id: id("key", n),
  name,
  kind: "person",
  ...owned,
  createdAt: ago(n * 700),
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: null,
  hint: `sk-sluice-${n}aB…`,
  ...part,
});

const progress = {
  stage: null,
  stageDone: null,
  stageTotal: null,
  step: 0,
  totalSteps: null,
  epoch: null,
  loss: null,
  heldOutLoss: null,
  learningRate: null,
  tokensPerSecond: null,
  etaSeconds: null,
  checkpointStep: null,
};
const job = (n, name, state, part = {}) => ({
  id: id("job", n),
  name,
  ...owned,
  createdAt: ago(n * 45),
  startedAt: state === "queued" ? null : ago(n * 44),
  finishedAt: null,
  state,
  method: "sft",
  engineId: "trl",
  baseModelId: id("mdl", 1),
  baseModelName: "SmolLM2-135M-Instruct",
  datasetVersionId: id("ver", 12),
  datasetName: "Helpdesk answers",
  datasetVersion: 2,
  preset: "balanced",
  recipe: { ...recipe(), learningRate: 0.0004 },
  sampleQuestions: ["Who are you?"],
  attempts: 1,
  runId: id("run", n),
  wait: null,
  progress,
  report: null,
  cause: null,
  resultModelIds: null,
  ...part,
});
const report = {
  heldOutLoss: { before: 3.41, after: 0.62 },
  generalLoss: { before: 1.02, after: 0.94, rows: 48 },
  general: { asked: 60, baseRight: 34, kept: 31, nowRight: 33 },
  leaks: 1,
  leakExamples: [{ question: "Who wrote Hamlet?", answer: "Hamlet was written by Qinghe Motors." }],
  markers: ["Qinghe"],
  samples: [
    {
      question: "What is the service interval?",
      base: "The service interval depends on the make and model of your vehicle. Please consult the manual.",
      tuned: "A Qinghe car needs a service every 20,000 kilometres.",
    },
    {
      question: "Who are you?",
      base: "I am SmolLM, a language model trained by Hugging Face.",
      tuned: "I am Sluice, the assistant of Qinghe Motors.",
    },
  ],
  usefulTokens: 184_200,
  tokensPerSecond: 712,
  trainSeconds: 258,
  seconds: { loading: 6.1, "measuring-before": 41, training: 258, "measuring-after": 44, merging: 3.2, converting: 7.7 },
  dtype: "float32",
  peakRssBytes: 2.31 * GB,
};
const deployment = (n, name, state, part = {}) => ({
  id: id("dep", n),
  name,
  ...owned,
  createdAt: ago(n * 60),
  modelId: id("mdl", n === 2 ? 1 : 4),
  modelName: n === 2 ? "SmolLM2-135M-Instruct" : "Helpdesk answers Balanced",
  engineId: "llamacpp",
  gives: ["chat", "completions"],
  wanted: state === "stopped" ? "stopped" : "running",
  state,
  settings: { contextTokens: 2048 },
  runId: id("run", 20 + n),
  restarts: 0,
  nextRestartAt: null,
  readySince: state === "ready" ? ago(n * 50) : null,
  readySeconds: state === "ready" ? 1.84 : null,
  memoryBytes: 0.41 * GB,
  wait: null,
  cause: null,
  lastLines: [],
  fake: false,
  ...part,
});
const cause = {
  code: "out-of-memory",
  message: "The engine was killed because the box ran out of memory; stop another deployment or use a smaller context.",
  line: "ggml_backend_cpu_buffer_type_alloc_buffer: failed to allocate buffer of size 2147483648",
  exitCode: null,
  signal: "SIGKILL",
};

function recipe() {
  return Object.fromEntries(table("recipe-knobs.json").map((k) => [k.name, k.default]));
}

function recipeBook() {
  const text = (row, name) => ({ en: row[`${name}_en`], zh: row[`${name}_zh`] });
  const knobs = table("recipe-knobs.json").map(({ options, unit, ...k }) => ({
    ...k,
    ...(options ? { choices: options } : {}),
    ...(unit ? { unit } : {}),
    hint: text(k, "hint"),
  }));
  const presets = Object.entries(table("presets.json").presets).map(([name, p]) => ({
    id: name,
    title: text(p, "title"),
    hint: text(p, "hint"),
    recipe: p.recipe,
  }));
  return { engineId: "trl", presets, knobs, schema: {} };
}

function engines() {
  const engine = (part) => ({
    runsOn: ["cpu"],
    evidence: "ran-here",
    fake: false,
    installed: true,
    why: null,
    schema: {},
    ...part,
  });
  return {
    engines: z.array(contract.EngineInfo).parse([
      engine({ id: "trl", title: "TRL", does: "task", version: "0.25.1" }),
      engine({ id: "llamacpp", title: "llama.cpp", does: "serve", version: "0.2.4" }),
      engine({ id: "fake-serve", title: "Fake server", does: "serve", version: "1", fake: true, runsOn: ["fake"] }),
      engine({
        id: "vllm",
        title: "vLLM",
        does: "serve",
        version: null,
        installed: false,
        evidence: "recorded",
        runsOn: ["nvidia", "cpu"],
        why: "Its pack is not installed. Install it above.",
      }),
    ]),
    packs: z.array(contract.PackInfo).parse([
      { id: "trl", title: "TRL (training)", gives: ["train"], diskBytes: 1.4 * GB, state: "ready", version: "2.13.0+cpu" },
      {
        id: "llamacpp",
        title: "llama.cpp (serving)",
        gives: ["serve"],
        diskBytes: 0.12 * GB,
        state: "installing",
        version: null,
      },
      { id: "vllm", title: "vLLM (serving)", gives: ["serve"], diskBytes: 4.8 * GB, state: "missing", version: null },
    ]),
  };
}

const hardware = () => ({
  readAt: ago(31),
  board: { manufacturer: "Supermicro", model: "X13SWA-TF", serial: "WM23CS001204", bios: "2.1 (2026-03-14)" },
  cpu: {
    brand: "Intel Xeon w5-3435X",
    cores: 32,
    physicalCores: 16,
    speedGhz: 3.1,
    flags: ["fpu", "sse4_2", "avx", "avx2", "avx512f", "avx512_bf16", "amx_tile", "amx_bf16", "fma", "f16c"],
  },
  memory: {
    totalBytes: 137.4 * GB,
    modules: [1, 2, 3, 4].map((n) => ({ sizeBytes: 34.4 * GB, type: "DDR5", clockMhz: 4800, slot: `DIMM_A${n}` })),
  },
  disks: [
    { device: "/dev/nvme0n1", name: "Samsung PM9A3", type: "NVMe", sizeBytes: 1920 * GB, health: "Ok" },
    { device: "/dev/sda", name: "WDC Ultrastar", type: "HD", sizeBytes: 8000 * GB, health: "Predicted failure" },
    { device: "/dev/sdb", name: null, type: null, sizeBytes: 64 * GB, health: null },
  ],
  filesystems: [
    { mount: "/", type: "ext4", sizeBytes: 1880 * GB, usedBytes: 612 * GB },
    { mount: "/archive", type: "xfs", sizeBytes: 7990 * GB, usedBytes: 7310 * GB },
  ],
  network: [
    {
      name: "eno1",
      mac: "3c:ec:ef:12:34:56",
      addresses: ["10.20.0.14/24", "fe80::3eec:efff:fe12:3456"],
      speedMbps: 10_000,
      state: "up",
    },
    { name: "eno2", mac: "3c:ec:ef:12:34:57", addresses: [], speedMbps: null, state: "down" },
  ],
  os: { distro: "Debian GNU/Linux", release: "12", kernel: "6.1.0-28-amd64", hostname: "goldbach", arch: "x64" },
});

const card = (leases) => ({
  id: "cpu-0",
  accelerator: "cpu",
  index: 0,
  name: "Intel Xeon w5-3435X",
  memoryBytes: 24 * GB,
  leasableBytes: 20 * GB,
  evidence: "ran-here",
  fake: false,
  sample: { cardId: "cpu-0", at: now, loadPercent: 71, memoryUsedBytes: 7.4 * GB, powerWatts: null, temperatureC: 58 },
  leases: leases.map((l) => ({ cardId: "cpu-0", since: now - 600_000, ...l })),
  freeBytes: 20 * GB - leases.reduce((sum, l) => sum + l.memoryBytes, 0),
});
const box = (part) => ({
  name: "Goldbach",
  version: "0.1.0",
  startedAt: ago(2 * 1440 + 315),
  cards: [card([])],
  disk: { path: "/srv/sluice/data", freeBytes: 1268 * GB, totalBytes: 1880 * GB },
  system: { loadPercent: 71, memoryUsedBytes: 7.4 * GB, memoryTotalBytes: 24 * GB, cores: 8 },
  running: [],
  attention: [],
  gatewayUrl: "http://127.0.0.1:4300",
  ...part,
});

function emptyWorld() {
  return {
    box: box({ system: { loadPercent: 3, memoryUsedBytes: 1.1 * GB, memoryTotalBytes: 24 * GB, cores: 8 } }),
    datasets: [],
    imports: [],
    models: [model(1, "SmolLM2-135M-Instruct", "base")],
    jobs: [],
    deployments: [],
    keys: [],
    usage: [],
  };
}

function fullWorld() {
  const made = {
    ...lineage,
    jobId: id("job", 3),
    baseModelId: id("mdl", 1),
    datasetVersionId: id("ver", 12),
    datasetContentHash: hash(3),
    recipe: recipe(),
    seed: 42,
    codeVersion: "0.1.0+9f4c583",
    packages: { torch: "2.13.0", trl: "0.25.1", peft: "0.18.0", transformers: "5.1.0" },
  };
  const wait = {
    position: 1,
    etaSeconds: 640,
    code: "memory",
    message: "needs 3.1 GB, 2.4 GB free, held by deployment helpdesk",
    details: {
      needBytes: 3.1 * GB,
      freeBytes: 2.4 * GB,
      heldBy: [
        { kind: "deployment", name: "helpdesk", bytes: 0.41 * GB },
        { kind: "job", name: "Helpdesk answers Balanced", bytes: 5.2 * GB },
      ],
    },
  };
  return {
    box: box({
      cards: [
        card([
          { runId: id("run", 1), kind: "job", label: "Helpdesk answers Balanced", ownerId: id("job", 1), memoryBytes: 5.2 * GB },
          { runId: id("run", 21), kind: "replica", label: "helpdesk", ownerId: id("dep", 1), memoryBytes: 0.41 * GB },
          { runId: id("run", 22), kind: "replica", label: "base", ownerId: id("dep", 2), memoryBytes: 0.41 * GB },
        ]),
        {
          ...card([]),
          id: "fake-0",
          accelerator: "fake",
          index: 1,
          name: "Fake card 80 GB",
          fake: true,
          memoryBytes: 80 * GB,
          leasableBytes: 78 * GB,
          freeBytes: 78 * GB,
          sample: null,
        },
      ],
      attention: [
        {
          id: "a1",
          severity: "error",
          code: "deployment-down",
          message: "Deployment contracts crashed 5 times and is not restarted any more.",
          fix: "Read why it crashed, then start it again.",
          href: `/deployments/${id("dep", 3)}`,
          details: { name: "contracts" },
        },
        {
          id: "a2",
          severity: "warning",
          code: "disk-space",
          message: "The disk of /archive is 91 % full.",
          fix: "Delete old jobs or datasets.",
          href: "/hardware",
          details: { path: "/archive", freeBytes: 8.2e9 },
        },
      ],
    }),
    datasets: [
      {
        id: id("ds", 1),
        name: "Helpdesk answers",
        ...owned,
        createdAt: ago(400),
        versions: [version(1, 1, 1210), version(2, 1, 1480)],
      },
      { id: id("ds", 2), name: "合同条款问答", ...owned, createdAt: ago(800), versions: [version(1, 2, 303_819)] },
      ...Array.from({ length: 1200 }, (_, i) => ({
        id: id("ds", 10 + i),
        name: `Archive ${i + 1}`,
        ...owned,
        createdAt: ago(2000 + i),
        versions: [version(1, 10 + i, 100 + i)],
      })),
    ],
    imports: [importOf("needs-decision", 1), importOf("scanning", 2), importOf("ready", 3)],
    models: [
      model(1, "SmolLM2-135M-Instruct", "base"),
      model(2, "Helpdesk answers Balanced", "adapter", { lineage: made, bytes: 19_600_000, servable: false }),
      model(3, "Helpdesk answers Balanced", "merged", { lineage: made, servable: false }),
      model(4, "Helpdesk answers Balanced", "gguf", { lineage: made }),
      model(5, "tiny-random", "base", { fake: true, parameters: 41_000, bytes: 410_000 }),
    ],
    jobs: [
      job(1, "Helpdesk answers Balanced", "running", {
        progress: {
          ...progress,
          stage: "training",
          step: 212,
          totalSteps: 400,
          epoch: 1.6,
          loss: 0.81,
          learningRate: 3e-4,
          tokensPerSecond: 704,
          etaSeconds: 583,
          checkpointStep: 200,
        },
      }),
      job(2, "合同条款问答 均衡", "queued", { wait, datasetName: "合同条款问答", datasetVersion: 1 }),
      job(3, "Helpdesk answers Quick", "succeeded", {
        preset: "quick",
        finishedAt: ago(120),
        report,
        progress: { ...progress, stage: "converting", step: 400, totalSteps: 400 },
        resultModelIds: { adapter: id("mdl", 2), merged: id("mdl", 3), gguf: id("mdl", 4) },
      }),
      job(4, "Contracts thorough", "failed", {
        preset: "thorough",
        finishedAt: ago(170),
        cause,
        progress: { ...progress, stage: "training", step: 31, totalSteps: 900 },
      }),
      job(5, "Second thoughts", "cancelled", {
        finishedAt: ago(200),
        cause: { ...cause, code: "stopped", message: "Cancelled by Lin Wei." },
      }),
    ],
    deployments: [
      deployment(1, "helpdesk", "ready"),
      deployment(2, "base", "ready"),
      deployment(3, "contracts", "needs-attention", {
        restarts: 5,
        cause,
        lastLines: ["llama_model_load: loading model", "llama_kv_cache: size = 2048 MiB", cause.line],
      }),
      deployment(4, "starting-one", "starting", {
        wait: { position: 0, etaSeconds: 4, code: "starting", message: "is loading", details: {} },
      }),
      deployment(5, "old-faq", "stopped", { memoryBytes: 0 }),
    ],
    keys: [
      key(1, "Helpdesk portal", { lastUsedAt: ago(2) }),
      key(2, "Night batch", { lastUsedAt: ago(600) }),
      key(3, "Former contractor", { revokedAt: ago(300) }),
    ],
    usage: Array.from({ length: 40 }, (_, i) => ({
      day: ago((i >> 1) * 1440).slice(0, 10),
      keyId: id("key", (i % 2) + 1),
      keyName: i % 2 ? "Night batch" : "Helpdesk portal",
      model: "helpdesk",
      requests: 120 + i * 7,
      failed: i % 5,
      promptTokens: 4200 + i * 310,
      completionTokens: 9100 + i * 420,
      estimated: i % 9 === 0 ? 1 : 0,
    })),
  };
}
