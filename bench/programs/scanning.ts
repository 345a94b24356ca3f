import { createHash } from "node:crypto";

import { Secret } from "@confide/core";
import { scanner } from "@confide/scan";

/** 100 values, half of them with symbols that encoders escape. */
function values(): readonly Secret[] {
  return Array.from({ length: 100 }, (_, index) => {
    const text = createHash("sha256").update(`value ${index}`).digest("base64url").slice(0, 32);
    return new Secret(index % 2 === 0 ? text : `p"s\\s/${text}+&'%<!`, `s${index}`);
  });
}

/** Megabytes a second of a folder whose files are in memory already. */
export async function scanFolder(folder: string): Promise<number> {
  const looking = scanner(values());
  await looking.path(folder);
  const startedAt = performance.now();
  const { findings, looked } = await looking.path(folder);
  if (findings.length > 0) throw new Error("something was found where nothing is");
  return looked.bytes / 1_000 / (performance.now() - startedAt);
}

/** Milliseconds for all of a history, in a process that has just begun. */
export async function scanHistory(folder: string, planted: string): Promise<number> {
  const startedAt = performance.now();
  const { findings } = await scanner([...values(), new Secret(planted, "planted")]).history(folder);
  if (findings.length !== 1) throw new Error("what was planted was not found");
  return performance.now() - startedAt;
}
