/** Every requirements file of the tests, installed before somebody needs it. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { ensurePythonTools } from "../python-tools.ts";

for (const file of readdirSync(path.resolve(import.meta.dirname, "../requirements"))) {
  await ensurePythonTools(path.basename(file, ".txt"));
}
