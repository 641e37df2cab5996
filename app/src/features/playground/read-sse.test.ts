import { expect, it } from "vitest";
import { readSse } from "./read-sse.ts";

/** Every byte alone: the worst cut there is, through the middle of a character too. */
it("puts payloads together again however the bytes are cut", async () => {
  const bytes = new TextEncoder().encode('data: {"a":"清"}\r\n\r\n: comment\ndata: [DONE]\n\n');
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(new Uint8Array([byte]));
      controller.close();
    },
  });
  const got: string[] = [];
  for await (const data of readSse(new Response(body))) got.push(data);
  expect(got).toEqual(['{"a":"清"}', "[DONE]"]);
});
