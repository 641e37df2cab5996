import { SluiceError, type UploadState } from "@sluice/agent/contract";
import { expect, it } from "vitest";
import { pieceBytes, type Sender, sendInPieces } from "./send-in-pieces.ts";

const bytes = pieceBytes * 2 + 5;
const stateOf = (held: number): UploadState => ({
  ...{ id: "upl_aaaaaaaa", filename: "a", bytes: held, totalBytes: bytes },
  sha256: held === bytes ? "0".repeat(64) : null,
});
const down = new SluiceError("agent-down", "gone");

/** A box that holds what it was sent; `faults` are thrown by turns, each with how much of the piece arrived before. */
function boxWith(faults: ({ arrived: number; error: unknown } | null)[]) {
  let held = 0;
  const calls: string[] = [];
  const sender: Sender = {
    async state() {
      calls.push("asked");
      return stateOf(held);
    },
    async put(from, to) {
      calls.push(`${from}-${to}`);
      const fault = faults.shift();
      if (fault) {
        held += fault.arrived;
        throw fault.error;
      }
      held = to;
      return stateOf(held);
    },
    wait: async (ms) => void calls.push(`${ms} ms`),
  };
  return { sender, calls };
}
const send = (sender: Sender, held = 0) => sendInPieces(stateOf(held), bytes, sender, () => undefined);

it("sends piece by piece to the end", async () => {
  const { sender, calls } = boxWith([]);
  expect((await send(sender)).sha256).not.toBeNull();
  expect(calls).toEqual([`0-${pieceBytes}`, `${pieceBytes}-${pieceBytes * 2}`, `${pieceBytes * 2}-${bytes}`]);
});

it("goes on where the box got to", async () => {
  const { sender, calls } = boxWith([null, { arrived: 7, error: down }]);
  await send(sender);
  expect(calls.slice(2)).toEqual([
    "500 ms",
    "asked",
    `${pieceBytes + 7}-${pieceBytes * 2 + 7 > bytes ? bytes : pieceBytes * 2 + 7}`,
  ]);
});

it("waits longer each time nothing moves, and gives up in the end", async () => {
  const { sender, calls } = boxWith(Array.from({ length: 40 }, () => ({ arrived: 0, error: down })));
  await expect(send(sender)).rejects.toBe(down);
  const waits = calls.filter((call) => call.endsWith("ms"));
  expect(waits.slice(0, 6)).toEqual(["500 ms", "1000 ms", "2000 ms", "4000 ms", "8000 ms", "10000 ms"]);
  expect(waits).toHaveLength(30);
});

it("sends nothing before it knows where to go on", async () => {
  const { sender, calls } = boxWith([{ arrived: 3, error: down }]);
  const asks = [down, down];
  const state = () => (asks.length > 0 ? Promise.reject(asks.pop()) : sender.state());
  await send({ ...sender, state });
  expect(calls.slice(0, 6)).toEqual([`0-${pieceBytes}`, "500 ms", "1000 ms", "2000 ms", "asked", `3-${pieceBytes + 3}`]);
});

it("has no patience with a full disk or with the person who stops it", async () => {
  for (const error of [new SluiceError("disk-full", "full"), new DOMException("stop", "AbortError")]) {
    const { sender, calls } = boxWith([{ arrived: 0, error }]);
    await expect(send(sender)).rejects.toBe(error);
    expect(calls).toHaveLength(1);
  }
});

it("sends nothing of what the box has already", async () => {
  const { sender, calls } = boxWith([]);
  await send(sender, bytes);
  expect(calls).toEqual([]);
});
