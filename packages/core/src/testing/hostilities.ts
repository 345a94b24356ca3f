import { once } from "node:events";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { gzipSync } from "node:zlib";

/** Of `net.Socket` what is used here: a program without Node's types can read these types. */
type Connection = {
  readonly [K in "destroyed" | "writableEnded"]: boolean;
} & {
  readonly write: (data: string | Uint8Array) => boolean;
  readonly end: (data: string | Uint8Array) => unknown;
  readonly destroy: () => unknown;
  readonly resetAndDestroy: () => unknown;
};

/** A request that came, and where it may be sent. */
export interface Met {
  readonly socket: Connection;
  /** The request's first line and headers, and what of its body came with them. */
  readonly head: string;
  /** The server's own address. */
  readonly self: string;
  /** Another server's. */
  readonly elsewhere: string;
}

/** A way to do harm. */
export type Hostility = keyof typeof hostilities;

const json = "content-type: application/json";
const gzip = `${json}\r\ncontent-encoding: gzip`;
const chunked = "transfer-encoding: chunked";

/** What a server can do to a client with one answer. */
export const hostilities = {
  "endless body": ({ socket }) => stream(socket, json, repeat(Buffer.alloc(65_536, "x"))),
  "endless body of a failure": ({ socket }) =>
    stream(socket, json, repeat(Buffer.alloc(65_536, "x")), "400 Bad"),
  "endless JSON": ({ socket }) => stream(socket, json, repeat(Buffer.from('{"data":'.repeat(8_192)))),
  "endless compressed body": ({ socket }) => stream(socket, gzip, repeat(MEBIBYTE)),
  "endless compressed body of nothing": ({ socket }) => stream(socket, gzip, repeat(NOTHING)),
  "endless headers": async ({ socket }) => {
    socket.write("HTTP/1.1 200 OK\r\n");
    await pour(
      socket,
      repeat(Buffer.from("x-filler: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n".repeat(100))),
    );
  },
  "endless informational answers": ({ socket }) =>
    pour(socket, repeat(Buffer.from("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n".repeat(100)))),
  "a body by the byte": ({ socket }) => stream(socket, json, drip('{"data":{"data":{"a":"'.repeat(1_000))),
  "headers by the byte": async ({ socket }) =>
    pour(socket, drip(`HTTP/1.1 200 OK\r\nx-filler: ${"x".repeat(10_000)}`)),
  "no answer": () => {},
  reset: ({ socket }) =>
    (socket as unknown) instanceof TLSSocket ? socket.destroy() : socket.resetAndDestroy(),
  "end of the connection": ({ socket }) => socket.end(""),
  "reset within the body": ({ socket }) => {
    socket.write(answer({ headers: json, body: '{"da', length: 1_000 }));
    setTimeout(() => socket.destroy(), 20);
  },
  "half a body": ({ socket }) => socket.end(answer({ headers: json, body: '{"da', length: 1_000 })),
  "more than the length says": ({ socket }) =>
    socket.end(answer({ headers: json, body: "{}".repeat(100), length: 1 })),
  "two lengths": ({ socket }) => socket.end(answer({ headers: `${json}\r\ncontent-length: 1`, body: "{}" })),
  "a negative length": ({ socket }) => socket.end(answer({ headers: json, body: "{}", length: -1 })),
  "a length beyond any": ({ socket }) => socket.write(answer({ headers: json, body: "{", length: 2 ** 52 })),
  "something else than HTTP": ({ socket }) => socket.end("SSH-2.0-OpenSSH_9.9\r\n"),
  "another protocol": ({ socket }) =>
    socket.end("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"),
  "a redirect elsewhere": ({ socket, elsewhere }) => redirect(socket, "302 Found", elsewhere),
  "a redirect elsewhere with the body": ({ socket, elsewhere }) => redirect(socket, "307 Again", elsewhere),
  "a lasting redirect elsewhere": ({ socket, elsewhere }) => redirect(socket, "308 Moved", elsewhere),
  "a redirect to itself": ({ socket, self }) => redirect(socket, "307 Again", `${self}/again`),
  "a redirect to a file": ({ socket }) => redirect(socket, "302 Found", "file:///etc/passwd"),
  "the request as a failure's text": (met) => echo(met, "400 Bad Request", "text/plain", met.head),
  "the request as a failure's JSON": (met) =>
    echo(met, "400 Bad Request", "application/json", echoes(met.head)),
  "the request as a denial": (met) => echo(met, "403 Forbidden", "application/json", echoes(met.head)),
  "the request as a crash": (met) => echo(met, "500 Oops", "application/json", echoes(met.head)),
  "the request as headers": ({ socket, head }) => {
    const lines = head
      .split("\r\n")
      .slice(1)
      .filter((line) => /^[\w-]+: /.test(line));
    const own = lines.map((line) => `x-echo-${line}`).join("\r\n");
    socket.end(answer({ status: `400 ${lines.join(" ").slice(0, 2_000)}`, headers: own, body: "" }));
  },
  "the request as a success": (met) => echo(met, "200 OK", "application/json", echoes(met.head)),
  HTML: ({ socket }) =>
    socket.end(answer({ headers: "content-type: text/html", body: "<html>Welcome</html>" })),
  "no JSON": ({ socket }) => socket.end(answer({ headers: json, body: '{"data":' })),
  "an empty body": ({ socket }) => socket.end(answer({ headers: json, body: "" })),
  "no content": ({ socket }) => socket.end("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n"),
  "JSON of nothing": ({ socket }) => socket.end(answer({ headers: json, body: "null" })),
  "JSON of a list": ({ socket }) => socket.end(answer({ headers: json, body: "[[]]" })),
  "JSON with a prototype": ({ socket }) => socket.end(answer({ headers: json, body: PROTOTYPES })),
  "JSON of great depth": ({ socket }) =>
    socket.end(
      answer({ headers: json, body: `{"data":{"data":${"[".repeat(200_000)}${"]".repeat(200_000)}}}` }),
    ),
  "a failure as a success": ({ socket }) =>
    socket.end(
      answer({ headers: json, body: '{"errors":["permission denied"],"error":{"code":"Forbidden"}}' }),
    ),
  "bytes that are no text": ({ socket }) =>
    socket.end(
      Buffer.concat([
        Buffer.from(answer({ headers: json, body: "", length: 4 })),
        Buffer.from([0xff, 0xfe, 0x7b, 0]),
      ]),
    ),
  "compressed bytes that are none": ({ socket }) =>
    socket.end(answer({ headers: gzip, body: "not compressed" })),
} as const satisfies Record<string, (met: Met) => unknown>;

