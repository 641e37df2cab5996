import { z } from "zod";
import { Moment } from "./word.ts";

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Give a time of day such as 08:00.");
/** `to` at or before `from` is on the next day; 00:00 to 24:00 is the whole day. */
export const ServingHours = z
  .object({ from: TimeOfDay, to: z.union([TimeOfDay, z.literal("24:00")]) })
  .refine(({ from, to }) => from !== to, "These hours begin and end at the same time. The whole day is 00:00 to 24:00.");
export type ServingHours = z.infer<typeof ServingHours>;

/**
 * When cards belong to serving, by the box's own clock, Monday first; null: not on that day. The rest of the week belongs to
 * training. Null for the whole: always serving, nothing sleeps and nothing is stopped by itself.
 */
export const CardHours = z.object({ serving: z.array(ServingHours.nullable()).length(7) }).nullable();
export type CardHours = z.infer<typeof CardHours>;

/** Whom the cards belong to now, and until when; null: for ever. */
export const CardTime = z.object({ belongsTo: z.enum(["serving", "training"]), until: Moment.nullable() });
export type CardTime = z.infer<typeof CardTime>;
