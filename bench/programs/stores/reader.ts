import { loadConfig, type Secret, secret, fromStore, type SecretStore } from "@confide/core";
import * as z from "zod";

import { type Counterpart, FIRST_NAME, secretNames, valueOf } from "../../servers/names.ts";

/** Prepares to read these secrets, as modules do when they are loaded; the reading itself is what is measured. */
export type Reader = (names: readonly string[]) => () => Promise<Texts>;

/** Looked at after the measurement, where they are compared. */
type Texts = () => readonly string[];

export interface Took {
  readonly tookMs: number;
  readonly cpuMs: number;
}

export type Readers = Readonly<Record<string, (at: Counterpart) => Reader | Promise<Reader>>>;

/** A configuration of nothing but secrets. */
export function confide(store: SecretStore, textOf: (text: string) => string = (text) => text): Reader {
  return (names) => {
    const schema = z.object(Object.fromEntries(names.map((name) => [name, secret(z.string())])));
    const refs = Object.fromEntries(names.map((name) => [name, name]));
    const definition = { schema, sources: [fromStore(store, { refs })] };
    return async () => {
      const config: Readonly<Record<string, Secret>> = await loadConfig(definition);
      return () => names.map((name) => textOf(config[name]?.reveal() ?? ""));
    };
  };
}

export function oneByOne(read: (name: string) => Promise<string>): Reader {
  return (names) => async () => {
    const texts: string[] = [];
    for (const name of names) texts.push(await read(name));
    return () => texts;
  };
}

export function allAtOnce(read: (name: string) => Promise<string>): Reader {
  return (names) => async () => {
    const texts = await Promise.all(names.map(read));
    return () => texts;
  };
}

export function counterpart(): Counterpart {
  return JSON.parse(process.env["COUNTERPART"] ?? "") as Counterpart;
}

/** Milliseconds for COUNT secrets, and how much of it this process worked itself, once one other has been read, which loads the SDK and opens a connection. */
export async function measure(open: Readers[string] | undefined): Promise<void> {
  const read = await open?.(counterpart());
  if (!read) throw new Error("there is no such reader");
  await read([FIRST_NAME])();
  const names = secretNames(COUNT);
  const readAll = read(names);
  const [startedAt, usedBefore] = [performance.now(), process.cpuUsage()];
  const texts = await readAll();
  const [tookMs, { user, system }] = [performance.now() - startedAt, process.cpuUsage(usedBefore)];
  if (!texts().every((text, index) => text === valueOf(names[index] ?? "")))
    throw new Error("a value is another one");
  process
    .getBuiltinModule("node:fs")
    .writeSync(1, JSON.stringify({ tookMs, cpuMs: (user + system) / 1000 } satisfies Took));
  process.exit(); // connections that are kept alive would keep some of these processes alive too
}
