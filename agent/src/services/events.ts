/** News of the box, for the console's event stream and for services that follow each other. The last 1,000 are kept for a reconnect. */
import type { BoxEvent } from "../contract/box-event.ts";
import { createEmitter } from "../lib/emitter.ts";
import type { Logger } from "../lib/logger.ts";

export interface NumberedEvent {
  /** `<agent start>-<number>`: an id of an earlier agent is recognised and means "you missed some". */
  id: string;
  event: BoxEvent;
}
export type BoxEvents = ReturnType<typeof createBoxEvents>;

export function createBoxEvents(options: { epoch: number; logger: Logger; keep?: number }) {
  const keep = options.keep ?? 1000;
  const kept: NumberedEvent[] = [];
  let count = 0;
  const emitter = createEmitter<NumberedEvent>((error) =>
    options.logger.error({ err: error }, "a listener of box events failed"),
  );
  return {
    emit(event: BoxEvent): void {
      count += 1;
      const numbered = { id: `${options.epoch}-${count}`, event };
      kept.push(numbered);
      if (kept.length > keep) kept.shift();
      emitter.emit(numbered);
    },
    on: emitter.on,
    /** What came after this id; null when it is unknown or too long ago: read everything again. */
    since(lastId: string): NumberedEvent[] | null {
      if (lastId === `${options.epoch}-${count}`) return [];
      const at = kept.findIndex((numbered) => numbered.id === lastId);
      return at < 0 ? null : kept.slice(at + 1);
    },
  };
}
