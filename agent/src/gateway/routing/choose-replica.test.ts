import { expect, it } from "vitest";
import { chooseReplica } from "./choose-replica.ts";
import { hashText } from "./hash.ts";

const replica = (name: string, load = 0) => ({ name, hash: hashText(name), load: () => load });
const home = (prompt: number, replicas: ReturnType<typeof replica>[]) =>
  chooseReplica(replicas, () => hashText(`p${prompt}`))?.name;

it("a prompt has its home; when one engine goes only its own prompts move", () => {
  const [a, b, c] = [replica("run_a"), replica("run_b"), replica("run_c")];
  const counts: Record<string, number> = {};
  for (let prompt = 0; prompt < 600; prompt++) {
    const at = home(prompt, [a, b, c]);
    counts[at!] = (counts[at!] ?? 0) + 1;
    if (at !== "run_b") expect(home(prompt, [a, c])).toBe(at);
  }
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(140);
});

it("a queue that is a little longer is worth the warm prefix, one that is much longer is not", () => {
  const prompt = Array.from({ length: 50 }, (_, n) => n).find((n) => home(n, [replica("run_a"), replica("run_b")]) === "run_a")!;
  expect(home(prompt, [replica("run_a", 4), replica("run_b", 0)])).toBe("run_a");
  expect(home(prompt, [replica("run_a", 5), replica("run_b", 0)])).toBe("run_b");
});

it("where there is no choice nobody looks at the prompt", () => {
  const never = () => {
    throw new Error("looked");
  };
  expect(chooseReplica([replica("run_a")], never)?.name).toBe("run_a");
  expect(chooseReplica([], never)).toBeNull();
});
