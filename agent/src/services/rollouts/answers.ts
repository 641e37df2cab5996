/** What was seen of a deployment over some time: how many answers, how many failed, how long the first token took. */
export interface Answers {
  requests: number;
  failed: number;
  /** Of at most `limit` answers, each as likely to be among them as any other: memory stays small, the median right. */
  firstMs: number[];
  /** Answers that had a first token. */
  timed: number;
}
export const noAnswers = (): Answers => ({ requests: 0, failed: 0, firstMs: [], timed: 0 });

export function addAnswer(to: Answers, answer: { failed: boolean; firstMs: number | null }, limit = 2000): void {
  to.requests += 1;
  if (answer.failed) to.failed += 1;
  if (answer.firstMs === null) return;
  to.timed += 1;
  const slot = to.firstMs.length < limit ? to.firstMs.length : Math.floor(Math.random() * to.timed);
  if (slot < limit) to.firstMs[slot] = answer.firstMs;
}

export function medianOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
