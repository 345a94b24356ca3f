import { type Definition, dotenv, memory } from "@confide/core";

import { schema } from "./confide.config.ts";

export const deployments = ["staging", "production"] as const;

/** What the secret manager has where the program runs: nothing that a repository holds. */
const secrets = { database: { password: "stands-in-for-the-real-one" } };

/** A deployment as it is in the repository, with stand-ins for its secrets. */
export function deployment(name: (typeof deployments)[number]): Definition {
  const path = `deploy/${name}.env`;
  const settings = dotenv(path, { cwd: import.meta.dirname, required: true, strict: true });
  return { schema, sources: [settings, memory(secrets)] };
}
