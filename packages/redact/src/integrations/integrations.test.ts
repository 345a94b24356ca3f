import { spawnSync } from "node:child_process";
import { Console } from "node:console";
import { join } from "node:path";
import { Writable } from "node:stream";
import { inspect } from "node:util";

import { Secret } from "@confide/core";
import { SpanStatusCode } from "@opentelemetry/api";
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import express from "express";
import { fastify } from "fastify";
import { pino } from "pino";
import { describe, expect, test } from "vitest";
import winston from "winston";

import {
  expressRedaction,
  fastifyRedaction,
  logRedaction,
  redactConsole,
  redactOutput,
  pinoRedaction,
  redactor,
  redactUncaught,
  spanRedaction,
  winstonRedaction,
} from "../index.ts";

const VALUE = 'p@ss"w\\rd/1';
const SHOWN = "[secret password]";
const redacting = redactor([new Secret(VALUE, "password")]);

test("pino: serializers, children, mixins, errors", () => {
  const lines: string[] = [];
  const options = {
    hooks: pinoRedaction(redacting),
    mixin: () => ({ mixed: VALUE }),
    serializers: { own: () => VALUE },
  };
  const logger = pino(options, { write: (line) => void lines.push(line) });
  logger.child({ bound: VALUE }).error({ own: 1, err: new Error(VALUE) }, "with %s", VALUE);
  const line = JSON.parse(lines[0] ?? "") as Record<string, unknown>;
  expect(line).toMatchObject({
    bound: SHOWN,
    own: SHOWN,
    mixed: SHOWN,
    msg: `with ${SHOWN}`,
    err: { message: SHOWN },
  });
  expect(lines.join("")).not.toContain("w\\\\rd");
});

test("winston: what is printed, and what transports are handed", async () => {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const logger = winston.createLogger({
    format: winston.format.combine(
      winston.format.errors({ stack: true }),
      winston.format.json(),
      winstonRedaction(redacting),
    ),
    transports: [new winston.transports.Stream({ stream })],
  });
  logger.info(`said ${VALUE}`, { nested: { [VALUE]: VALUE } });
  logger.error(new Error(VALUE));
  await new Promise((resolve) => logger.on("finish", resolve).end());
  expect(JSON.parse(lines[0] ?? "")).toEqual({
    level: "info",
    message: `said ${SHOWN}`,
    nested: { [SHOWN]: SHOWN },
  });
  expect(lines.join("")).not.toContain("rd/1");
});

test("the console: every way of printing, until it is undone", () => {
  const written: string[] = [];
  const output = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk));
      done();
    },
  });
  const own = new Console({ stdout: output, stderr: output });
  const before = Object.getOwnPropertyDescriptor(own, "log")?.value as unknown;
  const undo = redactConsole(redacting, own);
  own.log("%s and %o", VALUE, { [VALUE]: [VALUE] });
  own.error(new Error(VALUE, { cause: { VALUE } }));
  own.table([{ column: VALUE }]);
  own.dir(new Map([[VALUE, new Set([VALUE])]]), { depth: 5 });
  own.group(VALUE);
  own.assert(false, VALUE);
  own.trace(Buffer.from(VALUE).toString("base64"));
  expect(written.join("")).toContain(SHOWN);
  expect(written.join("")).not.toMatch(/rd\/1|cmQvMQ/);
  undo();
  expect(Object.getOwnPropertyDescriptor(own, "log")?.value).toBe(before);
});

describe("the process's outputs", () => {
  const outputTo = (written: string[]) =>
    new Writable({
      decodeStrings: false,
      write(chunk: string | Uint8Array, _encoding, done) {
        written.push(Buffer.from(chunk as string).toString());
        done();
      },
    });

  test("a value in pieces; callbacks are called, encodings kept", async () => {
    const written: string[] = [];
    const output = outputTo(written);
    const undo = redactOutput(redacting, { outputs: [output] });
    await new Promise<unknown>((resolve) => output.write(`key=${VALUE.slice(0, 6)}`, resolve));
    expect(written.join("")).toBe("key=");
    output.write(Buffer.from(VALUE.slice(6)));
    output.write(Buffer.from(` then ${VALUE}`).toString("base64"), "base64");
    output.write("ends with p@ss");
    undo();
    expect(written.join("")).toBe(`key=${SHOWN} then ${SHOWN}ends with p@ss`);
    expect(Object.hasOwn(output, "write")).toBe(false);
    output.write(VALUE);
    expect(written.join("")).toContain(VALUE);
  });

  test("an error of the output reaches who wrote", async () => {
    const output = new Writable({ write: (_chunk, _encoding, done) => done(new Error("EPIPE")) });
    output.on("error", () => {});
    redactOutput(redacting, { outputs: [output], process: { on: () => {}, off: () => {} } });
    const error = await new Promise<unknown>((resolve) => output.write("p@ss", resolve));
    expect(error).toEqual(new Error("EPIPE"));
  });
});

/** Runs a program that has the redactor and the value, and brings what it wrote. */
function run(code: string) {
  const program = `
    import { Secret } from "@confide/core";
    import * as redact from ${JSON.stringify(join(import.meta.dirname, "../index.ts"))};
    const value = ${JSON.stringify(VALUE)};
    const redactor = redact.redactor([new Secret(value, "password")]);
    ${code}`;
  return spawnSync(process.execPath, ["--input-type=module-typescript", "-e", program], {
    cwd: import.meta.dirname,
    encoding: "utf8",
  });
}

