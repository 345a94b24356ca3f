import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { env, envExample, secretFiles, watchConfig } from "@confide/core";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";

import { definitionFor, schema } from "./confide.config.ts";
import { memoryQueue } from "./queue.ts";
import { work } from "./worker.ts";

const folder = mkdtempSync(join(tmpdir(), "worker-"));
const write = (name: string, value: string) => writeFileSync(join(folder, name), value);

/** A mail server that knows one key at a time, and counts what it does at a time. */
const mail = { key: "", inside: 0, most: 0, answersInMs: 20 };
const server = createServer((request, response) => {
  mail.most = Math.max(mail.most, ++mail.inside);
  const isKnown = request.headers.authorization === `Bearer ${mail.key}`;
  setTimeout(() => {
    mail.inside--;
    response.writeHead(isKnown ? 204 : 401).end();
  }, mail.answersInMs);
});

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
beforeEach(() => {
  write("mail_api_key", "the-first-key");
  Object.assign(mail, { key: "the-first-key", inside: 0, most: 0, answersInMs: 20 });
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

async function start(jobs: number, concurrency: number) {
  const MAIL_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const from = { MAIL_URL, CONCURRENCY: String(concurrency) };
  const live = await watchConfig({ schema, sources: [secretFiles(folder), env({ from })] });
  const queue = memoryQueue(Array.from({ length: jobs }, (_, id) => ({ id: String(id), to: "a@b.example" })));
  const stop = new AbortController();
  const working = work({ live, queue, signal: stop.signal, idleMs: 10 });
  return {
    queue,
    live,
    end: async () => {
      stop.abort();
      await working;
      await live.close();
    },
  };
}

test("does all jobs, and no more at a time than it may", async () => {
  const { queue, end } = await start(12, 3);
  await vi.waitFor(() => expect(queue.finished).toHaveLength(12), 5_000);
  await end();
  expect(mail.most).toBe(3);
});

test("a key that changes while jobs run fails none of them", async () => {
  const { queue, live, end } = await start(40, 2);
  await vi.waitFor(() => expect(queue.finished.length).toBeGreaterThan(4), 5_000);
  write("mail_api_key", "the-second-key");
  mail.key = "the-second-key";
  await vi.waitFor(() => expect(queue.finished).toHaveLength(40), 5_000);
  expect(live.current.mail.apiKey.reveal()).toBe("the-second-key");
  await end();
  expect(queue.waiting).toEqual([]);
});

test("an invalid change is refused, and work goes on with what was valid", async () => {
  const { queue, live, end } = await start(3, 1);
  write("mail_api_key", "short");
  const problems = await live.refresh();
  expect(problems.map(({ path }) => path.join("."))).toEqual(["mail.apiKey"]);
  await vi.waitFor(() => expect(queue.finished).toHaveLength(3), 5_000);
  await end();
});

test("what is under way is finished before it ends", async () => {
  mail.answersInMs = 500;
  const { queue, end } = await start(4, 4);
  await vi.waitFor(() => expect(mail.inside).toBe(4), 5_000);
  await end();
  expect(queue.finished).toHaveLength(4);
});

test("is described by .env.example", () => {
  const text = readFileSync(join(import.meta.dirname, ".env.example"), "utf8");
  expect(text).toBe(envExample(definitionFor("/run/secrets")));
});
