import { statSync } from "node:fs";

/** Bytes; 0 where there is no such file. */
export const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
