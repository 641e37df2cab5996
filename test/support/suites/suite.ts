/** One row of the table at the end of `./sluice test`. */
export interface SuiteEnd {
  tests: number;
  failed: number;
  /** Why it could not run at all. */
  problem?: string;
}
export interface Suite {
  id: string;
  run(asked: Asked): Promise<SuiteEnd>;
}
export interface Asked {
  /** Only test files whose path holds this. */
  pattern: string | null;
  /** For tests that are long or want more than the default packs. */
  env: Record<string, string>;
}
