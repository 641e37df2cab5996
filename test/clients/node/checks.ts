/** What Node clients are asked, check by check; the twin of python/client_checks.py. */
export interface Target {
  baseUrl: string;
  key: string;
  model: string;
  embedder: string;
}
export interface ClientReport {
  package: string;
  version: string;
  /** "ok", or what went wrong. */
  results: Record<string, string>;
}
export type Check = () => Promise<boolean>;

export async function report(name: string, version: string, checks: Record<string, Check>): Promise<ClientReport> {
  const results: Record<string, string> = {};
  for (const [check, run] of Object.entries(checks)) {
    results[check] = await run().then(
      (isRight) => (isRight ? "ok" : "a wrong answer"),
      (error: Error) => `${error.name}: ${error.message}`,
    );
  }
  return { package: name, version, results };
}

export const question = "Say hello.";
export const citySchema = {
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
  additionalProperties: false,
} as const;
