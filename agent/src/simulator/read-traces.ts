import { SluiceError } from "../contract/error.ts";
import type { Traces } from "./world.ts";

/** Each is the text of a file. */
export interface TraceTexts {
  jobs: string;
  serving: string;
  day: string;
}
/** Tokens a card reads, and writes, in a second. */
const promptTokensPerSecond = 8000;
const generatedTokensPerSecond = 1200;

export function readTraces(texts: TraceTexts): Traces {
  const jobs = readRows("jobs", texts.jobs, ["submit_s", "duration_s", "cards"], ([submit, duration, cards]) => ({
    ...{ submitSeconds: submit, durationSeconds: duration, cards },
  }));
  const requests = readRows(
    "serving",
    texts.serving,
    ["at_s", "prompt_tokens", "generated_tokens"],
    ([at, prompt, generated]) => ({
      ...{ atSeconds: at, cardSeconds: prompt / promptTokensPerSecond + generated / generatedTokensPerSecond },
    }),
  );
  const hours = readRows("day", texts.day, ["hour", "load"], ([hour, load]) => ({ hour, load }));
  if (hours.length !== 24 || hours.some(({ hour }, i) => hour !== i)) {
    throw new SluiceError("bad-input", "The day curve needs one row for each hour from 0 to 23, in this order.");
  }
  if (requests.length === 0) throw new SluiceError("bad-input", "The serving trace has no request.");
  return {
    jobs: jobs.filter((job) => job.durationSeconds > 0 && job.cards >= 1).sort((a, b) => a.submitSeconds - b.submitSeconds),
    requests: requests.sort((a, b) => a.atSeconds - b.atSeconds),
    dayCurve: hours.map((row) => row.load),
  };
}

/** A comma-separated file with a head line; other columns may be there too. */
function readRows<Row>(file: string, text: string, columns: string[], make: (values: [number, number, number]) => Row): Row[] {
  const [head = "", ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const names = head.split(",").map((name) => name.trim());
  const places = columns.map((column) => names.indexOf(column));
  if (places.includes(-1)) {
    throw new SluiceError("bad-input", `The ${file} file needs the columns ${columns.join(", ")}; it has ${head || "none"}.`);
  }
  return lines.map((line, i) => {
    const fields = line.split(",");
    const [a = 0, b = 0, c = 0] = places.map((place) => numberIn(file, i + 2, fields[place]));
    return make([a, b, c]);
  });
}

function numberIn(file: string, line: number, field: string | undefined): number {
  const value = Number(field);
  if (field !== undefined && field.trim() !== "" && Number.isFinite(value) && value >= 0) return value;
  throw new SluiceError("bad-input", `Line ${line} of the ${file} file: '${field ?? ""}' is not a number from 0 on.`);
}
