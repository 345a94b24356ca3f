import { storeClock } from "@confide/core/adapter";
import { expect, onTestFinished, test } from "vitest";

import { OWNER_TOKEN, signedIn } from "../test/fixture.ts";
import { bareAbsence } from "./bare-absence.ts";
import { oneAttempt } from "./client.ts";

const name = "projects/shop/secrets/database/versions/current";

async function opened() {
  const fixture = await signedIn();
  const { project, server } = fixture;
  onTestFinished(async () => fixture.close?.());
  const client = server.client(OWNER_TOKEN);
  onTestFinished(async () => client.close());
  const session = { client, parent: "projects/shop", clock: storeClock() };
  const options = () =>
    oneAttempt(session, { signal: AbortSignal.timeout(5_000), deadlineMs: Date.now() + 5_000, attempt: 1 });
  return { project, client, options };
}

test("what isn't there is told by its code alone, so that the client decodes nothing", async () => {
  const { client, options } = await opened();
  const plain = client.accessSecretVersion({ name }, options());
  await expect(plain).rejects.toMatchObject({ code: 5, metadata: expect.anything() as unknown });
  const bare: unknown = await client
    .accessSecretVersion({ name }, bareAbsence(options()))
    .catch((error: unknown) => error);
  expect(bare).toMatchObject({ code: 5 });
  expect(bare).not.toHaveProperty("metadata");
});

test("any other failure keeps its reason, and an answer is an answer", async () => {
  const { project, client, options } = await opened();
  project.seed("database", "one");
  project.secret("database").update({ versionAliases: { current: "1" } }, ["version_aliases"]);
  const [answer] = await client.accessSecretVersion({ name }, bareAbsence(options()));
  expect(Buffer.from(answer.payload?.data ?? "").toString()).toBe("one");
  project.apiEnabled = false;
  const denied = client.accessSecretVersion({ name }, bareAbsence(options()));
  await expect(denied).rejects.toMatchObject({ code: 7, reason: "SERVICE_DISABLED" });
});
