/** The one door of the contract, for the console and the tests (a shelf's index, not a barrel of the house). */
export * from "./box.ts";
export * from "./box-event.ts";
export * from "./card.ts";
export * from "./dataset.ts";
export * from "./deployment.ts";
export * from "./engine.ts";
export * from "./error.ts";
export * from "./glue-event.ts";
export * from "./job.ts";
export * from "./key.ts";
export * from "./member.ts";
export * from "./model.ts";
export * from "./recipe.ts";
export * from "./run.ts";
export * from "./snapshot.ts";
export * from "./word.ts";
