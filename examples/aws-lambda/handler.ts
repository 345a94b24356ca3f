import { awsSecretsManager } from "@confide/aws";
import { loadConfigSync, readSecret, secret, secretUrl, type SecretStore } from "@confide/core";
import * as z from "zod";

import definition from "./confide.config.ts";

const database = z.object({
  host: z.string(),
  port: z.number().default(5432),
  username: z.string(),
  password: secret(z.string()),
});

interface Reply {
  readonly statusCode: number;
  readonly body: string;
}

/** The store is a parameter, so that a test needs no AWS. */
export function handlerWith(store: SecretStore, secretName: string): () => Promise<Reply> {
  let connection: ReturnType<typeof connect> | undefined;
  return async () => {
    // Once for each warm function; a failed read is not kept, so that the next call tries again.
    connection ??= connect(store, secretName).catch((error: unknown) => {
      connection = undefined;
      throw error;
    });
    const { url } = await connection;
    // A driver would be given url.reveal(); whatever prints the Secret itself shows its name.
    return { statusCode: 200, body: `connected to ${String(url)}` };
  };
}

async function connect(store: SecretStore, secretName: string) {
  const { host, port, username, password } = await readSecret(store, secretName, { schema: database });
  return { url: secretUrl`postgresql://${username}:${password}@${host}:${port}/app` };
}

/** What Lambda calls. Neither the SDK nor a secret is loaded before the first call. */
export const handler = handlerWith(awsSecretsManager(), loadConfigSync(definition).secretName);
