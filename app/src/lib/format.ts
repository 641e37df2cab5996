/** Numbers for people: a unit on every one, in the words of the chosen language. Pure; tested beside it. */
export type Locale = "en" | "zh-CN";

const byteUnits = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

/** Decimal units, as on a disk's label and as the agent writes them. */
export function formatBytes(bytes: number | null | undefined, locale: Locale): string {
  if (bytes === null || bytes === undefined || !Number.isFinite(bytes)) return "–";
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(bytes < 0 ? -value : value);
  return `${number} ${byteUnits[unit]}`;
}

const words = {
  en: { d: " d", h: " h", m: " min", s: " s" },
  "zh-CN": { d: " 天", h: " 小时", m: " 分", s: " 秒" },
} as const;

/** The two largest units: "2 h 5 min", "48 s". Under ten seconds one decimal, so that short waits do not read as nothing. */
export function formatDuration(seconds: number | null | undefined, locale: Locale): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return "–";
  const w = words[locale];
  const s = Math.max(0, seconds);
  if (s < 9.95) return `${Math.round(s * 10) / 10}${w.s}`;
  const whole = Math.round(s);
  if (whole < 60) return `${whole}${w.s}`;
  if (whole < 3600) return pair(Math.floor(whole / 60), w.m, whole % 60, w.s);
  if (whole < 86_400) return pair(Math.floor(whole / 3600), w.h, Math.floor((whole % 3600) / 60), w.m);
  return pair(Math.floor(whole / 86_400), w.d, Math.floor((whole % 86_400) / 3600), w.h);
}

const pair = (a: number, au: string, b: number, bu: string): string => (b === 0 ? `${a}${au}` : `${a}${au} ${b}${bu}`);

export function formatNumber(value: number | null | undefined, locale: Locale, maximumFractionDigits = 0): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  return new Intl.NumberFormat(locale, { maximumFractionDigits }).format(value);
}

/** Losses and ratios: always the same number of decimals, so that columns can be compared. */
export function formatFixed(value: number | null | undefined, locale: Locale, digits = 2): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  return new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

/** 0.0512 -> "5.1 %". */
export function formatPercent(share: number | null | undefined, locale: Locale): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return "–";
  const percent = share * 100;
  return `${formatNumber(percent, locale, percent < 10 ? 1 : 0)} %`;
}

/** Milliseconds as a person reads them: "85 ms", "1.2 s", "2 min 5 s". */
export function formatMs(ms: number | null | undefined, locale: Locale): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return "–";
  return ms < 999.5 ? `${formatNumber(ms, locale, ms < 10 ? 1 : 0)} ms` : formatDuration(ms / 1000, locale);
}

/** Money in the box's currency. One request costs very little, so small amounts keep the digits that say so. */
export function formatMoney(value: number | null | undefined, currency: string, locale: Locale): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const digits = size === 0 || size >= 1 ? 2 : size >= 0.01 ? 4 : 6;
  const shape = { minimumFractionDigits: 2, maximumFractionDigits: digits };
  // A code Intl has never heard of is written as it stands.
  if (!/^[A-Z]{3}$/.test(currency)) return `${new Intl.NumberFormat(locale, shape).format(value)} ${currency}`;
  return new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "narrowSymbol", ...shape }).format(value);
}

/** Learning rates: 0.0002 -> "2e-4". */
export function formatRate(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  if (Math.abs(value) >= 0.01) return String(Number(value.toPrecision(3)));
  const [mantissa, exponent] = value.toExponential(2).split("e");
  return `${Number(mantissa)}e${Number(exponent)}`;
}

/** 134_515_008 -> "135 M" (parameters). */
export function formatCount(value: number | null | undefined, locale: Locale): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (value < 10_000) return formatNumber(value, locale);
  const [n, unit] = value < 999_500 ? [value / 1e3, "k"] : value < 999_500_000 ? [value / 1e6, "M"] : [value / 1e9, "B"];
  return `${new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 }).format(n)} ${unit}`;
}

/** Local time for reading; UTC stands in the title of the element (Moment.tsx). */
export function formatMoment(iso: string, locale: Locale, now = new Date()): string {
  const at = new Date(iso);
  const sameDay = at.toDateString() === now.toDateString();
  const sameYear = at.getFullYear() === now.getFullYear();
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  if (sameDay) return new Intl.DateTimeFormat(locale, { ...time, second: "2-digit" }).format(at);
  const day: Intl.DateTimeFormatOptions = { month: "short", day: "numeric" };
  if (!sameYear) day.year = "numeric";
  return new Intl.DateTimeFormat(locale, { ...day, ...time }).format(at);
}

export const formatClock = (ms: number, locale: Locale): string =>
  new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }).format(ms);

/** "2026-11-27", a day of the box's calendar: no clock and no zone may move it. */
export const formatDay = (day: string, locale: Locale): string =>
  new Intl.DateTimeFormat(locale, { month: "short", day: "numeric", timeZone: "UTC" }).format(Date.parse(`${day}T00:00:00Z`));

/** "2026-11" */
export const formatMonth = (month: string, locale: Locale): string =>
  new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" }).format(
    Date.parse(`${month}-01T00:00:00Z`),
  );

export const formatUtc = (iso: string): string => `${new Date(iso).toISOString().slice(0, 19).replace("T", " ")} UTC`;

/** A file name as a first guess of a dataset's or deployment's name. */
export const nameFromFile = (file: string): string => file.replace(/\.[^.]+$/, "").slice(0, 80);

/** Any text as a deployment name: lower case letters, digits, '.', '_' and '-'. */
export function slug(text: string): string {
  const plain = text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, "");
  return plain.slice(0, 63);
}
