/** One schema for API, storage and form. Ranges, defaults and hints come from recipe-knobs.json, the table the glue is tested against. */
import { z } from "zod";

export const PresetId = z.enum(["quick", "balanced", "thorough"]);
export type PresetId = z.infer<typeof PresetId>;
