import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/** An answer as it came, before the SDK has parsed it. */
export interface RawAnswer {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  body?: unknown;
}

/** The same client, each answer of which is looked at first. The caller's own is left unchanged. */
export function watched(
  client: SecretsManagerClient,
  look: (answer: RawAnswer) => void,
): SecretsManagerClient {
  // The fake of a client in a test may have nothing but `send`.
  const middlewareStack = (client as Partial<SecretsManagerClient>).middlewareStack?.clone();
  if (!middlewareStack) return client;
  middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      look(result.response as RawAnswer);
      return result;
    },
    { step: "deserialize", priority: "low", name: "confideAnswers" }, // low: before the answer is parsed
  );
  return Object.create(client, { middlewareStack: { value: middlewareStack } }) as SecretsManagerClient;
}