const MEBIBYTE = gzipSync(Buffer.alloc(1_048_576, " "));
const NOTHING = Buffer.concat(Array.from({ length: 1_000 }, () => gzipSync("")));
const PROTOTYPES =
  '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"data":{"__proto__":{"polluted":1}}}';

interface AnswerParts {
  readonly status?: string;
  readonly headers: string;
  readonly body: string;
  readonly length?: number;
}

function answer({ status = "200 OK", headers, body, length = Buffer.byteLength(body) }: AnswerParts): string {
  return `HTTP/1.1 ${status}\r\n${headers}\r\ncontent-length: ${length}\r\nconnection: close\r\n\r\n${body}`;
}

function redirect(socket: Connection, status: string, location: string): void {
  socket.end(answer({ status, headers: `location: ${location}`, body: "" }));
}

function echo({ socket }: Met, status: string, type: string, body: string): void {
  socket.end(answer({ status, headers: `content-type: ${type}`, body }));
}

/** In each place where one of the clients looks for a text. */
function echoes(head: string): string {
  const error = {
    code: 3,
    message: head,
    status: head,
    errors: [{ message: head, reason: head }],
    innerError: { code: head },
  };
  return JSON.stringify({
    errors: [head],
    error,
    message: head,
    Message: head,
    __type: head,
    code: head,
    data: head,
  });
}

function* repeat(chunk: Buffer): Generator<Buffer> {
  for (;;) yield chunk;
}

async function* drip(text: string): AsyncGenerator<Buffer> {
  for (const character of text) {
    yield Buffer.from(character);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function stream(
  socket: Connection,
  headers: string,
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
  status = "200 OK",
): Promise<void> {
  socket.write(`HTTP/1.1 ${status}\r\n${headers}\r\n${chunked}\r\n\r\n`);
  await pour(socket, framed(chunks));
}

async function* framed(chunks: Iterable<Buffer> | AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks)
    yield Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n")]);
}

/** As fast as the client takes it, and no longer than it does. */
async function pour(socket: Connection, chunks: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<void> {
  for await (const chunk of chunks) {
    if (socket.destroyed || socket.writableEnded) return;
    if (!socket.write(chunk))
      await Promise.race(["drain", "close"].map((event) => once(socket as Socket, event))).catch(() => {});
  }
}
