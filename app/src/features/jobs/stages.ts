/** The stages of a training run, in order, as the glue names them (agent/python/trl/train.py). */
export const stages = ["loading", "measuring-before", "training", "measuring-after", "merging", "converting"] as const;
export type Stage = (typeof stages)[number];
export const isStage = (name: string | null): name is Stage => stages.some((s) => s === name);
