import { gunzipSync } from "node:zlib";

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { hostilities, type Hostility, type Met } from "./hostilities.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const HEAD = 'GET /secret HTTP/1.1\r\nx-token: canary "x"\r\nhost: it\r\nno header\r\n\r\n{"body":1}';

/** What is written to a client that takes so many pieces and then is gone, and how the connection ends. */
async function sent(hostility: Hostility, most = 3) {
  const pieces: Buffer[] = [];
  const ends: string[] = [];
  const take = (data: string | Uint8Array) => pieces.push(Buffer.from(data as string)) < 1_000;
  const socket = {
    get destroyed() {
      return pieces.length >= most;
    },
    writableEnded: false,
    write: take,
    end: (data: string | Uint8Array) => (ends.push("end"), take(data)),
    destroy: () => void ends.push("destroy"),
    resetAndDestroy: () => void ends.push("reset"),
  };
  const met: Met = { socket, head: HEAD, self: "http://self", elsewhere: "http://elsewhere/taken" };
  const done = Promise.resolve(hostilities[hostility](met));
  await vi.advanceTimersByTimeAsync(1_000);
  await done;
  return { pieces, ends, bytes: Buffer.concat(pieces), text: Buffer.concat(pieces).toString() };
}

const answer = (body: string, { status = "200 OK", headers = "content-type: application/json", length = body.length } = {}) =>
  `HTTP/1.1 ${status}\r\n${headers}\r\ncontent-length: ${length}\r\nconnection: close\r\n\r\n${body}`; // prettier-ignore

describe("one answer, and the connection's end", () => {
  test.each<[Hostility, string]>([
    ["end of the connection", ""],
    ["half a body", answer('{"da', { length: 1000 })],
    ["more than the length says", answer("{}".repeat(100), { length: 1 })],
    ["two lengths", answer("{}", { headers: "content-type: application/json\r\ncontent-length: 1" })],
    ["a negative length", answer("{}", { length: -1 })],
    ["something else than HTTP", "SSH-2.0-OpenSSH_9.9\r\n"],
    ["another protocol", "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"],
    ["a redirect elsewhere", answer("", { status: "302 Found", headers: "location: http://elsewhere/taken" })],
    ["a redirect elsewhere with the body", answer("", { status: "307 Again", headers: "location: http://elsewhere/taken" })],
    ["a lasting redirect elsewhere", answer("", { status: "308 Moved", headers: "location: http://elsewhere/taken" })],
    ["a redirect to itself", answer("", { status: "307 Again", headers: "location: http://self/again" })],
    ["a redirect to a file", answer("", { status: "302 Found", headers: "location: file:///etc/passwd" })],
    ["the request as a failure's text", answer(HEAD, { status: "400 Bad Request", headers: "content-type: text/plain" })],
    ["the request as headers", answer("", { status: '400 x-token: canary "x" host: it', headers: 'x-echo-x-token: canary "x"\r\nx-echo-host: it' })],
    ["HTML", answer("<html>Welcome</html>", { headers: "content-type: text/html" })],
    ["no JSON", answer('{"data":')],
    ["an empty body", answer("")],
    ["no content", "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n"],
    ["JSON of nothing", answer("null")],
    ["JSON of a list", answer("[[]]")],
    ["JSON with a prototype", answer('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"data":{"__proto__":{"polluted":1}}}')],
    ["JSON of great depth", answer(`{"data":{"data":${"[".repeat(200_000)}${"]".repeat(200_000)}}}`)],
    ["a failure as a success", answer('{"errors":["permission denied"],"error":{"code":"Forbidden"}}')],
    ["compressed bytes that are none", answer("not compressed", { headers: "content-type: application/json\r\ncontent-encoding: gzip" })],
  ])("%s", async (hostility, text) => {
    const found = await sent(hostility);
    expect(found.text).toBe(text);
    expect(found.ends).toEqual(["end"]);
  }); // prettier-ignore

  test("bytes that are no text", async () => {
    const { bytes } = await sent("bytes that are no text");
    expect(bytes.subarray(-4)).toEqual(Buffer.from([0xff, 0xfe, 0x7b, 0]));
    expect(bytes.subarray(0, -4).toString()).toBe(answer("", { length: 4 }));
  });

  test.each<[Hostility, string]>([
    ["the request as a failure's JSON", "400 Bad Request"],
    ["the request as a denial", "403 Forbidden"],
    ["the request as a crash", "500 Oops"],
    ["the request as a success", "200 OK"],
  ])("%s: in each place where a client looks", async (hostility, status) => {
    const { text } = await sent(hostility);
    const body = text.slice(text.indexOf("\r\n\r\n") + 4);
    expect(text).toBe(answer(body, { status }));
    const error = { code: 3, message: HEAD, status: HEAD, errors: [{ message: HEAD, reason: HEAD }], innerError: { code: HEAD } };
    expect(JSON.parse(body)).toEqual({ errors: [HEAD], error, message: HEAD, Message: HEAD, __type: HEAD, code: HEAD, data: HEAD });
  }); // prettier-ignore
});

