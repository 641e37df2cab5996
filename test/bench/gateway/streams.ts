/** Streams of 64 frames, one each 20 ms, one after the other on N connections. */
import type { Figures } from "../bench.ts";
import type { Arm, Door } from "./arm.ts";
import { askPath, bodyOf } from "./ask.ts";
import type { Mock } from "./mock.ts";
import type { Tools } from "./prepare.ts";
import { cores, cpuSeconds, measured, memoryMb } from "./process.ts";

export const stream = { frames: 64, gap: 20, ttft: 0 };
/** At so many the gaps themselves are compared. */
const gapStreams = 128;
const ladder = [2, 4, 8, 16, 32, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1280];
const longestGapUs = 200_000;
/** Compilers at run time need as many frames as requests. */
const warmSeconds = 6;

export interface StreamsSaid {
  frames: number;
  framesPerSecond: number;
  gapP50Us: number;
  gapP99Us: number;
  gapMaxUs: number;
  ttftP50Us: number;
  ttftP99Us: number;
  started: number;
  done: number;
  cut: number;
  lost: number;
  refused: number;
}

export const clientOf = (tools: Tools, door: Pick<Door, "port" | "headers">, streams: number): string[] => [
  ...[
    tools.streamClient,
    "--port",
    `${door.port}`,
    "--path",
    askPath,
    "--body",
    bodyOf({ stream: true }),
    "--streams",
    `${streams}`,
  ],
  ...Object.entries(door.headers).flatMap(([name, value]) => ["--header", `${name}: ${value}`]),
];

function hold(tools: Tools, door: Door, streams: number, seconds: number): Promise<StreamsSaid> {
  const more = ["--frames", `${stream.frames}`, "--ramp", "1000", "--warm", "1000", "--seconds", `${seconds}`];
  return measured<StreamsSaid>([...clientOf(tools, door, streams), ...more], cores.load);
}

/** What a gateway adds to the gaps between frames, and what a frame costs it. */
export async function measureGaps(tools: Tools, mock: Mock, door: Door): Promise<Figures> {
  await mock.set(stream);
  await hold(tools, door, gapStreams, warmSeconds);
  const before = door.running ? cpuSeconds(door.running.pid) : 0;
  const said = await hold(tools, door, gapStreams, 4);
  const cpu = door.running ? cpuSeconds(door.running.pid) - before : 0;
  const { gapP50Us, gapP99Us, gapMaxUs, ttftP50Us, framesPerSecond, lost } = said;
  // All frames since the start cost CPU, those of the ramp and the warm-up too; a second of ramp brings half a second's frames.
  const allFrames = framesPerSecond * (4 + 1 + 0.5);
  const cpuUsPerFrame = Math.round((cpu / allFrames) * 1e7) / 10;
  return { gapP50Us, gapP99Us, gapMaxUs, ttftP50Us, framesPerSecond, framesLost: lost, cpuUsPerFrame };
}

export interface Held {
  /** The largest number of the ladder that was held. */
  streams: number;
  peakMb: number | null;
  tries: {
    streams: number;
    held: boolean;
    framesPerSecond: number;
    partOfDirect: number;
    gapMaxUs: number;
    gapP99Us: number;
    lost: number;
  }[];
}

/** Held: frames/s >= 0.95 x direct at the same N, no gap over 200 ms, none lost. A number that failed is tried once more. */
export async function findHeld(
  tools: Tools,
  mock: Mock,
  arm: Arm,
  guess: number,
  directAt: (n: number) => Promise<number>,
): Promise<Held> {
  await mock.set(stream);
  const door = await arm.open(tools, mock);
  const tries: Held["tries"] = [];
  const isHeld = async (streams: number): Promise<boolean> => {
    for (let n = 0; n < 2; n++) {
      const direct = await directAt(streams);
      const said = await hold(tools, door, streams, 3);
      const partOfDirect = Math.round((said.framesPerSecond / direct) * 1000) / 1000;
      const held = partOfDirect >= 0.95 && said.gapMaxUs <= longestGapUs && said.lost + said.refused === 0;
      const { framesPerSecond, gapMaxUs, gapP99Us } = said;
      tries.push({ streams, held, framesPerSecond, partOfDirect, gapMaxUs, gapP99Us, lost: said.lost + said.refused });
      process.stderr.write(`  ${arm.name} ${JSON.stringify(tries.at(-1))}\n`);
      if (held) return true;
    }
    return false;
  };
  try {
    await hold(tools, door, Math.min(guess, 64), warmSeconds);
    const best = await climb(guess, isHeld);
    return { streams: best, peakMb: door.running ? memoryMb(door.running.pid).peakMb : null, tries };
  } finally {
    await door.close();
  }
}

/** From the guess up while it holds, or down until it does. The guess saves time and decides nothing. */
async function climb(guess: number, isHeld: (streams: number) => Promise<boolean>): Promise<number> {
  let at = Math.max(0, ladder.indexOf(guess));
  if (await isHeld(ladder[at]!)) {
    while (at + 1 < ladder.length && (await isHeld(ladder[at + 1]!))) at++;
    return ladder[at]!;
  }
  while (--at >= 0) if (await isHeld(ladder[at]!)) return ladder[at]!;
  return 0;
}

/** The engine alone at N streams: asked once per N. */
export function directRates(tools: Tools, mock: Mock, direct: Arm): (n: number) => Promise<number> {
  const known = new Map<number, number>();
  return async (n) => {
    const before = known.get(n);
    if (before !== undefined) return before;
    const door = await direct.open(tools, mock);
    const { framesPerSecond } = await hold(tools, door, n, 3);
    known.set(n, framesPerSecond);
    return framesPerSecond;
  };
}
