/** Who may import whom: docs/architecture.md §3, read by dependency-cruiser in `npm run check`. */
const room = (name) => `^agent/src/${name}/`;
const drivers = ["engines", "accelerators", "executors"];

/** What each room may import, besides itself, contract and lib (which every room may). */
const allowed = {
  contract: [],
  lib: [],
  store: [],
  engines: [],
  accelerators: [],
  executors: [],
  gateway: [],
  supervisor: drivers,
  scheduler: ["supervisor"],
  services: ["scheduler", "store"],
  // The planner's own decisions on cards that are not there.
  simulator: ["scheduler", "accelerators/fake"],
  health: ["services"],
  api: ["services"],
  // Packs are installed before there is an agent to ask.
  cli: ["services/packs", "simulator"],
};
/** Type-only imports downwards: the words of a lower room may be spoken, its code may not be called. */
const words = {
  scheduler: drivers,
  services: [...drivers, "supervisor"],
  api: ["scheduler", "store"],
};
/** Single files of agent/src that a file may import although its room may not. */
const doors = {
  // `down` must be able to stop runs when no agent is left to ask.
  cli: ["settings", "supervisor/stop-strays", "executors/local"],
  gateway: [],
};

const roomRule = ([name, rooms]) => {
  const may = [name, ...(name === "contract" ? [] : ["contract", "lib"]), ...rooms].map((one) => `${one}[/.]`);
  const files = (doors[name] ?? []).map((file) => `${file}\\.ts$`);
  const spoken = words[name] ?? [];
  const pathNot = `^agent/src/(${[...may, ...files].join("|")})`;
  const from = { path: room(name), pathNot: "\\.test\\.ts$|^agent/src/gateway/main\\.ts$" };
  const rule = {
    name: `${name}-imports`,
    comment: `${name} may import ${[...may, ...files].join(", ")} and nothing else of the agent.`,
    severity: "error",
    from,
    to: { path: "^(agent/src|app|test)/", pathNot: [pathNot, ...spoken.map(room)] },
  };
  if (spoken.length === 0) return [rule];
  const calls = { ...rule, name: `${name}-speaks-only`, comment: `${name} may import only types of ${spoken.join(", ")}.` };
  return [rule, { ...calls, to: { path: spoken.map(room), pathNot, dependencyTypesNot: ["type-only"] } }];
};

const only = (name, module, who, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: "^(agent/src|app/src)/", pathNot: [...who, "\\.test\\.tsx?$"] },
  to: { path: module },
});
const shelfRule = (shelf) => ({
  name: `${shelf}-apart`,
  comment: "A driver folder does not import another driver.",
  severity: "error",
  from: { path: `^agent/src/${shelf}/([^/]+)/` },
  to: { path: `^agent/src/${shelf}/[^/]+/`, pathNot: `^agent/src/${shelf}/$1/` },
});
const single = (name, from, pathNot) => ({
  name,
  severity: "error",
  from: { path: from },
  to: { path: "^(agent/src|app|test)/", pathNot },
});

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } } },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "generated/" } },
    ...Object.entries(allowed).flatMap(roomRule),
    ...drivers.map(shelfRule),
    single("gateway-main-imports", "^agent/src/gateway/main\\.ts$", "^agent/src/(gateway/|contract/|lib/|settings\\.ts$)"),
    single("keeper-imports", "^agent/src/keeper\\.ts$", "^agent/src/(contract/|lib/|settings\\.ts$)"),
    single("settings-imports", "^agent/src/settings\\.ts$", "^agent/src/(contract/|lib/)"),
    single("main-imports", "^agent/src/main\\.ts$", "^agent/src/(?!gateway/|cli/|keeper)"),
    single("app-imports", "^app/", "^(app/|agent/src/contract/)"),
    only(
      "prisma",
      "node_modules/(@prisma|prisma|libsql|@libsql)/",
      ["^agent/src/store/"],
      "Only store/ imports Prisma and SQLite.",
    ),
    only(
      "hono",
      "node_modules/(hono|@hono)/",
      ["^agent/src/(api|gateway)/", "^agent/src/main\\.ts$", "^app/"],
      "Only api/ and gateway/ import Hono.",
    ),
    only(
      "processes",
      "^(node:)?child_process$",
      ["^agent/src/(executors|accelerators|cli)/", "^agent/src/lib/(run-command|spawn-logged)\\.ts$"],
      "Only executors/ starts workloads; short tools go through lib/run-command and lib/spawn-logged.",
    ),
    {
      name: "contract-is-plain",
      comment: "contract/ is shared with the console: zod and nothing else.",
      severity: "error",
      from: { path: room("contract"), pathNot: "\\.test\\.ts$" },
      to: { pathNot: ["^agent/src/contract/", "node_modules/zod/"] },
    },
  ],
  options: {
    // TypeScript 7 has no compiler API for tools: swc reads the sources.
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "/(generated|\\.next)/" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
