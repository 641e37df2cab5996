import path from "node:path";
import type { BaseModel } from "../services/models/base-models.ts";
import type { Settings } from "../settings.ts";

/** Shared by all data folders of this home: prepared once. */
export const embeddedBase = (settings: Settings): BaseModel => ({
  id: "model_smollm2135minstruct",
  name: "smollm2-135m-instruct",
  kind: "smollm2",
  dir: path.join(settings.home, "models/smollm2-135m-instruct"),
  fake: settings.box === "fake",
});
/** Random weights, made on the spot: for tests that need seconds. It says that it is no real model. */
export const tinyBase = (settings: Settings): BaseModel => ({
  id: "model_tinyrandomtest",
  name: "tiny-random-test",
  kind: "tiny",
  dir: path.join(settings.home, "models/tiny-random-test"),
  fake: true,
});
