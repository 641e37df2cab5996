/** One server-sent event as text. `data` is one JSON line, so no line breaks have to be escaped. */
export function sseText(event: { id?: number | string; data: unknown }): string {
  const id = event.id === undefined ? "" : `id: ${event.id}\n`;
  return `${id}data: ${JSON.stringify(event.data)}\n\n`;
}
/** A comment line keeps proxies and browsers from taking a quiet stream for a dead one. */
export const sseHeartbeat = ": still here\n\n";
