import { SluiceError } from "../../contract/error.ts";
import type { Job } from "../../contract/job.ts";

export interface DemoAnswers {
  question: string;
  base: string;
  tuned: string;
}
export interface DemoEnd {
  fake: boolean;
  seconds: Record<string, number>;
  answers: DemoAnswers;
  job: Job;
  model: string;
  curl: string;
}

/** The one object of `--json`; its shape is part of what the demo promises. */
export function reportOf({ fake, seconds, answers, job, model, curl }: DemoEnd) {
  const { report } = job;
  if (!report) throw new SluiceError("internal", `Job ${job.id} succeeded without a report.`);
  const { heldOutLoss, generalLoss, general, leaks } = report;
  return {
    fake,
    seconds,
    answers,
    heldOutLoss: { before: heldOutLoss.before, after: heldOutLoss.after },
    generalLoss: { before: generalLoss.before, after: generalLoss.after },
    general: { asked: general.asked, baseRight: general.baseRight, kept: general.kept },
    leaks,
    model,
    curl,
  };
}

/** A command that works when pasted into a POSIX shell, whatever the question holds. */
export function curlOf(url: string, key: string, body: object, insecure: boolean): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const json = quoted(JSON.stringify(body));
  const flags = insecure ? "-sk" : "-s";
  return `curl ${flags} ${url}/v1/chat/completions -H ${quoted(`Authorization: Bearer ${key}`)} -H 'Content-Type: application/json' -d ${json}`;
}

export function summaryOf(end: DemoEnd): string[] {
  const { heldOutLoss, generalLoss, general, leaks } = reportOf(end);
  const from = (pair: { before: number | null; after: number | null }) =>
    `${pair.before?.toFixed(3)} → ${pair.after?.toFixed(3)}`;
  const mark = end.fake ? "FAKE " : "";
  return [
    "",
    `${mark}Asked: ${end.answers.question}`,
    `  ${mark}base:  ${end.answers.base}`,
    `  ${mark}tuned: ${end.answers.tuned}`,
    `${mark}Learned: loss on held-out private rows ${from(heldOutLoss)}.`,
    `${mark}Kept: loss on general answers ${from(generalLoss)}; ${general.kept} of ${general.baseRight} general questions still right; ${leaks} leaks.`,
    "",
    "Ask it yourself:",
    `  ${end.curl}`,
    "",
  ];
}
