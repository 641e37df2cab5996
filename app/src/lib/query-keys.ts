/** Cache keys by noun; an event names a noun and everything under its key is read again. */
export const keys = {
  session: ["session"],
  box: ["box"],
  hardware: ["hardware"],
  datasets: ["datasets"],
  imports: ["imports"],
  models: ["models"],
  recipes: ["recipes"],
  jobs: ["jobs"],
  deployments: ["deployments"],
  apiKeys: ["keys"],
  usage: ["usage"],
  engines: ["engines"],
  settings: ["settings"],
} as const;
