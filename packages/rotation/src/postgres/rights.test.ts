import { describe, expect, test } from "vitest";

import { IssuerError } from "../rotation-error.ts";
import { copyRights } from "./rights.ts";

const SELECT = { what: "grant SELECT on table public.orders", suffix: "" };
const USAGE = { what: "grant USAGE on schema public", suffix: " with grant option" };
const MEMBER = { what: "grant readers", suffix: " with admin option" };

interface Server {
  /** What each role has; a grant adds to it, unless the admin may not give it. */
  readonly rights: Record<string, { readonly what: string; readonly suffix: string }[]>;
  readonly owned?: readonly unknown[];
  readonly differing?: readonly { readonly attribute: string }[];
  readonly mayNotGive?: readonly string[];
}

/** Answers the three questions by the catalogs that they are about. */
function clientOf({ rights, owned = [{ count: 0 }], differing = [], mayNotGive = [] }: Server) {
  const statements: string[] = [];
  const asked: (readonly unknown[])[] = [];
  const catalogs = [
    ["pg_shdepend", () => owned],
    ["jsonb_each(to_jsonb(r))", () => differing],
    ["aclexplode(acl)", (role: string) => [...(rights[role] ?? [])]],
  ] as const;
  return {
    statements,
    asked,
    async query(text: string, values?: unknown[]) {
      const [catalog, answer] = catalogs.find(([each]) => text.includes(each)) ?? [];
      if (catalog && answer) {
        asked.push([catalog, ...(values ?? [])]);
        return { rows: answer(String(values?.[0])) };
      }
      statements.push(text);
      const [, what = "", role = "", suffix = ""] = /^(.*) to "(.*?)"(.*)$/.exec(text) ?? [];
      if (!mayNotGive.includes(what)) (rights[role] ??= []).push({ what, suffix });
      return { rows: [] };
    },
  };
}

describe("rights are copied", () => {
  test("what the other lacks is given, as the server writes it, and nothing twice", async () => {
    const client = clientOf({ rights: { app_a: [SELECT, USAGE, MEMBER], app_b: [SELECT] } });
    await copyRights(client, "app_a", "app_b");
    expect(client.statements).toEqual([
      'grant USAGE on schema public to "app_b" with grant option',
      'grant readers to "app_b" with admin option',
    ]);
    expect(client.asked).toEqual([
      ["pg_shdepend", "app_a"],
      ["jsonb_each(to_jsonb(r))", "app_a", "app_b"],
      ["aclexplode(acl)", "app_b"],
      ["aclexplode(acl)", "app_a"],
      ["aclexplode(acl)", "app_b"],
      ["aclexplode(acl)", "app_a"],
    ]);
  });

  test("a right that may be passed on is another one", async () => {
    const client = clientOf({
      rights: { app_a: [{ ...SELECT, suffix: " with grant option" }], app_b: [SELECT] },
    });
    await copyRights(client, "app_a", "app_b");
    expect(client.statements).toEqual(['grant SELECT on table public.orders to "app_b" with grant option']);
  });

  test("a role's name is quoted", async () => {
    const client = clientOf({ rights: { a: [MEMBER], 'b" c': [MEMBER] } });
    await copyRights(client, "a", 'b" c');
    expect(client.statements).toEqual([]);
    const other = clientOf({ rights: { a: [MEMBER], 'b"" c': [MEMBER] }, mayNotGive: [] });
    await expect(copyRights(other, "a", 'b" c')).rejects.toThrow('b" c lacks 1 rights of a');
    expect(other.statements).toEqual(['grant readers to "b"" c" with admin option']);
  });

  test("no right is nothing to do", async () => {
    const client = clientOf({ rights: {}, owned: [] });
    await copyRights(client, "app_a", "app_b");
    expect(client.statements).toEqual([]);
  });
});

describe("what can't be copied is refused", () => {
  const refusal = async (server: Server) => {
    const client = clientOf(server);
    const error: unknown = await copyRights(client, "app_a", "app_b").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(IssuerError);
    return { message: (error as IssuerError).message, statements: client.statements };
  };

  test("an owner, before anything is given", async () => {
    expect(await refusal({ rights: { app_a: [SELECT] }, owned: [{ count: 1 }] })).toEqual({
      message:
        "app_a owns 1 objects, which no other role can alter or drop: give them to a role that both users are members of (REASSIGN OWNED BY … TO …)",
      statements: [],
    });
  });

  test("attributes that differ, each by its name", async () => {
    const differing = [{ attribute: "rolconnlimit" }, { attribute: "rolinherit" }];
    expect(await refusal({ rights: { app_a: [SELECT] }, differing })).toEqual({
      message: "app_a and app_b differ in rolconnlimit, rolinherit: set both alike with ALTER ROLE",
      statements: [],
    });
  });

  test("rights that the admin may not give: how many, and the first three", async () => {
    const rights = ["a", "b", "c", "d"].map((name) => ({
      what: `grant SELECT on table ${name}`,
      suffix: "",
    }));
    const { message, statements } = await refusal({
      rights: { app_a: [...rights, SELECT] },
      mayNotGive: rights.map(({ what }) => what),
    });
    expect(statements).toHaveLength(5);
    expect(message).toBe(
      "app_b lacks 4 rights of app_a (grant SELECT on table a; grant SELECT on table b; grant SELECT on table c): the admin may not grant them; grant them by hand",
    );
  });
});
