import {
  type CallContext,
  checkNotes,
  checkPut,
  failureFor,
  formatRef,
  knownOptions,
  nearest,
  type OptionNames,
  type Outcome,
  type SecretRecord,
  type SecretRef,
  valueOf,
  type WritableSecretStore,
} from "@confide/core/adapter";

import type { Document, Entry } from "./document.ts";
import {
  descriptionOf,
  labelsOf,
  versionOf,
  withAnnotations,
  withPromoted,
  withPut,
  withRetired,
} from "./entry.ts";
import { checkRunning, failure, fileFailure, KIND } from "./errors.ts";
import { checkWorkFactor, type KeyOptions } from "./key.ts";
import { checkNewName } from "./names.ts";
import { type Changed, sealedFile } from "./sealed-file.ts";

export interface LocalStoreOptions extends KeyOptions {
  /** The encrypted file; the first `put` makes it. */
  readonly path: string;
}

/**
 * Secrets in one file that age encrypts: with a passphrase or a key file, readable by the `age` tool too. Changes are
 * whole or not at all, and wait for those of other processes.
 *
 * @example
 * ```ts
 * import { fromStore } from "@confide/core";
 * import { localStore } from "@confide/local";
 *
 * const store = localStore({ path: "secrets.age", keyFile: "key.txt" });
 * const source = fromStore(store, { refs: { database: "database" } });
 * ```
 */
export function localStore(given: LocalStoreOptions): WritableSecretStore {
  knownOptions("localStore()", given, OPTION_NAMES);
  const { path, ...keyOptions } = given;
  checkWorkFactor(keyOptions);
  const file = sealedFile(path, keyOptions);

  async function readAll(refs: readonly SecretRef[], context: CallContext) {
    try {
      checkRunning(context, path);
      const document = await file.read(context);
      return refs.map((ref) => recordOf(document, ref, path));
    } catch (error) {
      const failed = fileFailure(error, path, "read");
      return refs.map((ref) => ({ error: failureFor(formatRef(ref), failed) }));
    }
  }

  return {
    name: KIND,
    limits: { concurrency: 1 },
    writes: { cas: "version", pending: "stage", retire: "destroy" },
    now: () => Date.now(), // whoever writes the file dates its versions by this machine

    async get(ref, context) {
      const [outcome] = await readAll([ref], context);
      return valueOf(outcome as Outcome<SecretRecord>);
    },

    /** All of them in one read of the file. */
    getMany: readAll,

    async describe(name, context) {
      const document = await file.read(context);
      // Who asks about a name that no secret can have learns it before there is a value to lose.
      if (!document?.has(name)) checkNewName(name);
      return descriptionOf(name, existing(document, name, path));
    },

    async put(name, value, options, context) {
      checkPut(KIND, value, options);
      return file.change((document) => {
        if (!document.has(name)) checkNewName(name);
        const { entry, version } = withPut(name, document.get(name), value, options);
        return { ...withEntry(document, name, entry), result: { version } };
      }, context);
    },

    async promote(name, version, { expectCurrent }, context) {
      await file.change((document) => {
        const entry = existing(document, name, path);
        return withEntry(document, name, withPromoted(name, entry, version, expectCurrent));
      }, context);
    },

    async annotate(name, patch, { expect }, context) {
      checkNotes(KIND, patch);
      await file.change((document) => {
        const entry = existing(document, name, path);
        return withEntry(document, name, withAnnotations(name, entry, patch, expect));
      }, context);
    },

    async retire(name, version, context) {
      await file.change((document) => {
        const entry = existing(document, name, path);
        return withEntry(document, name, withRetired(name, entry, version));
      }, context);
    },

    async list(prefix, context) {
      const names = [...((await file.read(context))?.keys() ?? [])];
      return names.filter((name) => name.startsWith(prefix)).sort();
    },

    async delete(name, context) {
      await file.change((document) => {
        if (!document.has(name)) return { document, result: undefined };
        return { document: new Map([...document].filter(([each]) => each !== name)), result: undefined };
      }, context);
    },
  };
}

function recordOf(document: Document | undefined, ref: SecretRef, path: string): Outcome<SecretRecord> {
  const text = formatRef(ref);
  const entry = document?.get(ref.name);
  const found = entry && versionOf(entry, ref.version);
  if (!entry || !found)
    return {
      error: failure("not-found", `${document ? path : `${path}, which is not there,`} has no ${text}`, {
        ref: text,
        ...(!entry && meantFix(document, ref.name)),
      }),
    };
  const { state, value, version, createdAt } = found;
  if (state === "enabled" && value)
    return { value: { value, version, createdAt: new Date(createdAt), labels: labelsOf(entry, version) } };
  return {
    error: failure(state === "disabled" ? "disabled" : "destroyed", `${text} in ${path}`, { ref: text }),
  };
}

function existing(document: Document | undefined, name: string, path: string): Entry {
  const entry = document?.get(name);
  if (!entry)
    throw failure("not-found", `${path} has no ${name}`, { ref: name, ...meantFix(document, name) });
  return entry;
}

/** Who has the key may read all names. */
function meantFix(document: Document | undefined, name: string): { readonly fix?: string } {
  const meant = nearest(name, document?.keys() ?? []);
  return meant === undefined ? {} : { fix: `did you mean ${meant}?` };
}

/** The same document where nothing changed, so that nothing is written. */
function withEntry(document: Document, name: string, entry: Entry): Changed<undefined> {
  if (document.get(name) === entry) return { document, result: undefined };
  return { document: new Map(document).set(name, entry), result: undefined };
}

const OPTION_NAMES: OptionNames<LocalStoreOptions> = {
  path: true,
  keyFile: true,
  passphrase: true,
  passphraseFile: true,
  env: true,
  workFactor: true,
};
