import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { FakeProject, type FakeProjectOptions } from "../test/fake-project.ts";
import { type FakeServer, fakeServer } from "../test/fake-server.ts";
import { ask, askedIn, comparing, restStatus } from "../test/replay.ts";
import { type Exchange, transcript } from "../test/transcript.ts";

const exchanges = transcript();
if (exchanges.length === 0)
  process.stdout.write("google-secret-manager: the replay is left out: ../shared/transcripts isn't here\n");

/** What the fake doesn't play, and why. */
const unplayed: Readonly<Record<string, string>> = {
  "create with annotations, expiry, rotation and topics": "no Pub/Sub, which the adapter doesn't use",
  "access with no permission (newer message, without the resource)": "the fake says the other of two texts",
  "access with a secret's name instead of a version's (2020 message)": "an older text of another exchange",
  "a REST path that matches no method answers HTML": "gRPC has no paths",
  "the API is not enabled: form of details": "of another API; the reason is in the exchange before",
  "quota exceeded: form of the message": "of another API; tests bring about the code by hand",
};

/** How things stood when a single exchange took place. */
const arranged: Readonly<Record<string, (project: FakeProject) => void>> = {
  "access a disabled version": (project) => stateOf(project, "x-encryption-salt", 3, "DISABLED"),
  "access a destroyed version": (project) => stateOf(project, "x-encryption-salt", 3, "DESTROYED"),
  "access latest when the newest version is destroyed (REST)": (project) =>
    stateOf(project, "s", 4, "DESTROYED"),
  "access with no permission (message with the resource)": (project) => project.iam.unbind("owner"),
  "create a secret that exists": (project) => project.seed("csrf-token", "one"),
  "destroy a version that is destroyed": (project) => stateOf(project, "s", 1, "DESTROYED"),
  "add a version with an empty payload": (project) => project.seed("s", "one"),
  "the API is not enabled": (project) => void (project.apiEnabled = false),
  "etag that does not match": (project) => project.seed("s", "one"),
  "set a version alias": (project) => {
    const secret = { labels: { "managed-by-cnrm": "true" }, replication: { automatic: {} } };
    project.call("CreateSecret", { parent: "projects/p", secretId: "s", secret }, "owner");
    project.seed("s", "one");
  },
  "destroy with a delay (version_destroy_ttl)": (project) => {
    project.seed("s", "one");
    project.secret("s").destroysLater = true;
  },
  "regional secret: names and endpoint": (project) => project.seed("s", "one"),
};

const projects: Readonly<Record<string, FakeProjectOptions>> = {
  "access a disabled version": { id: "xxx", number: "xxx" },
  "access a destroyed version": { id: "xxx", number: "xxx" },
  "get or access latest of a secret that is missing or has no versions": { id: "12345", number: "12345" },
  "access with no permission (message with the resource)": { id: "project-b" },
  "regional secret: names and endpoint": { id: "p", location: "l" },
  "access latest when the newest version is destroyed (REST)": { id: "p", number: "p" },
  "destroy with a delay (version_destroy_ttl)": { id: "p", number: "p" },
};

describe.skipIf(exchanges.length === 0)("the fake answers as the service was seen to", () => {
  const members = new Map([["ya29.owner", "owner"]]);
  let server: FakeServer | undefined;

  afterAll(() => server?.close());

  async function clientOf(project: FakeProject) {
    server?.close();
    server = await fakeServer(project, members);
    project.iam.bind("owner", "roles/secretmanager.admin", `projects/${project.id}`);
    return server.client("ya29.owner");
  }

  describe.each([...new Set(exchanges.flatMap(({ scenario }) => scenario ?? []))])("%s", (scenario) => {
    let client: Awaited<ReturnType<typeof clientOf>> | undefined;
    // Each side has etags of its own; what is theirs is when they change.
    const [ofService, ofFake] = [comparing(), comparing()];
    const etags = new Map<string, string>();
    beforeAll(async () => {
      client = await clientOf(new FakeProject({ id: "example-project" }));
    });
    afterAll(() => client?.close());

    test.each(exchanges.filter((each) => each.scenario === scenario))("$name", async (exchange) => {
      if (!client) throw new Error("there is no client");
      const { operation, request } = askedIn(exchange);
      const etag = request.etag === undefined ? {} : { etag: etags.get(request.etag) ?? "none yet" };
      const answer = await ask(client, { operation, request: { ...request, ...etag } });
      expect(restStatus(answer.code)).toBe(exchange.response.status);
      const { body } = exchange.response as { body?: { etag?: string } | null };
      expect(ofFake(answer.body)).toMatchObject(answer.code === 0 ? ofService(body) : {});
      etags.set(body?.etag ?? "", String(answer.body["etag"]));
    });
  });

  const single = exchanges.filter(({ scenario, name }) => scenario === undefined && !(name in unplayed));
  test.each(single)("$name", async (exchange) => {
    const { name, form, response } = exchange;
    const project = new FakeProject({ id: "p", number: "123456789", ...projects[name] });
    const client = await clientOf(project);
    arranged[name]?.(project);
    const answer = await ask(client, askedIn(filled(exchange)));
    await client.close();
    expect(form === "grpc" ? answer.code : restStatus(answer.code)).toBe(response.status);
    expect(answer.message).toBe(messageIn(filled(exchange)) ?? answer.message);
    expect(comparing()(answer.body)).toMatchObject(
      answer.code === 0 ? comparing()(filled(exchange).response.body) : {},
    );
  });
});

/** The placeholders that the collectors left, as names that the service takes. */
function filled(exchange: Exchange): Exchange {
  const text = JSON.stringify(exchange)
    // An asterisk is a placeholder in what the vendor's pages specify, and part of a message elsewhere.
    .replaceAll(
      exchange.kind === "specified" ? "projects/*/secrets/*/versions/*" : "\0",
      "projects/p/secrets/s/versions/1",
    )
    .replaceAll("<path>", "projects/p/secrets/s")
    .replaceAll(/<project>\/secrets\/<secret>\/versions\/latest/g, "p/secrets/s/versions/latest")
    .replaceAll(/projects\/(?:\{project\}|<project>|\$\{projectId\})/g, "projects/p")
    .replaceAll(/projects\/(?:\{projectNumber\}|\$\{projectNumber\})/g, "projects/123456789")
    .replaceAll("secret-${uniqueId}", "s")
    .replaceAll(/(secrets|versions|locations)\/(?:\{\w+\}|<\w+>)/g, (_, kind: string) =>
      kind === "versions" ? "versions/1" : `${kind}/${kind.charAt(0)}`,
    )
    .replaceAll('"etag":"abcdef0123A=",', "") // an emulator's
    .replaceAll('{"name":"latest"}', '{"name":"projects/p/secrets/s"}');
  return JSON.parse(text) as Exchange;
}

function messageIn({ response: { body } }: Exchange): string | undefined {
  const { message, error } = (body ?? {}) as { message?: string; error?: { message?: string } };
  return message ?? error?.message;
}

/** A secret with so many versions, of which the newest is in that state. */
function stateOf(project: FakeProject, id: string, versions: number, state: "DISABLED" | "DESTROYED"): void {
  for (let count = 0; count < versions; count++) project.seed(id, "one");
  const secret = project.secret(id);
  if (state === "DESTROYED") secret.destroy(secret.version("latest"));
  else secret.setState(secret.version("latest"), state);
}
