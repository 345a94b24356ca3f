import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type FakeServer, fakeServer } from "../test/fake-server.ts";
import { FakeVault } from "../test/fake-vault.ts";
import { Replay } from "../test/replay.ts";
import { type Exchange, transcript } from "../test/transcript.ts";

const exchanges = transcript().map(filled);
if (exchanges.length === 0)
  process.stdout.write("azure-key-vault: the replay is left out: ../shared/transcripts isn't here\n");

/** What the fake doesn't play, and why. */
const unplayed: readonly (readonly [name: RegExp, why: string])[] = [
  [/^token request/, "the identity service's"],
  [/older service$/, "an older text of another exchange"],
  [/^get the secret behind a certificate$/, "the fake has no certificates"],
  [/[Bb]ack up|^restore/, "the fake makes no backups, which the adapter doesn't use"],
  [/^denied by access policy|on-behalf-of|firewall|network access is off/, "the fake judges by role only"],
  [/^throttled/, "of a key, and from the vendor's page; tests bring about the status by hand"],
  [/token of another tenant/, "the fake has one tenant"],
  [
    /^set: name pattern$|^list: maxresults$|^delete takes no version$/,
    "a page of the vendor's, not an answer",
  ],
];

const played = exchanges.filter(({ name }) => !unplayed.some(([pattern]) => pattern.test(name)));

/** How things stood before a scenario, or before an exchange that belongs to none. */
const arranged: Readonly<Record<string, (vault: FakeVault) => void>> = {
  "update, then get": (vault) => seed(vault, "CRUDSecretName-canupdateasecret-"),
  metadata: (vault) =>
    vault.seed("livekvtestsecret-name75d93512", { value: "v", attributes: { exp: 2_527_401_600 } }),
  "delete, then wait for the deleted secret": (vault) =>
    seed(vault, "listSecretName-canlistdeletedsecrets-0"),
  "delete a disabled secret": (vault) => {
    const name = "CRUDSecretName-canupdateadisabledsecret-";
    vault.seed(name, { value: "v", attributes: { enabled: false, exp: 32_503_680_000 } });
    vault.lagging = false;
  },
  "back up, delete, purge, restore": (vault) => {
    seed(vault, "backupRestoreSecretName-canrestoreasecret-");
    vault.lagging = false;
  },
  recover: (vault) => seedDeleted(vault, "backupRestoreSecretName-canrecoveradeletedsecret-", "RSA"),
  "list deleted secrets": (vault) => {
    for (const number of [0, 1]) seedDeleted(vault, `listSecretName-canlistdeletedsecrets-${number}`);
    // What else the vault held, which fills the rest of three pages and is not shown.
    for (let row = 0; row < 50; row++) seed(vault, "listSecretName-others");
  },
  "list secrets with maxresults=1 (7 pages recorded, 5 kept)": (vault) => {
    for (const name of ["a-deleted", "b-deleted", "z-deleted"]) seedDeleted(vault, name);
    seed(vault, "listSecretName-canlistsecretproperties-51074815250816990");
    seed(vault, "listSecretName-canlistsecretsbypage-1");
  },
  "update the attributes of a disabled secret": (vault) =>
    vault.seed("CRUDSecretName-canupdateadisabledsecret-", { value: "v", attributes: { enabled: false } }),
  "list deleted secrets, paged: id without version, one item a page, every second page empty": (vault) =>
    seedDeleted(vault, "listSecretName-canlistdeletedsecretsbypage-0"),
  "list secrets: content type, expiry and tags are listed": (vault) =>
    vault.seed("cfb-txqrNpDc-test-secret-with-exp", {
      contentType: "",
      tags: { c7n: "true" },
      attributes: { exp: 1_676_671_197 },
    }),
  "denied by RBAC": (vault) => vault.rbac.unassign("owner"),
  "set on a deleted name": (vault) => seedDeleted(vault, "the-name"),
  "set while it is being recovered": (vault) => seedRecovering(vault, "secret-sauce"),
  "set while being recovered, after the poller said done": (vault) => seedRecovering(vault, "the-name"),
  "an expired or not yet valid secret can be read": (vault) =>
    vault.seed("the-name", { value: "v", attributes: { exp: 1, nbf: 32_503_680_000 } }),
};

describe.skipIf(played.length === 0)("the fake answers as the service was seen to", () => {
  let server: FakeServer | undefined;

  afterAll(() => server?.close());

  async function replayOf(arrangement: string, token = "eyJ0.owner"): Promise<Replay> {
    server?.close();
    const vault = new FakeVault({ retentionDays: arrangement === "delete a disabled secret" ? 90 : 7 });
    vault.rbac.assign("owner", "Key Vault Secrets Officer", "/vault");
    arranged[arrangement]?.(vault);
    server = await fakeServer(vault, new Map([["eyJ0.owner", "owner"]]));
    return new Replay(server, token);
  }

  describe.each([...new Set(played.flatMap(({ scenario }) => scenario ?? []))])("%s", (scenario) => {
    let replay: Replay | undefined;
    beforeAll(async () => {
      replay = await replayOf(scenario);
    });

    test.each(played.filter((each) => each.scenario === scenario))("$name", async (exchange) => {
      if (!replay) throw new Error("nothing is arranged");
      const { answered, recorded } = await replay.play(exchange);
      expect(answered).toEqual(recorded);
    });
  });

  test.each(played.filter(({ scenario }) => scenario === undefined))("$name", async (exchange) => {
    const stranger = exchange.name === "a token for another audience";
    const replay = await replayOf(exchange.name, stranger ? "eyJ0.stranger" : undefined);
    const { answered, recorded } = await replay.play(exchange);
    expect(answered).toEqual(recorded);
  });

  test("most of what was recorded is played", () => {
    const recorded = (list: readonly Exchange[]) => list.filter(({ kind }) => kind === "recorded").length;
    expect(recorded(played)).toBeGreaterThanOrEqual(0.8 * recorded(exchanges));
  });
});

/** The placeholders that the collectors left, as what they stand for. */
function filled(exchange: Exchange): Exchange {
  const text = JSON.stringify(exchange)
    .replaceAll("<missing name>", "missing-name")
    .replaceAll("<-or-digit-first name>", "-1")
    .replaceAll("<name>", "the-name")
    .replaceAll("/certificates/", "/secrets/")
    .replaceAll("https://<vault>.", "https://keyvault_name.");
  return JSON.parse(text) as Exchange;
}

function seed(vault: FakeVault, name: string, value = "SECRET_VALUE"): void {
  vault.seed(name, { value });
}

function seedDeleted(vault: FakeVault, name: string, value?: string): void {
  seed(vault, name, value);
  vault.secret(name).delete();
}

function seedRecovering(vault: FakeVault, name: string): void {
  seed(vault, name);
  const secret = vault.secret(name);
  secret.delete();
  secret.recover();
}
