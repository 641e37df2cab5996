/** A long streamed answer through the gateway, read frame by frame as a client does. */
export interface StreamResult {
  text: string;
  frames: number;
  done: boolean;
  finishReason: string | null;
}

export function openStream(
  url: string,
  key: string,
  model: string,
  maxTokens: number,
): { firstFrame: Promise<void>; ended: Promise<StreamResult> } {
  let sawFirst: () => void = () => {};
  let failed: (error: unknown) => void = () => {};
  const firstFrame = new Promise<void>((resolve, reject) => {
    sawFirst = resolve;
    failed = reject;
  });
  const ended = (async (): Promise<StreamResult> => {
    const res = await fetch(`${url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({
        model,
        stream: true,
        max_tokens: maxTokens,
        temperature: 0,
        messages: [{ role: "user", content: "Tell a long story about a river, a mill and a gold digger." }],
      }),
    });
    if (!res.ok || !res.body) throw new Error(`${res.status} ${await res.text()}`);
    const result: StreamResult = { text: "", frames: 0, done: false, finishReason: null };
    let rest = "";
    for await (const chunk of res.body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) readLine(line, result);
      if (result.frames > 0) sawFirst();
    }
    return result;
  })();
  ended.catch(failed);
  return { firstFrame, ended };
}

function readLine(line: string, result: StreamResult): void {
  if (!line.startsWith("data: ")) return;
  if (line === "data: [DONE]") {
    result.done = true;
    return;
  }
  const frame = JSON.parse(line.slice(6)) as { choices?: { delta?: { content?: string }; finish_reason?: string | null }[] };
  result.frames += 1;
  result.text += frame.choices?.[0]?.delta?.content ?? "";
  result.finishReason = frame.choices?.[0]?.finish_reason ?? result.finishReason;
}
