import { expect, it } from "vitest";
import { readWaiting } from "./queue-depth.ts";

it("reads each engine's own name, and no name that only begins alike", () => {
  expect(
    readWaiting("# HELP llamacpp:requests_deferred x\n# TYPE llamacpp:requests_deferred gauge\nllamacpp:requests_deferred 3\n"),
  ).toBe(3);
  const vllm = [
    'vllm:num_requests_waiting_by_reason{engine="0",reason="capacity"} 9.0',
    'vllm:num_requests_waiting{engine="0",model_name="a {b} c"} 2.0',
    'vllm:num_requests_waiting{engine="1",model_name="a"} 5.0 1700000000000',
  ];
  expect(readWaiting(vllm.join("\n"))).toBe(7);
  expect(readWaiting("llamacpp:requests_processing 4\n")).toBeNull();
  expect(readWaiting("")).toBeNull();
  expect(readWaiting("llamacpp:requests_deferred NaN")).toBeNull();
});
