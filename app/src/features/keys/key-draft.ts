/** A key as the fields of a form, and back. Empty means: no such limit. Pure. */
import { type Budget, CreateKey, type Key, UpdateKey } from "@sluice/agent/contract";

export const budgetKinds = [
  { id: "dayTokens", period: "day", unit: "tokens" },
  { id: "monthTokens", period: "month", unit: "tokens" },
  { id: "dayCost", period: "day", unit: "cost" },
  { id: "monthCost", period: "month", unit: "cost" },
] as const;
export type BudgetKind = (typeof budgetKinds)[number]["id"];

export const kinds = ["person", "project", "metrics"] as const;

export interface KeyDraft {
  name: string;
  kind: (typeof kinds)[number];
  someRoutes: boolean;
  routes: string[];
  ips: string;
  requestsPerMinute: string;
  tokensPerMinute: string;
  /** As `<input type="datetime-local">` has it. */
  expires: string;
  department: string;
  budgets: Record<BudgetKind, { soft: string; hard: string }>;
}

const noBudgets = (): KeyDraft["budgets"] => ({
  dayTokens: { soft: "", hard: "" },
  monthTokens: { soft: "", hard: "" },
  dayCost: { soft: "", hard: "" },
  monthCost: { soft: "", hard: "" },
});

export const emptyDraft = (): KeyDraft => ({
  name: "",
  kind: "person",
  someRoutes: false,
  routes: [],
  ips: "",
  requestsPerMinute: "",
  tokensPerMinute: "",
  expires: "",
  department: "",
  budgets: noBudgets(),
});

export function draftOf(key: Key): KeyDraft {
  const budgets = noBudgets();
  for (const { period, unit, soft, hard } of key.budgets) {
    const kind = budgetKinds.find((k) => k.period === period && k.unit === unit);
    if (kind) budgets[kind.id] = { soft: textOf(soft), hard: textOf(hard) };
  }
  return {
    name: key.name,
    kind: kinds.find((kind) => kind === key.kind) ?? "person",
    someRoutes: key.allowedRoutes !== null,
    routes: key.allowedRoutes ?? [],
    ips: key.ips?.join("\n") ?? "",
    requestsPerMinute: textOf(key.requestsPerMinute),
    tokensPerMinute: textOf(key.tokensPerMinute),
    expires: key.expiresAt ? localMinute(key.expiresAt) : "",
    department: key.department ?? "",
    budgets,
  };
}

export type Checked<T> = { body: T; wrong: null } | { body: null; wrong: string[] };

export const toCreate = (draft: KeyDraft): Checked<CreateKey> => checked(draft, CreateKey, { kind: draft.kind });

/** A key's moment of expiry has seconds that the form has not: untouched, it stays as it was. */
export function toUpdate(draft: KeyDraft, key: Key): Checked<UpdateKey> {
  const untouched = key.expiresAt !== null && draft.expires === localMinute(key.expiresAt);
  const more = { disabled: key.disabledAt !== null, ...(untouched ? { expiresAt: key.expiresAt } : {}) };
  return checked(draft, UpdateKey, more);
}

function checked<T>(
  draft: KeyDraft,
  schema: { safeParse: (value: unknown) => { success: boolean; data?: T; error?: { issues: { path: PropertyKey[] }[] } } },
  more: object,
): Checked<T> {
  const result = schema.safeParse({ ...fieldsOf(draft), ...more });
  const wrong = (result.error?.issues ?? []).map((issue) => String(issue.path[0]));
  if (draft.someRoutes && draft.routes.length === 0) wrong.push("allowedRoutes");
  if (budgetKinds.some(({ id }) => !isSane(draft.budgets[id]))) wrong.push("budgets");
  if (wrong.length > 0 || result.data === undefined) return { body: null, wrong: [...new Set(wrong)] };
  return { body: result.data, wrong: null };
}

function fieldsOf(draft: KeyDraft): Record<string, unknown> {
  const ips = draft.ips.split(/[\s,，;]+/).filter((word) => word !== "");
  return {
    name: draft.name,
    allowedRoutes: draft.someRoutes ? draft.routes : null,
    ips: ips.length === 0 ? null : ips,
    requestsPerMinute: numberOf(draft.requestsPerMinute),
    tokensPerMinute: numberOf(draft.tokensPerMinute),
    expiresAt: momentOf(draft.expires),
    department: draft.department.trim() === "" ? null : draft.department,
    budgets: budgetKinds.flatMap(({ id, period, unit }): Budget[] => {
      const soft = numberOf(draft.budgets[id].soft);
      const hard = numberOf(draft.budgets[id].hard);
      return soft === null && hard === null ? [] : [{ period, unit, soft, hard }];
    }),
  };
}

/** A warning that comes after the end warns nobody. */
function isSane({ soft, hard }: { soft: string; hard: string }): boolean {
  const [low, high] = [numberOf(soft), numberOf(hard)];
  return low === null || high === null || low <= high;
}

const textOf = (value: number | null): string => (value === null ? "" : String(value));
const numberOf = (text: string): number | null => (text.trim() === "" ? null : Number(text));
const momentOf = (local: string): string | null => {
  if (local === "") return null;
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? "not a moment" : at.toISOString();
};

/** "2026-11-27T13:05" by this browser's clock. */
function localMinute(iso: string): string {
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
