import type { WritableSecretStore } from "@confide/core/adapter";
import type { StoreFixture, Trouble } from "@confide/core/testing";

import { googleSecretManager } from "../src/store.ts";
import { FakeProject } from "./fake-project.ts";
import { fakeServer, type FakeServer } from "./fake-server.ts";
import { Refusal } from "./refusal.ts";

export interface Fixture extends StoreFixture, AsyncDisposable {
  readonly store: WritableSecretStore;
  readonly project: FakeProject;
  readonly server: FakeServer;
  /** Who may come in: token → member. */
  readonly members: Map<string, string>;
}

export const OWNER = "serviceAccount:owner@shop.iam.gserviceaccount.com";
export const READER = "serviceAccount:reader@shop.iam.gserviceaccount.com";
export const OWNER_TOKEN = "ya29.owner-5c7a90";

/** A store on a fake project of its own, owned by whom it signs in as. */
export async function signedIn(): Promise<Fixture> {
  const project = new FakeProject();
  project.iam.bind(OWNER, "roles/secretmanager.admin", `projects/${project.id}`);
  const members = new Map([[OWNER_TOKEN, OWNER]]);
  const server = await fakeServer(project, members);
  const client = server.client(OWNER_TOKEN);

  const troubles: Readonly<Record<Trouble, (name: string) => void>> = {
    denied: () => project.iam.unbind(OWNER),
    unauthenticated: () => members.clear(),
    disabled: (name) => newest(project, name, "DISABLED"),
    destroyed: (name) => newest(project, name, "DESTROYED"),
    throttled: () => server.meet(new Refusal(8, "Quota exceeded for quota metric 'Access requests'.")),
    unavailable: () => server.meet(new Refusal(14, "The service is currently unavailable.")),
    malformed: () => server.meet("wrong-checksum"),
    stranger: () => server.meet(new Refusal(12, "Received HTTP status code 404")), // as gRPC says it
    hanging: () => server.meet("hang"),
  };

  const close = async () => {
    await client.close();
    server.close();
  };

  return {
    project,
    server,
    members,
    store: googleSecretManager({ project: project.id, client }),
    seed: async (name, value) => project.seed(name, value),
    trouble: async (name, trouble) => troubles[trouble](name),
    hidden: [OWNER_TOKEN],
    close,
    [Symbol.asyncDispose]: close,
  };
}

function newest(project: FakeProject, name: string, state: "DISABLED" | "DESTROYED"): void {
  const secret = project.secret(name);
  const version = secret.version("latest");
  if (state === "DESTROYED") secret.destroy(version);
  else secret.setState(version, state);
}
