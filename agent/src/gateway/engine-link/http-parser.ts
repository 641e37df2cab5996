/**
 * Node's own HTTP parser (llhttp), the one that `node:http` reads with, without the streams around it. It has no public name; the
 * box brings the Node it runs on, and the tests of this room hold it to what is used here.
 */
export interface HttpParser {
  /** Takes bytes; an Error where they are no HTTP. */
  execute(bytes: Buffer): number | Error | undefined;
  /** The connection has ended: an answer without a length is whole now. */
  finish(): Error | undefined;
  /** Gives its memory back, which no garbage collector does. Not while it takes bytes. */
  close(): void;
}
/** Called while bytes are taken, in this order. */
export interface HttpEvents {
  /** `headers`: name, value, name, value, as they came. */
  head(status: number, headers: readonly string[], isKeptOpen: boolean): void;
  /** A view into what was given to `execute`. */
  body(bytes: Buffer): void;
  end(): void;
}

type Raw = HttpParser & { initialize(type: number, resource: object): void } & Record<number, unknown>;
type RawClass = (new () => Raw) &
  Record<"RESPONSE" | "kOnHeaders" | "kOnHeadersComplete" | "kOnBody" | "kOnMessageComplete", number>;

const { HTTPParser } = process.getBuiltinModule("_http_common" as "http") as unknown as { HTTPParser: RawClass };

export function createResponseParser(events: HttpEvents): HttpParser {
  const parser = new HTTPParser();
  parser.initialize(HTTPParser.RESPONSE, {});
  // More than 32 headers come in portions, and so do trailers.
  let portions: string[] | null = null;
  parser[HTTPParser.kOnHeaders] = (headers: string[]) => {
    portions = portions ? portions.concat(headers) : headers;
  };
  parser[HTTPParser.kOnHeadersComplete] = (
    ...[_major, _minor, headers, _method, _url, status, _text, _upgrade, isKeptOpen]: [
      number,
      number,
      string[] | undefined,
      unknown,
      unknown,
      number,
      string,
      boolean,
      boolean,
    ]
  ): number => {
    const all = portions ?? headers ?? [];
    portions = null;
    events.head(status, all, isKeptOpen);
    return 0;
  };
  parser[HTTPParser.kOnBody] = (bytes: Buffer) => events.body(bytes);
  parser[HTTPParser.kOnMessageComplete] = () => {
    portions = null;
    events.end();
  };
  return parser;
}
