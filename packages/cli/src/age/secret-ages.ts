import type { Definition } from "@confide/core";

import { CouldNotLook } from "../could-not-look.ts";
import type { Core } from "../definition/core.ts";
import type { Finding } from "../finding.ts";
import { loadOutcome } from "../settings/load.ts";
import { wholeAge } from "./age-text.ts";
import { recordedDates, type SecretDates } from "./recorded-dates.ts";

/** How old a secret is, where its store knows. */
export interface SecretAge extends Partial<SecretDates> {
  readonly setting: string;
  readonly source: string;
  readonly location?: string;
  readonly version?: string;
}

/**
 * Loads the configuration, and returns the dates of each secret's version.
 *
 * @throws CouldNotLook where it doesn't load.
 */
export async function secretAges(definition: Definition, core: Core): Promise<readonly SecretAge[]> {
  const recorded = recordedDates(definition);
  const { config, problems } = await loadOutcome(recorded.definition, core);
  if (problems.length > 0) throw doesNotLoad();
  const secrets = core.explain(config).filter(({ secret, source }) => secret && source !== "absent");
  return Promise.all(
    secrets.map(async ({ setting, source, location, version }): Promise<SecretAge> => {
      const name = location === undefined ? "" : nameIn(location, core);
      const dates = await recorded.datesOf(source, name, version);
      return {
        setting,
        source,
        ...(location !== undefined && { location }),
        ...(version !== undefined && { version }),
        ...dates,
      };
    }),
  );
}

/** Other sources' places are no refs. */
function nameIn(location: string, core: Core): string {
  try {
    return core.parseRef(location).name;
  } catch {
    return "";
  }
}

function doesNotLoad(): CouldNotLook {
  return new CouldNotLook({
    code: "does-not-load",
    message: "The configuration doesn't load, so that the ages of its secrets aren't known",
    next: [{ command: "confide check", why: "says what is wrong" }],
  });
}

/** What is too old or over, and what soon will be. */
export function ageFindings(
  ages: readonly SecretAge[],
  { maxAgeMs, nowMs }: { readonly maxAgeMs: number; readonly nowMs: number },
): { readonly problems: readonly Finding[]; readonly warnings: readonly Finding[] } {
  const findings = ages.flatMap((each) => [...overAge(each, maxAgeMs, nowMs), ...endingSoon(each, nowMs)]);
  return {
    problems: findings.filter(({ code }) => code !== "secret-expires"),
    warnings: findings.filter(({ code }) => code === "secret-expires"),
  };
}

function overAge(age: SecretAge, maxAgeMs: number, nowMs: number): readonly Finding[] {
  const ageMs = nowMs - (age.createdAt?.getTime() ?? nowMs);
  if (ageMs <= maxAgeMs) return [];
  const message = `${wholeAge(ageMs)} old, and may be no older than ${wholeAge(maxAgeMs)}`;
  return [{ ...findingBase(age), code: "secret-too-old", message, fix: "rotate it" }];
}

const SOON_MS = 14 * 24 * 60 * 60 * 1000;

/** A lease ends soon by its nature. */
function endingSoon(age: SecretAge, nowMs: number): readonly Finding[] {
  if (age.expiresAt === undefined || age.isLeased === true) return [];
  const leftMs = age.expiresAt.getTime() - nowMs;
  if (leftMs > SOON_MS) return [];
  const [code, message] =
    leftMs <= 0
      ? ["secret-expired", `expired ${wholeAge(-leftMs)} ago`]
      : ["secret-expires", `expires in ${wholeAge(leftMs)}`];
  return [{ ...findingBase(age), code, message, fix: "rotate it" }];
}

function findingBase({
  setting,
  source,
  location,
  version,
}: SecretAge): Pick<Finding, "setting" | "secret" | "places"> {
  const place = {
    source,
    ...(location !== undefined && { location }),
    ...(version !== undefined && { version }),
  };
  return { setting, secret: true, places: [place] };
}
