import type { SecretManagerServiceClient } from "@google-cloud/secret-manager";

import type { Counterpart } from "../../servers/names.ts";
import { allAtOnce, confide, oneByOne, type Readers } from "./reader.ts";

const PROJECT = "shop";

export const readers: Readers = {
  async confide(at) {
    const { googleSecretManager } = await import("@confide/gcp");
    return confide(googleSecretManager({ project: PROJECT, client: await clientOf(at) }));
  },
  "its client one by one": async (at) => oneByOne(latestOf(await clientOf(at))),
  "its client Promise.all": async (at) => allAtOnce(latestOf(await clientOf(at))),
};

/** Signed in by a token and nothing else, as the server knows no other sign-in. */
async function clientOf({ port, token, ca }: Counterpart): Promise<SecretManagerServiceClient> {
  const sdk = await import("@google-cloud/secret-manager");
  const grpc = await import("@grpc/grpc-js");
  const { PassThroughClient } = await import("google-auth-library");
  const caller = grpc.credentials.createFromMetadataGenerator((_, done) => {
    const metadata = new grpc.Metadata();
    metadata.set("authorization", `Bearer ${token}`);
    done(null, metadata);
  });
  const trusting = grpc.credentials.createSsl(Buffer.from(ca));
  const sslCreds = grpc.credentials.combineChannelCredentials(trusting, caller);
  return new sdk.SecretManagerServiceClient({
    apiEndpoint: "localhost",
    port,
    sslCreds,
    authClient: new PassThroughClient(),
  });
}

function latestOf(client: SecretManagerServiceClient): (name: string) => Promise<string> {
  return async (name) => {
    const path = `projects/${PROJECT}/secrets/${name}/versions/latest`;
    const [{ payload }] = await client.accessSecretVersion({ name: path });
    return Buffer.from(payload?.data ?? "").toString();
  };
}