describe("a process", () => {
  test.each([
    ["an exception", "throw new TypeError(`no ${value}`, { cause: { value } });"],
    ["one within a timer", "setTimeout(() => { throw new TypeError(`no ${value}`); });"],
    ["a rejection", "void Promise.reject(new TypeError(`no ${value}`));"],
    ["an error that is no error", "throw { TypeError: `no ${value}`, [value]: 1 };"],
  ])("that %s ends says why, and not the value", (_, code) => {
    const { stderr, stdout, status } = run(`redact.redactUncaught(redactor); ${code}`);
    expect(stderr).toMatch(/TypeError.*no \[secret password\]/s);
    expect(stderr + stdout).not.toContain("rd/1");
    expect(status).toBe(1);
  });

  test("writes what was held back when it ends", () => {
    const { stdout } = run(
      "redact.redactOutput(redactor); console.log(value); process.stdout.write('ends p@ss');",
    );
    expect(stdout).toBe(`${SHOWN}\nends p@ss`);
  });

  test("others that listen keep it running", () => {
    const { stdout, status } = run(
      "process.on('uncaughtException', () => {}); redact.redactUncaught(redactor); setTimeout(() => console.log('runs')); throw new Error(value);",
    );
    expect([stdout, status]).toEqual(["runs\n", 0]);
  });

  test("hands a child's output through", () => {
    const { stdout } = run(`
      import { spawn } from "node:child_process";
      const child = spawn(process.execPath, ["-e", "process.stdout.write(process.env.V.slice(0, 5)); setTimeout(() => process.stdout.write(process.env.V.slice(5) + 'é'), 150)"], { env: { V: value } });
      child.stdout.pipe(redactor.transform()).pipe(process.stdout);
    `);
    expect(stdout).toBe(`${SHOWN}é`);
  });
});

test("uncaught: undone, it listens no more", () => {
  const listeners = new Set<unknown>();
  const undo = redactUncaught(redacting, {
    process: {
      on: (_, listener) => listeners.add(listener),
      off: (_, listener) => listeners.delete(listener),
      listenerCount: () => listeners.size,
      exit: () => {},
    },
  });
  expect(listeners.size).toBe(1);
  undo();
  expect(listeners.size).toBe(0);
});

test("Fastify: the answer and the log", async () => {
  const lines: string[] = [];
  const app = fastify({ logger: { stream: { write: (line: string) => void lines.push(line) } } });
  app.setErrorHandler(fastifyRedaction(redacting));
  app.get("/", () => {
    throw Object.assign(new Error(`no ${VALUE}`), { statusCode: 418, details: VALUE });
  });
  const answer = await app.inject("/");
  expect(answer.statusCode).toBe(418);
  expect(answer.json()).toMatchObject({ message: `no ${SHOWN}` });
  expect(lines.join("")).toContain(SHOWN);
  expect(lines.join("")).not.toContain("rd/1");
  await app.close();
});

test("Express: the handlers after it get a copy", async () => {
  const app = express();
  const handled: unknown[] = [];
  app.get("/", () => {
    throw Object.assign(new Error(`no ${VALUE}`), { status: 418 });
  });
  app.use(expressRedaction(redacting));
  const last: express.ErrorRequestHandler = (error, _request, response, next) => {
    handled.push(error);
    response.status(418).send(inspect(error));
    next();
  };
  app.use(last);
  const server = app.listen(0);
  const { port } = server.address() as { port: number };
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  const body = await answer.text();
  server.close();
  expect(body).toContain(SHOWN);
  expect(body).not.toContain("rd/1");
  expect(handled[0]).toMatchObject({ message: `no ${SHOWN}`, status: 418 });
});

test("OpenTelemetry: log records", () => {
  const exporter = new InMemoryLogRecordExporter();
  const processor = logRedaction(redacting, new SimpleLogRecordProcessor({ exporter }));
  const provider = new LoggerProvider({ processors: [processor] });
  provider.getLogger("test").emit({ body: { text: VALUE }, attributes: { [VALUE]: VALUE, n: 1 } });
  const [record] = exporter.getFinishedLogRecords();
  expect([record?.body, record?.attributes]).toEqual([{ text: SHOWN }, { [SHOWN]: SHOWN, n: 1 }]);
});

test("OpenTelemetry: spans, and the original stays what it was", async () => {
  const exporter = new InMemorySpanExporter();
  const plain = new InMemorySpanExporter();
  const processor = spanRedaction(redacting, new SimpleSpanProcessor({ exporter }));
  const provider = new TracerProvider({
    spanProcessors: [processor, new SimpleSpanProcessor({ exporter: plain })],
  });
  const span = provider.getTracer("test").startSpan(`GET ${VALUE}`, { attributes: { url: VALUE } });
  span.recordException(new Error(VALUE));
  span.setStatus({ code: SpanStatusCode.ERROR, message: VALUE });
  span.end();
  await provider.forceFlush();
  const [out] = exporter.getFinishedSpans();
  expect(out).toMatchObject({ name: `GET ${SHOWN}`, attributes: { url: SHOWN }, status: { message: SHOWN } });
  expect(inspect(out?.events, { depth: 9 })).not.toContain("rd/1");
  expect(plain.getFinishedSpans()[0]?.attributes).toEqual({ url: VALUE });
});
