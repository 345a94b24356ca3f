import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { text } from "node:stream/consumers";

import type { FakeServer } from "./fake-server.ts";
import type { Exchange } from "./transcript.ts";

/** What the fake and the service said to the same, made comparable. */
export interface Played {
  readonly answered: object;
  readonly recorded: object;
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** Sends what was sent, byte for byte but for the token and what the fake has named otherwise. */
export class Replay {
  readonly #server: FakeServer;
  readonly #token: string;
  /** Recorded version ids, and ours in their place. */
  readonly #ids = new Map<string, string>();
  #skipToken: string | null = null;

  constructor(server: FakeServer, token: string) {
    this.#server = server;
    this.#token = token;
  }

  async play({ request: asked, kind, response }: Exchange): Promise<Played> {
    const url = new URL(this.#ours(asked.path), this.#server.url);
    for (const [name, value] of Object.entries(this.#queryOf(asked))) url.searchParams.set(name, value);
    const anonymous = kind === "recorded" && asked.headers?.["authorization"] === undefined;
    const answer = await this.#fetch(url, asked.method, anonymous, asked.body);
    this.#learn(response.body, answer.body);
    return { answered: comparable(answer, response), recorded: comparable(response, response) };
  }

  #queryOf({ query = { "api-version": "7.4" } }: Exchange["request"]): Readonly<Record<string, string>> {
    const { $skiptoken, ...others } = query;
    return $skiptoken === undefined || this.#skipToken === null
      ? others
      : { ...others, $skiptoken: this.#skipToken };
  }

  async #fetch(url: URL, method: string, anonymous: boolean, body: unknown): Promise<Answer> {
    const sent = request(url, {
      method,
      ca: this.#server.certificate.cert,
      headers: {
        "content-type": "application/json",
        ...(!anonymous && { authorization: `Bearer ${this.#token}` }),
        ...(body === null && { "content-length": "0" }),
      },
    });
    sent.end(body === null ? undefined : JSON.stringify(body));
    const [received] = (await once(sent, "response")) as [IncomingMessage];
    const answer = await text(received);
    const { statusCode: status = 0, headers } = received;
    return { status, headers, body: answer === "" ? null : (JSON.parse(answer) as unknown) };
  }

  #ours(path: string): string {
    return path.replace(/[0-9a-f]{32}/, (id) => this.#ids.get(id) ?? id);
  }

  #learn(recorded: unknown, answered: unknown): void {
    const [theirs, ours] = [recorded, answered].map((body) => (body ?? {}) as Body);
    this.#ids.set(versionIn(theirs?.id), versionIn(ours?.id));
    if (ours?.nextLink) this.#skipToken = new URL(ours.nextLink).searchParams.get("$skiptoken");
  }
}

interface Body {
  readonly id?: string;
  readonly nextLink?: string | null;
}

/**
 * What of an answer has to be the same: addresses, version ids, times and callers are only there, links are taken
 * apart, and what the collectors have left out is left out here.
 */
function comparable({ status, headers = {}, body }: Answer, recorded: Answer): object {
  const known = ["content-type", "cache-control", "www-authenticate"].filter(
    (name) => recorded.headers?.[name],
  );
  const whole = typeof recorded.body === "object" && recorded.body !== null;
  const named = Object.fromEntries(known.map((name) => [name, headers[name]]));
  return { status, ...named, ...(whole && { body: comparableBody(body, recorded.body) }) };
}

function comparableBody(body: unknown, recorded: unknown): unknown {
  const tokens = !JSON.stringify(recorded).includes("<token>");
  const json = JSON.stringify(body, (name, value: unknown) => {
    if (name === "nextLink" && typeof value === "string") return linkParts(value, tokens);
    return TIMES.has(name) && typeof value === "number" ? "a time" : value;
  });
  const plain = json
    .replaceAll(/https:\/\/(?:localhost|keyvault_name)[^/"]*/g, "VAULT")
    .replaceAll(/\/[0-9a-f]{32}"/g, '/VERSION"')
    .replaceAll(/oid=[^;]+/g, "oid=somebody");
  return JSON.parse(plain) as unknown;
}

const TIMES: ReadonlySet<string> = new Set(["created", "updated", "deletedDate", "scheduledPurgeDate"]);

function linkParts(link: string, tokens: boolean): object {
  const { pathname, searchParams } = new URL(link);
  const parts = { pathname, names: [...searchParams.keys()] };
  return tokens ? { ...parts, marker: markerForm(searchParams.get("$skiptoken") ?? "") } : parts;
}

/** What a token looks like inside; the row that it names depends on what else the vault holds. */
function markerForm(token: string): unknown[] {
  const { NextMarker, TargetLocation } = JSON.parse(Buffer.from(token, "base64url").toString()) as {
    NextMarker: string;
    TargetLocation: number;
  };
  const [two, length, inner = ""] = NextMarker.split("!");
  const [digits, row, ...rest] = Buffer.from(inner.replaceAll("-", "="), "base64").toString().split("!");
  return [TargetLocation, two, Number(length) === inner.length, digits?.length, row?.split("/")[0], ...rest];
}

function versionIn(id = ""): string {
  return /[0-9a-f]{32}$/.exec(id)?.[0] ?? "";
}
