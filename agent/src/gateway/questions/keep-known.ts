import { badRequest, type Problem, unsupported } from "../openai/problem.ts";
import { fieldsOf } from "./fields.ts";
import type { AnswerPath, Fields, Notes } from "./question.ts";

/** What of a question goes to the engine. Null stands for "not said", as OpenAI's clients send it. */
export function keepKnown(
  path: AnswerPath,
  asked: Fields,
  notes: Notes,
): { ok: true; fields: Fields } | { ok: false; problem: Problem } {
  const known = fieldsOf[path];
  const fields: Fields = {};
  for (const name in asked) {
    const value = asked[name];
    const field = known.get(name);
    if (!field) notes.ignored.add(name);
    if (!field || value === null) continue;
    const wrong = field.rule(value);
    if (wrong !== null) {
      const sentence = `'${name}' ${wrong}`;
      return { ok: false, problem: field.to === "nowhere" ? unsupported(sentence, name) : badRequest(sentence, name) };
    }
    if (field.to === "engine") fields[name] = value;
  }
  return { ok: true, fields };
}

/** Takes out of an object what is not in the list, and says so as `where.name`. */
export function dropOthers(object: Fields, known: ReadonlySet<string>, where: string, notes: Notes): void {
  for (const name in object) {
    if (known.has(name)) continue;
    delete object[name];
    notes.ignored.add(`${where}.${name}`);
  }
}
