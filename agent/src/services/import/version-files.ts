import path from "node:path";

/** What a version's folder holds. `index`: see row-index.ts. */
export const versionFiles = (dir: string) => ({
  rows: path.join(dir, "rows.jsonl"),
  train: path.join(dir, "train.jsonl"),
  heldOut: path.join(dir, "held-out.jsonl"),
  index: path.join(dir, "rows.idx"),
});
