/**
 * Node's own HTTP parser (llhttp), the one that `node:http` reads with, without the streams around it. It has no public name; the
 * box brings the Node it runs on, and the tests of `engine-link` and `client-link` hold it to what is used here.
 */
import { maxHeaderSize } from "node:http";

export interface HttpParser {
  /** Takes bytes; an Error where they are no HTTP. */
  execute(bytes: Buffer): number | Error | undefined;
  /** The connection has ended: an answer without a length is whole now. */
  finish(): Error | undefined;
  /** Gives its memory back, which no garbage collector does. Not while it takes bytes. */
  close(): void;
}
/** Called while bytes are taken, in this order. */
export interface RequestEvents {
  /** The first byte of a message. */
  begin(): void;
  head(head: RequestHead): void;
  /** It has more headers than come at once, or trailers: rare, and not read here. */
  odd(): void;
  /** A view into what was given to `execute`. */
  body(bytes: Buffer): void;
  end(): void;
}
export interface RequestHead {
  method: string;
  url: string;
  major: number;
  minor: number;
  /** Name, value, name, value, as they came. */
  headers: readonly string[];
  isUpgrade: boolean;
  isKeptOpen: boolean;
}
/** Called while bytes are taken, in this order. */
export interface ResponseEvents {
  /** `headers`: name, value, name, value, as they came. */
  head(status: number, headers: readonly string[], isKeptOpen: boolean): void;
  /** A view into what was given to `execute`. */
  body(bytes: Buffer): void;
  end(): void;
}

type Raw = HttpParser & { initialize(type: number, resource: object, maxHeaderBytes?: number): void } & Record<number, unknown>;
type Kind = "REQUEST" | "RESPONSE" | "kOnMessageBegin" | "kOnHeaders" | "kOnHeadersComplete" | "kOnBody" | "kOnMessageComplete";
type RawClass = (new () => Raw) & Record<Kind, number>;
type HeadArguments = [
  major: number,
  minor: number,
  headers: string[] | undefined,
  method: number | undefined,
  url: string | undefined,
  status: number | undefined,
  text: string | undefined,
  isUpgrade: boolean,
  isKeptOpen: boolean,
];

const { HTTPParser, methods } = process.getBuiltinModule("_http_common" as "http") as unknown as {
  HTTPParser: RawClass;
  methods: readonly string[];
};

/** As strict as `node:http`, and with its limit on the size of a head. */
export function createRequestParser(events: RequestEvents): HttpParser {
  const parser = new HTTPParser();
  parser.initialize(HTTPParser.REQUEST, {}, maxHeaderSize);
  parser[HTTPParser.kOnMessageBegin] = () => events.begin();
  parser[HTTPParser.kOnHeaders] = () => events.odd();
  parser[HTTPParser.kOnHeadersComplete] = (...[major, minor, headers, method, url, , , isUpgrade, isKeptOpen]: HeadArguments) => {
    if (headers === undefined || url === undefined) events.odd();
    else events.head({ method: methods[method ?? -1] ?? "", url, major, minor, headers, isUpgrade, isKeptOpen });
    return 0;
  };
  parser[HTTPParser.kOnBody] = (bytes: Buffer) => events.body(bytes);
  parser[HTTPParser.kOnMessageComplete] = () => events.end();
  return parser;
}

export function createResponseParser(events: ResponseEvents): HttpParser {
  const parser = new HTTPParser();
  parser.initialize(HTTPParser.RESPONSE, {});
  // More than 32 headers come in portions, and so do trailers.
  let portions: string[] | null = null;
  parser[HTTPParser.kOnHeaders] = (headers: string[]) => {
    portions = portions ? portions.concat(headers) : headers;
  };
  parser[HTTPParser.kOnHeadersComplete] = (...[, , headers, , , status, , , isKeptOpen]: HeadArguments): number => {
    const all = portions ?? headers ?? [];
    portions = null;
    events.head(status ?? 0, all, isKeptOpen);
    return 0;
  };
  parser[HTTPParser.kOnBody] = (bytes: Buffer) => events.body(bytes);
  parser[HTTPParser.kOnMessageComplete] = () => {
    portions = null;
    events.end();
  };
  return parser;
}
