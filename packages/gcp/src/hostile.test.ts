import { SecretManagerServiceClient } from "@google-cloud/secret-manager";
import * as grpc from "@grpc/grpc-js";
import { OAuth2Client, PassThroughClient } from "google-auth-library";

import { hostileCases } from "../../core/test/hostile-cases.ts";
import { LIMIT } from "./client.ts";
import { googleSecretManager } from "./store.ts";

const TOKEN = "ya29.canary-77aa01";

const FOLLOWS = "over REST Google's client follows redirects, and no option of it says otherwise";

function restClient(port: number): SecretManagerServiceClient {
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: TOKEN, expiry_date: Date.now() + 3_600_000 });
  return new SecretManagerServiceClient({
    fallback: true,
    protocol: "http",
    apiEndpoint: "127.0.0.1",
    port,
    authClient,
  });
}

hostileCases({
  name: "google-secret-manager",
  open: ({ port }) => {
    const sslCreds = grpc.credentials.createInsecure();
    const authClient = new PassThroughClient();
    const client = new SecretManagerServiceClient({
      ...LIMIT,
      apiEndpoint: "127.0.0.1",
      port,
      sslCreds,
      authClient,
    });
    return googleSecretManager({ project: "shop", client });
  },
  hidden: [TOKEN],
});

hostileCases({
  name: "google-secret-manager over REST",
  open: ({ port }) => googleSecretManager({ project: "shop", client: restClient(port) }),
  hidden: [TOKEN],
  without: {
    "a redirect elsewhere": FOLLOWS,
    "a redirect elsewhere with the body": FOLLOWS,
    "a lasting redirect elsewhere": FOLLOWS,
  },
});
