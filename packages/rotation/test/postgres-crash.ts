import type { WritableSecretStore } from "@confide/core/adapter";
import { expect } from "vitest";

import { endGrace } from "../src/end-grace.ts";
import { rotate, type RotateOptions } from "../src/rotate.ts";
import { type Death, mortal } from "./crashing.ts";
import { valueIn } from "./store-helpers.ts";

type Options = RotateOptions & { readonly store: WritableSecretStore };

/** One rotation with a database, ended at an effect and taken up again. @returns how many effects it has */
export async function dieOnceWith(
  death: Death | undefined,
  makeOptions: (more: object) => Options,
  logIn: (text: string) => Promise<string>,
  dropConnections: () => Promise<void>,
): Promise<number> {
  const options = makeOptions({ graceMs: 60_000 });
  const { store, name } = options;
  const isIn = async () =>
    expect([await logIn(await valueIn(store, name)), death]).toEqual([
      expect.not.stringMatching(/^refused/),
      death,
    ]);
  const dying = mortal(store, options.issuer, death);
  const whole = async () => {
    await rotate({ ...options, ...pick(dying) });
    await endGrace({ ...options, ...pick(dying), now: true });
  };
  await Promise.race([whole(), dying.died]);
  await dropConnections(); // as the operating system does when a process dies
  await isIn();
  await rotate(options);
  await isIn();
  await endGrace({ ...options, now: true });
  await isIn();
  return dying.count();
}

function pick({ store, issuer }: ReturnType<typeof mortal>) {
  return { store, issuer };
}
