import { describe, expect, test } from "vitest";

import { IssuerError } from "../rotation-error.ts";
import { copyRights } from "./rights.ts";

interface Kept {
  readonly what: string;
  readonly detail?: string;
  /** No statement takes it. */
  readonly isLasting?: boolean;
}

const SELECT = { what: "grant SELECT on table public.orders" };
const USAGE = { what: "grant USAGE on schema public with grant option" };
const MEMBER = { what: "grant readers with admin true, inherit false, set true" };
const POLICY = { what: "policy own on public.orders", isLasting: true };
const setting = (detail: string) => ({ what: "alter role set app.key", detail });

interface Server {
  /** What each role has; a statement changes it, unless the admin may not do that. */
  readonly rights: Record<string, Kept[]>;
  readonly owned?: Readonly<Record<string, unknown>>;
  readonly differing?: readonly { readonly attribute: string }[];
  readonly mappings?: readonly { readonly server: string }[];
  readonly unknown?: readonly { readonly name: string }[];
  readonly mayNotDo?: readonly string[];
}

/** Answers questions by the catalogs that they are about. */
function clientOf({
  rights,
  owned = {},
  differing = [],
  mappings = [],
  unknown = [],
  mayNotDo = [],
}: Server) {
  const statements: string[] = [];
  const rowsOf = (role: string, target: string) =>
    (rights[role] ?? []).map(({ what, detail = "", isLasting = false }) => ({
      what,
      id: `${what} ${detail}`,
      give: JSON.stringify(["give", target, what, detail]),
      take: isLasting ? null : JSON.stringify(["take", target, what, detail]),
    }));
  const catalogs = [
    ["server_version_num", () => [{ version: 180_000 }]],
    ["deptype = 'o'", (role: string) => [owned[role] ?? { count: 0, elsewhere: null }]],
    ["jsonb_each(to_jsonb(r))", () => differing],
    ["pg_user_mappings", () => mappings],
    ["aclexplode(acl)", rowsOf],
    ["pg_describe_object", () => unknown],
  ] as const;
  return {
    statements,
    async query(text: string, values: unknown[] = []) {
      const [, answer] = catalogs.find(([each]) => text.includes(each)) ?? [];
      if (answer) return { rows: answer(String(values[0]), String(values[1])) };
      statements.push(text);
      const [verb, role, what, detail] = JSON.parse(text) as [string, string, string, string];
      const held = (rights[role] ??= []);
      if (mayNotDo.includes(what)) return { rows: [] };
      if (verb === "give") held.push({ what, detail });
      else rights[role] = held.filter((each) => each.what !== what);
      return { rows: [] };
    },
  };
}

const PAIR = { from: "app_a", to: "app_b" };
const give = ({ what, detail = "" }: Kept) => JSON.stringify(["give", "app_b", what, detail]);
const take = ({ what, detail = "" }: Kept) => JSON.stringify(["take", "app_b", what, detail]);

describe("rights are made the same", () => {
  test.each<[title: string, from: Kept[], to: Kept[], statements: string[]]>([
    ["what the other lacks is given, and nothing twice", [SELECT, USAGE, MEMBER], [SELECT], [give(USAGE), give(MEMBER)]],
    ["what the one in use lacks is taken, before anything is given", [USAGE], [SELECT, MEMBER], [take(SELECT), take(MEMBER), give(USAGE)]],
    ["a setting of another value is another one", [setting("one")], [setting("two")], [take(setting("two")), give(setting("one"))]],
    ["no right is nothing to do", [], [], []],
    ["the same is nothing to do", [SELECT, POLICY], [SELECT, POLICY], []],
  ])("%s", async (_, from, to, statements) => {
    const client = clientOf({ rights: { app_a: from, app_b: to } });
    const begun: string[] = [];
    await copyRights(client, PAIR, (what) => void begun.push(what));
    expect(client.statements).toEqual(statements);
    expect(begun).toHaveLength(statements.length);
    expect(begun.join()).not.toMatch(/one|two/);
  }); // prettier-ignore

  test("each statement is told before it is made, without the value of a setting", async () => {
    const client = clientOf({ rights: { app_a: [setting("one")], app_b: [SELECT] } });
    const begun: string[] = [];
    await copyRights(client, PAIR, (what) => void begun.push(what));
    expect(begun).toEqual([
      'undo "grant SELECT on table public.orders" for app_b',
      'do "alter role set app.key" for app_b',
    ]);
  });
});

describe("what can't be made the same is refused", () => {
  const refusal = async (server: Server) => {
    const client = clientOf(server);
    const error: unknown = await copyRights(client, PAIR).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(IssuerError);
    return { message: (error as IssuerError).message, statements: client.statements };
  };
  const rights = { app_a: [SELECT] };

  test.each<[title: string, more: Omit<Server, "rights">, message: string]>([
    [
      "an owner",
      { owned: { app_a: { count: 1 } } },
      "app_a owns 1 objects, which no other role can alter or drop: give them to a role that both users are members of (REASSIGN OWNED BY … TO …)",
    ],
    [
      "the other one as an owner, in other databases too",
      { owned: { app_b: { count: 2, elsewhere: "reports" } } },
      "app_b owns 2 objects (also in reports), which no other role can alter or drop: give them to a role that both users are members of (REASSIGN OWNED BY … TO …)",
    ],
    [
      "attributes that differ, each by its name",
      { differing: [{ attribute: "rolconnlimit" }, { attribute: "rolinherit" }] },
      "app_a and app_b differ in rolconnlimit, rolinherit: set both alike with ALTER ROLE",
    ],
    [
      "user mappings",
      { mappings: [{ server: "elsewhere" }] },
      "app_a and app_b have different user mappings for elsewhere: give both the same with CREATE USER MAPPING",
    ],
  ])("%s, before anything is given", async (_, more, message) => {
    expect(await refusal({ rights: { ...rights }, ...more })).toEqual({ message, statements: [] });
  });

  test("rights that the admin may not give: how many, and the first three", async () => {
    const given = ["a", "b", "c", "d"].map((name) => ({ what: `grant SELECT on table ${name}` }));
    const { message, statements } = await refusal({
      rights: { app_a: [...given, SELECT] },
      mayNotDo: given.map(({ what }) => what),
    });
    expect(statements).toHaveLength(5);
    expect(message).toBe(
      "app_b lacks 4 rights of app_a (grant SELECT on table a; grant SELECT on table b; grant SELECT on table c): the admin may not grant them; grant them by hand",
    );
  });

  test("rights that the admin may not take, and those that no statement takes", async () => {
    expect(await refusal({ rights: { app_b: [SELECT, POLICY] }, mayNotDo: [SELECT.what] })).toEqual({
      message:
        "app_b has 2 rights that app_a lacks (grant SELECT on table public.orders; policy own on public.orders): the admin may not revoke them; revoke them by hand",
      statements: [take(SELECT)],
    });
  });

  test("rights of a kind that isn't known, by the server's own description", async () => {
    const { message } = await refusal({ rights: { ...rights }, unknown: [{ name: "thing orders" }] });
    expect(message).toBe(
      "app_a and app_b have different rights on thing orders, which can't be copied: give both the same by hand",
    );
  });
});
