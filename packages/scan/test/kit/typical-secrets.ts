import { createHash } from "node:crypto";

import { Secret } from "@confide/core";

/** Random, and the same in each run. */
function randomText(seed: string, length: number, alphabet: string): string {
  let text = "";
  for (let block = 0; text.length < length; block++)
    for (const byte of createHash("sha256").update(`${seed} ${block}`).digest())
      text += alphabet[byte % alphabet.length] ?? "";
  return text.slice(0, length);
}

const DIGITS = "0123456789";
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const WORD = LETTERS + LETTERS.toUpperCase() + DIGITS;
const ALL = `${WORD}!"#$%&'()*+,-./:;<=>?@[]^_{|}~`;

const keyOf = (seed: string) => {
  const lines = [1, 2, 3, 4].map((line) => randomText(`${seed} ${line}`, 64, `${WORD}+/`));
  return `-----BEGIN PRIVATE KEY-----\n${lines.join("\n")}\n-----END PRIVATE KEY-----\n`;
};

/** Secrets as programs have them, each kind with what is around it and is none. */
const kinds: Readonly<Record<string, (seed: string) => unknown>> = {
  "a token": (seed) => `sk_live_${randomText(seed, 24, WORD)}`,
  "a short password": (seed) => randomText(seed, 7, LETTERS + DIGITS),
  "a password of symbols": (seed) => randomText(seed, 20, ALL),
  "a number": (seed) => Number(randomText(seed, 12, "123456789")),
  "digits of sixteen": (seed) => randomText(seed, 8, "0123456789abcdef"),
  "words": (seed) => `${randomText(seed, 5, LETTERS)} horse staple ${randomText(`${seed} 2`, 5, LETTERS)}`,
  "base64": (seed) => `${randomText(seed, 43, `${WORD}+/`)}=`,
  "a URL": (seed) => `postgres://app_user:${randomText(seed, 12, WORD)}@db.example.com:5432/app?sslmode=require&authSource=admin`,
  "a URL of Mongo": (seed) => `mongodb+srv://app:${randomText(seed, 12, WORD)}@h.example.com/?authMechanism=SCRAM-SHA-256&retryWrites=true`,
  "a connection string": (seed) => `Server=tcp:db.example.com,1433;Database=app;User ID=app;Password=${randomText(seed, 14, WORD)};Encrypt=True`,
  "a key": keyOf,
  "an account": (seed) => JSON.stringify({
    type: "service_account",
    project_id: "my-project",
    private_key_id: randomText(seed, 40, "0123456789abcdef"),
    private_key: keyOf(seed),
    client_email: "app@my-project.iam.gserviceaccount.com",
    auth_uri: "https://accounts.google.com/o/oauth2/auth",
    token_uri: "https://oauth2.googleapis.com/token",
    auth_provider_x509_cert_url: "https://www.googleapis.com/oauth2/v1/certs",
    universe_domain: "googleapis.com",
  }),
  "a JSON secret": (seed) => JSON.stringify({ username: "postgres", password: randomText(seed, 16, ALL), engine: "postgres", host: "localhost", port: 5432, token_type: "Bearer" }),
  "what is too weak to be looked for": () => "password",
}; // prettier-ignore

export function typicalSecrets(ofEach: number): readonly Secret<unknown>[] {
  return Object.entries(kinds).flatMap(([kind, make]) =>
    Array.from({ length: ofEach }, (_, index) => new Secret(make(`${kind} ${index}`), `${kind}.${index}`)),
  );
}
