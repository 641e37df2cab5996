/** One rule of the house that a machine reads. `run` answers with what is wrong, nothing when all is well. */
export interface Check {
  id: string;
  /** What mends it, or where the rule stands. */
  fix: string;
  run(): Promise<string[]>;
}
