import os from "node:os";
import { expect, it } from "vitest";
import { playedMachine } from "../../../test/support/played-machine.ts";
import { commandOf, readProcesses } from "./process-facts.ts";

const stat = (pid: number, name: string, state: string, tick: number) =>
  `${pid} (${name}) ${state} 7 7 5 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 ${tick} 1000 200`;
const status = (uid: number) =>
  `Name:\tx\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\nVmRSS:\t  900 kB\nRssAnon:\t  100 kB\nRssFile:\t  790 kB\nRssShmem:\t  10 kB\n`;

it("tells who it is, whose, since when, and what only its end gives back", async () => {
  const root = playedMachine({
    "etc/passwd": "root:x:0:0:root:/root:/bin/sh\nli:x:1000:1000::/home/li:/bin/sh\n",
    "proc/stat": "cpu 1 2 3\nbtime 1700000000\n",
    "proc/812/stat": stat(812, "a (b) c", "S", 12_345),
    "proc/812/status": status(1000),
    "proc/812/cmdline": "/usr/bin/python3.11\0-u\0/srv/train.py\0--api-key\0secret\0",
    "proc/812/cgroup": "0::/a\n",
    "proc/813/stat": stat(813, "gone", "Z", 1),
    "proc/813/status": status(0),
    "proc/814/stat": stat(814, "daemon", "S", 0),
    "proc/814/status": status(77),
    "proc/816/stat": stat(816, "kthread", "S", 0).replace(" 1000 200", " 0 0"),
    "proc/816/status": status(0),
    "proc/815/status": status(0), // gone between the two reads
    "proc/self/stat": "none of ours",
  });
  expect((await readProcesses(root)).sort((a, b) => a.pid - b.pid)).toEqual([
    {
      ...{ pid: 812, parent: 7, session: 5, startTick: 12_345, startedAt: 1_700_000_123_450, user: "li" },
      ...{ command: "python3.11 train.py", memoryBytes: 110 * 1024, groups: "0::/a\n" },
    },
    expect.objectContaining({ pid: 814, user: "77", command: "daemon" }),
  ]);
});

it("finds this very process on this very machine", async () => {
  const own = (await readProcesses()).find(({ pid }) => pid === process.pid);
  expect(own).toMatchObject({ parent: process.ppid, user: os.userInfo().username });
  expect(own?.memoryBytes).toBeGreaterThan(10e6);
  expect(Math.abs((own?.startedAt ?? 0) - (Date.now() - process.uptime() * 1000))).toBeLessThan(60_000);
});

it.each([
  [["/usr/local/bin/ollama", "serve"], "ollama"],
  [["python", "-m", "vllm.entrypoints.openai.api_server", "--api-key", "k"], "python vllm.entrypoints.openai.api_server"],
  [["python3", "-c", "import secret"], "python3"],
  [["java", "-Xmx4g", "-jar", "/opt/x.jar"], "java x.jar"],
  [["VLLM::EngineCore"], "VLLM::EngineCore"],
  [["postgres: checkpointer "], "postgres"],
  [[""], "comm"],
])("%j is called %s, and no argument of it is shown", (argv, name) => expect(commandOf(argv, "comm")).toBe(name));
