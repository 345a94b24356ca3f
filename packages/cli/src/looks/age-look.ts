import { ageMsOf, wholeAge } from "../age/age-text.ts";
import { CouldNotLook } from "../could-not-look.ts";
import { counted } from "../text/counted.ts";
import type { CheckLook } from "./look.ts";

export interface AgeLookData {
  readonly look: "age";
  readonly fits: boolean;
  readonly secrets: readonly {
    readonly setting: string;
    readonly source: string;
    /** ISO 8601; `null`: its source doesn't know. */
    readonly createdAt: string | null;
    readonly expiresAt: string | null;
    readonly ageMs: number | null;
  }[];
}

/** Is a secret older than it may be, or over? */
export const ageLook: CheckLook<AgeLookData> = {
  data(z) {
    const secret = z.strictObject({
      setting: z.string(),
      source: z.string(),
      createdAt: z.string().nullable(),
      expiresAt: z.string().nullable(),
      ageMs: z.int().nullable(),
    });
    return z.strictObject({ look: z.literal("age"), fits: z.boolean(), secrets: z.array(secret).readonly() });
  },
  async run({ definition, core }, { options }) {
    const maxAgeMs = ageMsOf(options.text("max-age") ?? "");
    if (maxAgeMs === undefined) throw noDuration();
    const { ageFindings, secretAges } = await import("../age/secret-ages.ts");
    const ages = await secretAges(definition, core);
    const nowMs = Date.now();
    const { problems, warnings } = ageFindings(ages, { maxAgeMs, nowMs });
    const secrets = ages.map(({ setting, source, createdAt, expiresAt }) => ({
      setting,
      source,
      createdAt: createdAt?.toISOString() ?? null,
      expiresAt: expiresAt?.toISOString() ?? null,
      ageMs: createdAt === undefined ? null : nowMs - createdAt.getTime(),
    }));
    return { data: { look: "age", fits: problems.length === 0, secrets }, problems, warnings };
  },
  print({ fits, secrets }, { style, table }) {
    const rows = secrets.map(({ setting, source, ageMs, expiresAt }) => [
      setting,
      source,
      ageMs === null ? "not known" : wholeAge(ageMs),
      expiresAt?.slice(0, 10) ?? "",
    ]);
    const known = secrets.filter(({ ageMs }) => ageMs !== null).length;
    return [
      ...(rows.length > 0 ? [`${table([["secret", "comes from", "age", "expires"], ...rows])}\n`] : []),
      ...(fits
        ? [
            `${style.green("✓")} no secret is too old: the age of ${known} of ${counted(secrets.length, "secret")} is known`,
          ]
        : []),
    ].join("\n");
  },
};

function noDuration(): CouldNotLook {
  return new CouldNotLook({
    code: "usage",
    message: "--max-age takes a number and a unit: 90d, 12w, 1y, 36h",
    next: [{ command: "confide check --help", why: "says what it takes" }],
  });
}
