import { basename } from "node:path";

import { askedSecret, askableNames } from "../audit/asked-secret.ts";
import { auditFilesOf, chainWarnings, readingAudit } from "../audit/audit-files.ts";
import { type UseCount, whoUsed } from "../audit/who-used.ts";
import { type Context, defineCommand } from "../command.ts";
import { CouldNotLook } from "../could-not-look.ts";
import { type Core, coreFor } from "../definition/core.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";
import { refOf } from "../secrets/secret-ref.ts";
import { dayText } from "../secrets/target.ts";

type WhoRow = UseCount["writer"] &
  Omit<UseCount, "writer" | "firstMs" | "lastMs"> & { readonly first: string; readonly last: string };

interface AuditWhoData {
  readonly name: string;
  readonly files: readonly string[];
  /** The latest first. */
  readonly uses: readonly WhoRow[];
}

export const auditWhoCommand = defineCommand<AuditWhoData>({
  data: (z) => {
    const use = z.strictObject({
      program: z.string(),
      host: z.string(),
      user: z.number().optional(),
      event: z.enum(["load", "read", "reveal", "refresh", "rotate"]),
      setting: z.string().optional(),
      store: z.string().optional(),
      ref: z.string().optional(),
      version: z.string().optional(),
      outcome: z.string(),
      purpose: z.string().optional(),
      times: z.int(),
      first: z.string(),
      last: z.string(),
    });
    return z.strictObject({
      name: z.string(),
      files: z.array(z.string()).readonly(),
      uses: z.array(use).readonly(),
    });
  },
  async run(context) {
    const given = context.options.texts("file").map((path) => context.resolve(path));
    const loaded = await definitionIfThere(given.length > 0, context);
    const core = loaded?.core ?? (await coreFor(context.resolve("confide.config.ts")));
    const files = auditFilesOf(given, loaded);
    const name = context.args[0] ?? "";
    refOf(name, core);
    const asked = askedSecret(name, loaded?.definition, core);
    const { uses, isNamed, names } = await readingAudit(files, async () => whoUsed(files, asked, core));
    const known = loaded ? askableNames(loaded.definition, core) : [];
    if (!isNamed && !known.some((each) => each === name || each === asked.refs[0]?.ref.name))
      throw unknownName(name, [...known, ...names], core);
    return {
      data: { name, files, uses: uses.map(rowOf) },
      warnings: await chainWarnings(files, { core }),
    };
  },
  print({ name, uses }, { style, table }) {
    if (uses.length === 0) return style.dim(`no entry says that anybody used ${name}`);
    const rows = uses.map(({ last, times, program, host, user, ...use }) => [
      dayText(new Date(last)),
      String(times),
      `${basename(program)} on ${host}${user === undefined ? "" : `, user ${user}`}`,
      [
        use.event,
        ...(use.outcome === "ok" ? [] : [use.outcome]),
        ...(use.purpose === undefined ? [] : [`(${use.purpose})`]),
      ].join(" "),
      [use.store, use.ref, use.version === undefined ? undefined : `version ${use.version}`]
        .filter((part) => part !== undefined)
        .join(" "),
    ]);
    return table([["last", "times", "who", "did", "of"], ...rows]);
  },
});

function rowOf({ writer, firstMs, lastMs, ...use }: UseCount): WhoRow {
  return { ...writer, ...use, first: isoOf(firstMs), last: isoOf(lastMs) };
}

/** The file may hold any text as a time. */
function isoOf(timeMs: number): string {
  return new Date(Number.isNaN(timeMs) ? 0 : timeMs).toISOString();
}

/** That nobody used it would be no answer: a misspelt name is used by nobody. The name isn't quoted, as it may be a value. */
function unknownName(name: string, known: readonly string[], core: Core): CouldNotLook {
  const meant = core.nearest(name, known);
  return new CouldNotLook({
    code: "unknown-name",
    message: "No setting of the definition, and no entry of the audit, has this name",
    fix:
      meant === undefined
        ? "name a setting by its path or its variable, or a secret of a store by its ref"
        : `did you mean ${meant}?`,
    next: [{ command: "confide explain", why: "lists all settings" }],
  });
}

/** With files that were named, the definition only helps to find a setting's secret. */
async function definitionIfThere(isNamed: boolean, context: Context): Promise<LoadedDefinition | undefined> {
  try {
    return await context.definition();
  } catch (error) {
    const isAbsent = error instanceof CouldNotLook && error.code === "no-definition";
    if (isNamed && isAbsent && context.options.text("config") === undefined) return undefined;
    throw error;
  }
}
