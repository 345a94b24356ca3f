import { retryAfterMs, type StoreClock } from "@confide/core/adapter";

/** What node-vault hands to its HTTP library, as far as it is used here. */
export interface TransportRequest {
  readonly method: string;
  readonly uri: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly signal?: AbortSignal;
}

export interface TransportResponse {
  readonly statusCode: number;
  readonly body: unknown;
  readonly request: { readonly path: string };
}

/** Sends a request once, and follows nothing. Rejects with whatever the network said. */
export type Exchange = (request: WireRequest) => Promise<WireAnswer>;

interface WireRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** The part of a `Response` that is used. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: WireBody | null;
}

export type WireBody = AsyncIterable<Uint8Array> & { cancel(): Promise<void> };

/** An answer other than 200 or 204. Its body stays out of sight: it may quote what was sent. */
export class AnswerError extends Error {
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  readonly #body: unknown;

  constructor(status: number, body: unknown, waitMs: number | undefined) {
    super(`HTTP ${status}`);
    this.status = status;
    this.retryAfterMs = waitMs;
    this.#body = body;
  }

  get body(): unknown {
    return this.#body;
  }

  override get name(): string {
    return "AnswerError";
  }
}

/** No answer, or none of use. The code is what the network said: `ECONNREFUSED`. */
export class NoAnswerError extends Error {
  readonly code: string;

  constructor(code: string) {
    super("no usable answer");
    this.code = code;
  }

  override get name(): string {
    return "NoAnswerError";
  }
}

/** A secret has at most 1 MiB in Vault, if nobody has said otherwise. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

export interface TransportOptions {
  /** @default 4_194_304 (4 MiB) */
  readonly maxAnswerBytes?: number | undefined;
  /** @default none: nobody wants to know the time */
  readonly clock?: StoreClock | undefined;
}

/**
 * node-vault's `request-promise`. Its own, on axios, ignores the signal, drops `Retry-After`, follows redirects with the
 * token, and its errors carry token and body.
 */
export function transport(
  exchange: Exchange,
  { clock, maxAnswerBytes = MAX_ANSWER_BYTES }: TransportOptions = {},
) {
  const send = async (request: TransportRequest): Promise<TransportResponse> => {
    const { status, text, date, retryAfterMs: waitMs } = await answerTo(request, exchange, maxAnswerBytes);
    const body = parsed(text);
    if (status !== 200 && status !== 204) throw new AnswerError(status, body, waitMs);
    if (status === 200 && body === undefined) throw new NoAnswerError("EBADJSON");
    clock?.saw(date);
    return { statusCode: status, body, request: { path: new URL(request.uri).pathname } };
  };
  return { defaults: () => send };
}

/** The exchange of a `fetch`. */
export function fetchExchange(fetch: typeof globalThis.fetch): Exchange {
  return async ({ url, ...init }) => fetch(url, { redirect: "manual", ...init });
}

async function answerTo(
  { method, uri, headers, json, signal }: TransportRequest,
  exchange: Exchange,
  maxBytes: number,
) {
  try {
    const answer = await exchange({
      url: uri,
      method,
      headers: { ...(isBody(json) && { "content-type": "application/json" }), ...headers },
      ...(isBody(json) && { body: JSON.stringify(json) }),
      ...(signal && { signal }),
    });
    const { status, headers: said } = answer;
    const [date, waitMs] = [said.get("date"), retryAfterMs(said.get("retry-after"))];
    return { status, date, text: await textIn(answer, maxBytes), retryAfterMs: waitMs };
  } catch (error) {
    if (error instanceof NoAnswerError) throw error;
    throw new NoAnswerError(codeOf(signal?.aborted === true ? signal.reason : error));
  }
}

/** An answer's text, of which no more is ever kept than the limit. It is counted as it is unpacked. */
async function textIn({ body, headers }: WireAnswer, maxBytes: number): Promise<string> {
  if (Number(headers.get("content-length")) > maxBytes) {
    await body?.cancel();
    throw new NoAnswerError("ETOOLARGE");
  }
  const decoder = new TextDecoder();
  let [text, bytes] = ["", 0];
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new NoAnswerError("ETOOLARGE"); // leaving the loop ends the connection
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** `true` is how node-vault says that there is none. */
function isBody(json: unknown): json is object {
  return typeof json === "object" && json !== null;
}

/** A number that JavaScript can't hold stays as its text: a secret comes out as it went in. */
function parsed(text: string): unknown {
  try {
    return LONG_NUMBER.test(text) ? JSON.parse(text, keepingText) : JSON.parse(text);
  } catch {
    return undefined; // HTML of a proxy; the error would quote it
  }
}

const LONG_NUMBER = /\d(?:\.?\d){15}|\d[eE][+-]?\d{3}/;

function keepingText(_name: string, value: unknown, context?: { readonly source?: string }): unknown {
  const { source = "" } = context ?? {};
  if (typeof value !== "number" || String(value) === source || !LONG_NUMBER.test(source)) return value;
  return (JSON as typeof JSON & { rawJSON?: (text: string) => unknown }).rawJSON?.(source) ?? value;
}

/** fetch hides what happened in its error's cause; Node's own client doesn't. */
function codeOf(error: unknown): string {
  const cause: unknown = Reflect.get(Object(error), "cause");
  const own: unknown = Reflect.get(Object(error), "code");
  const named: unknown = typeof own === "string" ? own : Reflect.get(Object(error), "name"); // a DOMException's is a number
  const code: unknown = Reflect.get(Object(cause), "code") ?? named;
  return typeof code === "string" ? code : "EUNKNOWN";
}