describe("no end of the answer", () => {
  test("no answer at all", async () => {
    expect(await sent("no answer")).toMatchObject({ pieces: [], ends: [] });
  });

  test("a reset, at once or within the body", async () => {
    expect(await sent("reset")).toMatchObject({ pieces: [], ends: ["reset"] });
    const within = await sent("reset within the body");
    expect([within.text, within.ends]).toEqual([answer('{"da', { length: 1000 }), ["destroy"]]);
  });

  test("a length beyond any", async () => {
    const found = await sent("a length beyond any");
    expect([found.text, found.ends]).toEqual([answer("{", { length: 2 ** 52 }), []]);
  });

  const chunked = (headers: string, status = "200 OK") => `HTTP/1.1 ${status}\r\n${headers}\r\ntransfer-encoding: chunked\r\n\r\n`; // prettier-ignore
  const json = "content-type: application/json";

  test.each<[Hostility, string, string]>([
    ["endless body", chunked(json), "x".repeat(65_536)],
    ["endless body of a failure", chunked(json, "400 Bad"), "x".repeat(65_536)],
    ["endless JSON", chunked(json), '{"data":'.repeat(8_192)],
  ])("%s", async (hostility, head, chunk) => {
    const { pieces, ends } = await sent(hostility);
    expect(pieces.map(String)).toEqual([head, `10000\r\n${chunk}\r\n`, `10000\r\n${chunk}\r\n`]);
    expect(ends).toEqual([]);
  });

  test.each<[Hostility, number]>([
    ["endless compressed body", 1_048_576],
    ["endless compressed body of nothing", 0],
  ])("%s", async (hostility, length) => {
    const { pieces } = await sent(hostility);
    expect(String(pieces[0])).toBe(chunked(`${json}\r\ncontent-encoding: gzip`));
    const chunk = pieces[1] ?? Buffer.alloc(0);
    const [size = ""] = chunk.toString("latin1").split("\r\n", 1);
    const body = chunk.subarray(size.length + 2, -2);
    expect(Number.parseInt(size, 16)).toBe(body.length);
    expect(gunzipSync(body).toString()).toBe(" ".repeat(length));
    expect(body.length).toBeGreaterThan(1_000);
  });

  test("headers, and informational answers", async () => {
    const filler = "x-filler: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n".repeat(100);
    const headers = await sent("endless headers");
    expect(headers.pieces.map(String)).toEqual(["HTTP/1.1 200 OK\r\n", filler, filler]);
    const hints = "HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n".repeat(100);
    expect((await sent("endless informational answers", 2)).pieces.map(String)).toEqual([hints, hints]);
  });

  test("byte by byte, one each 10 ms", async () => {
    const body = await sent("a body by the byte", 8);
    const frames = Array.from('{"data"', (each) => `1\r\n${each}\r\n`);
    expect(body.pieces.map(String)).toEqual([chunked(json), ...frames]);
    const headers = await sent("headers by the byte", 17);
    expect(headers.pieces.map(String)).toEqual(Array.from("HTTP/1.1 200 OK\r\n"));
  });
});
