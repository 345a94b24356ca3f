import { auditFilesOf, chainWarnings, readingAudit } from "../audit/audit-files.ts";
import { sinceMs } from "../audit/since.ts";
import { type LastUse, lastUses } from "../audit/unused-secrets.ts";
import { defineCommand } from "../command.ts";
import { CouldNotLook } from "../could-not-look.ts";
import type { Finding } from "../finding.ts";
import { dayText } from "../secrets/target.ts";

interface AuditUnusedData {
  readonly since: string;
  readonly files: readonly string[];
  /** The oldest entry; `null` where there is none. */
  readonly from: string | null;
  /** Every secret of the definition. */
  readonly secrets: readonly {
    readonly setting: string;
    readonly unused: boolean;
    readonly lastRead: string | null;
    readonly lastLoaded: string | null;
  }[];
}

export const auditUnusedCommand = defineCommand<AuditUnusedData>({
  data: (z) => {
    const secret = z.strictObject({
      setting: z.string(),
      unused: z.boolean(),
      lastRead: z.string().nullable(),
      lastLoaded: z.string().nullable(),
    });
    return z.strictObject({
      since: z.string(),
      files: z.array(z.string()).readonly(),
      from: z.string().nullable(),
      secrets: z.array(secret).readonly(),
    });
  },
  async run(context) {
    const since = sinceMs(givenSince(context.options.text("since")), Date.now());
    const loaded = await context.definition();
    const { definition, core } = loaded;
    const given = context.options.texts("file").map((path) => context.resolve(path));
    const files = auditFilesOf(given, loaded);
    const { secrets, fromMs } = await readingAudit(files, async () => lastUses(files, definition, core));
    const isUnused = ({ revealedMs }: LastUse) => revealedMs === undefined || revealedMs < since;
    return {
      data: {
        since: new Date(since).toISOString(),
        files,
        from: isoOrNull(fromMs),
        secrets: secrets.map((each) => ({
          setting: each.setting,
          unused: isUnused(each),
          lastRead: isoOrNull(each.revealedMs),
          lastLoaded: isoOrNull(each.loadedMs),
        })),
      },
      problems: secrets.filter(isUnused).map(unusedFinding),
      warnings: [...(await chainWarnings(files, loaded)), ...tooShort(since, fromMs)],
    };
  },
  print({ since, secrets }, { style }) {
    if (secrets.some(({ unused }) => unused)) return "";
    const count = secrets.length === 1 ? "1 secret was" : `all ${secrets.length} secrets were`;
    return secrets.length === 0
      ? "the definition has no secrets"
      : `${style.green("✓")} ${count} read since ${dayText(new Date(since))}`;
  },
});

function unusedFinding({ setting, revealedMs, loadedMs }: LastUse): Finding {
  const read =
    revealedMs === undefined
      ? "no entry says that anybody read it"
      : `it was last read on ${dayText(new Date(revealedMs))}`;
  const loaded = loadedMs === undefined ? "" : `, and it was last loaded on ${dayText(new Date(loadedMs))}`;
  return { code: "unused-secret", setting, secret: true, message: read + loaded };
}

/** A file that begins later says nothing of the time before. */
function tooShort(since: number, fromMs: number | undefined): readonly Finding[] {
  if (fromMs !== undefined && fromMs <= since) return [];
  const begins = fromMs === undefined ? "has no entries" : `begins on ${dayText(new Date(fromMs))}`;
  return [
    {
      code: "audit-too-short",
      message: `The audit ${begins}: of the time before it says nothing`,
      fix: "name older files too, with --file",
    },
  ];
}

function isoOrNull(timeMs: number | undefined): string | null {
  return timeMs === undefined || Number.isNaN(timeMs) ? null : new Date(timeMs).toISOString();
}

function givenSince(text: string | undefined): string {
  if (text !== undefined) return text;
  throw new CouldNotLook({
    code: "usage",
    message: "confide audit unused needs --since DATE",
    next: [{ command: "confide audit unused --since 90d", why: "looks at the last 90 days" }],
  });
}
