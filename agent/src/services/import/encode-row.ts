/** The one written form of a row. The same messages give the same bytes, whatever file, format or key order they came from. */
import type { Row } from "../../contract/dataset.ts";
import type { OutFile } from "./out-file.ts";

/** Appends `{"messages":[{"role":…,"content":…}]}` and a newline; returns the bytes of the row without it. */
export function appendRow(out: OutFile, row: Row): Buffer {
  const quoted: string[] = [];
  let most = 32;
  for (const { content } of row.messages) {
    const text = quote(content);
    quoted.push(text);
    // No UTF-16 unit takes more than three bytes of UTF-8.
    most += text.length * 3 + 40;
  }
  const { buffer, at } = out.reserve(most);
  let end = at + buffer.write('{"messages":[', at, "latin1");
  for (let i = 0; i < quoted.length; i++) {
    end += buffer.write(`${i === 0 ? "" : ","}{"role":"${row.messages[i]!.role}","content":`, end, "latin1");
    end += buffer.write(quoted[i]!, end, "utf8");
    end += buffer.write("}", end, "latin1");
  }
  end += buffer.write("]}\n", end, "latin1");
  out.commit(end);
  return buffer.subarray(at, end - 1);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly the characters JSON must escape.
const needsEscape = /["\\\u0000-\u001f]/;
/** JSON.stringify is several times slower on Chinese text than looking first. */
const quote = (text: string) => (needsEscape.test(text) ? JSON.stringify(text) : `"${text}"`);
