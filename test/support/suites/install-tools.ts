/** The Python packages of the tests, installed before somebody needs them. */
import { ensureBesidePack, ensurePythonTools } from "../python-tools.ts";

// guidellm is asked for with --all only: then the suite that needs it installs it.
for (const name of ["openai", "clients", "schemathesis"]) await ensurePythonTools(name);
await ensureBesidePack("lm-eval");
