import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SSMClient } from "@aws-sdk/client-ssm";

import { fakeParameterStore } from "../../packages/aws/test/fake/parameter-store.ts";
import { CREDENTIALS, fakeSecretsManager } from "../../packages/aws/test/fake/server.ts";
import { parameterSeeder } from "../../packages/aws/test/parameter-fixture.ts";
import { seeder } from "../../packages/aws/test/seed.ts";
import { fakeServer as fakeAzureServer } from "../../packages/azure/test/fake-server.ts";
import { FakeVault } from "../../packages/azure/test/fake-vault.ts";
import { FakeProject } from "../../packages/gcp/test/fake-project.ts";
import { fakeServer as fakeGoogleServer } from "../../packages/gcp/test/fake-server.ts";
import { fakeVault } from "../../packages/vault/test/fake/server.ts";
import { adminOf } from "../../packages/vault/test/fixture.ts";
import { type Counterpart, valueOf } from "./names.ts";

export type Vendor = "aws" | "parameters" | "azure" | "gcp" | "vault";

/** The fakes that the adapters are tested on, with these secrets in them. */
export const fakes: Readonly<Record<Vendor, (names: readonly string[]) => Promise<Counterpart>>> = {
  async aws(names) {
    const { url } = await fakeSecretsManager();
    const client = new SecretsManagerClient({ region: "eu-west-1", endpoint: url, credentials: CREDENTIALS });
    for (const name of names) await seeder(client)(name, valueOf(name));
    return { port: portOf(url), token: JSON.stringify(CREDENTIALS), ca: "" };
  },

  async parameters(names) {
    const { url } = await fakeParameterStore();
    const client = new SSMClient({ region: "eu-west-1", endpoint: url, credentials: CREDENTIALS });
    for (const name of names) await parameterSeeder(client)(name, valueOf(name));
    return { port: portOf(url), token: JSON.stringify(CREDENTIALS), ca: "" };
  },

  async azure(names) {
    const vault = new FakeVault();
    vault.rbac.assign("reader-oid", "Key Vault Secrets User", "/vault");
    for (const name of names) vault.seed(name, { value: valueOf(name) });
    const { url, certificate } = await fakeAzureServer(vault, new Map([[TOKEN, "reader-oid"]]));
    return { port: portOf(url), token: TOKEN, ca: certificate.cert };
  },

  async gcp(names) {
    const project = new FakeProject();
    project.iam.bind(READER, "roles/secretmanager.secretAccessor", `projects/${project.id}`);
    for (const name of names) project.seed(name, valueOf(name));
    const { port, cert } = await fakeGoogleServer(project, new Map([[TOKEN, READER]]));
    return { port, token: TOKEN, ca: cert };
  },

  async vault(names) {
    const fake = await fakeVault();
    const admin = adminOf(fake);
    await admin("POST", "sys/mounts/secret", { type: "kv", options: { version: "2" } });
    for (const name of names) await admin("POST", `secret/data/${name}`, { data: { value: valueOf(name) } });
    return { port: portOf(fake.url), token: fake.token, ca: "" };
  },
};

const TOKEN = "token-of-the-bench";
const READER = "serviceAccount:reader@shop.iam.gserviceaccount.com";

function portOf(url: string): number {
  return Number(new URL(url).port);
}
