import { existsSync } from "node:fs";

import { askedSecret } from "../audit/asked-secret.ts";
import { readingAudit } from "../audit/audit-files.ts";
import { auditPath } from "../audit/recorded.ts";
import { whoUsed } from "../audit/who-used.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";

/** Who used a setting, by the audit file; `null`: none is named, or none is there. */
export async function usersOf(setting: string, loaded: LoadedDefinition): Promise<readonly string[] | null> {
  const path = auditPath(loaded);
  if (path === undefined || !existsSync(path)) return null;
  const { uses } = await readingAudit([path], async () =>
    whoUsed([path], askedSecret(setting, loaded.definition, loaded.core), loaded.core),
  );
  return uses.map(
    ({ writer, event, times, lastMs }) =>
      `${writer.program} on ${writer.host}: ${event}, ${times === 1 ? "once" : `${times} times`}, last ${new Date(lastMs).toISOString()}`,
  );
}
