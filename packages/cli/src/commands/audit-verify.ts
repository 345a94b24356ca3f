import type { AuditProblem } from "@confide/core";

import { auditFilesOf, unreadableAudit } from "../audit/audit-files.ts";
import { defineCommand } from "../command.ts";
import { CouldNotLook } from "../could-not-look.ts";
import { coreFor } from "../definition/core.ts";
import type { Finding } from "../finding.ts";

interface AuditVerifyData {
  readonly files: readonly {
    readonly file: string;
    readonly ok: boolean;
    readonly entries: number;
    /** The last entry's hash: what `--head` takes later. */
    readonly head: string;
  }[];
  /** Whether a head was given: without one, entries cut off at the end aren't noticed. */
  readonly againstHead: boolean;
}

export const auditVerifyCommand = defineCommand<AuditVerifyData>({
  data: (z) =>
    z.strictObject({
      files: z
        .array(z.strictObject({ file: z.string(), ok: z.boolean(), entries: z.int(), head: z.string() }))
        .readonly(),
      againstHead: z.boolean(),
    }),
  async run(context) {
    const { options } = context;
    const given = options.texts("file").map((path) => context.resolve(path));
    const loaded = given.length > 0 ? undefined : await context.definition();
    const paths = auditFilesOf(given, loaded);
    const core = loaded?.core ?? (await coreFor(context.resolve("confide.config.ts")));
    const [head, after] = [options.text("head"), options.text("after")];
    if (paths.length > 1 && (head ?? after) !== undefined) throw severalFiles();
    const chosen = { ...(head !== undefined && { head }), ...(after !== undefined && { after }) };
    const reports = [];
    for (const file of paths) reports.push({ file, ...(await core.verifyAudit(file, chosen)) });
    const problems = reports.flatMap((report) => report.problems);
    const unread = problems.find(({ kind }) => kind === "unreadable");
    if (unread) throw unreadableAudit(unread.file, unread.message.split(": ").at(-1) ?? "");
    return {
      data: {
        files: reports.map(({ file, ok, entries, head: last }) => ({ file, ok, entries, head: last })),
        againstHead: head !== undefined,
      },
      problems: problems.map(verifyFinding),
    };
  },
  print({ files, againstHead }, { style }) {
    const whole = files
      .filter(({ ok }) => ok)
      .map(
        ({ file, entries, head }) =>
          `${style.green("✓")} ${file}: ${entries} entries, the chain is whole\n  head ${head}`,
      );
    const note =
      "Entries that were cut off at the end show against --head HASH alone: keep the head elsewhere.";
    return [...whole, ...(againstHead || whole.length === 0 ? [] : [style.dim(note)])].join("\n");
  },
});

function verifyFinding({ kind, file, line, message }: AuditProblem): Finding {
  return { code: `audit-${kind}`, message, file, ...(line !== undefined && { line }) };
}

function severalFiles(): CouldNotLook {
  return new CouldNotLook({
    code: "usage",
    message: "--head and --after are about one file",
    fix: "verify the files one by one",
  });
}
