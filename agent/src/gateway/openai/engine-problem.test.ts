import { expect, it } from "vitest";
import { engineProblem } from "./engine-problem.ts";

const cases: [string, number, string, object][] = [
  [
    "llama.cpp",
    400,
    '{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error","n_ctx":512}}',
    {
      status: 400,
      type: "invalid_request_error",
      code: "context_length_exceeded",
      message: "the request exceeds the available context size",
    },
  ],
  [
    "llama.cpp loading",
    503,
    '{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}',
    { status: 503, retryAfterSeconds: 5, code: null },
  ],
  [
    "vllm",
    404,
    '{"error":{"message":"no model x","type":"NotFoundError","param":"model","code":404}}',
    { status: 404, param: "model", code: null },
  ],
  [
    "vllm 0.32, recorded",
    400,
    '{"error":{"message":"This model\'s maximum context length is 1024 tokens. However, your prompt contains at least 1025 input tokens, which exceeds this limit even without any output tokens. Please reduce the length of the input prompt. (parameter=input_tokens, value=1025)","type":"BadRequestError","param":"input_tokens","code":400}}',
    { status: 400, type: "invalid_request_error", code: "context_length_exceeded" },
  ],
  ["bare", 400, '{"object":"error","message":"bad","type":"BadRequest","code":"weird"}', { message: "bad", code: "weird" }],
  ["fastapi", 422, '{"detail":[{"loc":["body"],"msg":"x"}]}', { status: 422, message: '[{"loc":["body"],"msg":"x"}]' }],
  ["html", 500, "<html>boom</html>", { status: 500, type: "server_error", message: "The engine answered with status 500." }],
  ["our own secret refused", 401, '{"error":{"code":401,"message":"Invalid API Key"}}', { status: 502, type: "server_error" }],
  [
    "llama.cpp's 500 for a text it cannot embed",
    500,
    '{"error":{"code":500,"message":"input (601 tokens) is too large to process. increase the physical batch size (current batch size: 512)","type":"server_error"}}',
    { status: 400, type: "invalid_request_error", code: "context_length_exceeded" },
  ],
  [
    "llama.cpp's 500 for a call it cannot read",
    500,
    '{"error":{"code":500,"message":"Failed to parse tool call arguments as JSON: [json.exception.parse_error.101] …","type":"server_error"}}',
    { status: 400, type: "invalid_request_error", code: null },
  ],
  ["empty", 500, "", { message: "The engine answered with status 500." }],
];
it.each(cases)("%s", (_engine, status, text, expected) => expect(engineProblem(status, text)).toMatchObject(expected));
