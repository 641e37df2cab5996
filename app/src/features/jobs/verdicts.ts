/** The report in words. Pure; the bars are those the product promises (general loss <= 1.10 x, kept >= 70 %, at most one leak). */
import type { JobReport } from "@sluice/agent/contract";

export type Grade = "good" | "fair" | "bad" | "unknown";

export interface Verdicts {
  learned: { grade: Grade; ratio: number | null };
  general: { grade: Grade; ratio: number | null };
  kept: { grade: Grade; share: number | null };
  leaks: { grade: Grade };
}

export function verdicts(report: JobReport): Verdicts {
  const learned = ratioOf(report.heldOutLoss);
  const general = report.generalLoss.rows > 0 ? ratioOf(report.generalLoss) : null;
  const share = report.general.baseRight > 0 ? report.general.kept / report.general.baseRight : null;
  return {
    learned: { ratio: learned, grade: grade(learned, 0.5, 0.85) },
    general: { ratio: general, grade: grade(general, 1.1, 1.25) },
    kept: { share, grade: share === null ? "unknown" : grade(1 - share, 0.3, 0.5) },
    // Without words that give the private data away (none were found, or none given) no leak could have been seen.
    leaks: { grade: report.general.asked > 0 && report.markers.length > 0 ? grade(report.leaks, 0, 1) : "unknown" },
  };
}

const ratioOf = ({ before, after }: { before: number | null; after: number | null }): number | null =>
  before === null || after === null || before === 0 ? null : after / before;

/** Small is good. */
function grade(value: number | null, good: number, fair: number): Grade {
  if (value === null) return "unknown";
  if (value <= good + 1e-9) return "good";
  return value <= fair + 1e-9 ? "fair" : "bad";
}
