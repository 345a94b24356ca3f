import { memoryStore } from "@confide/core/testing";
import fc from "fast-check";
import { Client } from "pg";
import { expect } from "vitest";

import { startPostgres } from "../../../scripts/servers.ts";
import { postgresPassword } from "../src/postgres/index.ts";
import { rotate } from "../src/rotate.ts";
import { valueIn } from "./store-helpers.ts";

/** The user in use, and the one that is to follow. */
const USERS = ["app a", 'app"b'] as const;
const DATABASES = ["postgres", "reports"] as const;
const NAME = "prod/database";

/** Something that somebody does to one user. */
interface Command {
  readonly title: string;
  readonly database: (typeof DATABASES)[number];
  readonly sql: (user: string) => string;
  /** What no statement makes the same for the other user. */
  readonly kind?: "owner" | "mapping" | "attribute" | "granted by another" | "policy of one";
}

const database = fc.constantFrom(...DATABASES);
const grantOption = fc.constantFrom("", " with grant option");

const objects: readonly (readonly [object: string, privileges: readonly string[]])[] = [
  ["table orders", ["select", "insert", "delete", "select (note)", "update (note)"]],
  ['table "odd schema"."odd table"', ["select", "references", "all"]],
  ["table overview", ["select"]],
  ["sequence numbers", ["usage", "update"]],
  ['schema "odd schema"', ["usage", "create"]],
  ["function twice(int)", ["execute"]],
  ["procedure nothing()", ["execute"]],
  ["type mood", ["usage"]],
  ["domain small", ["usage"]],
  ["large object 4711", ["select", "update"]],
  ["foreign data wrapper files", ["usage"]],
  ["foreign server elsewhere", ["usage"]],
  ["language plpgsql", ["usage"]],
  ["database reports", ["connect", "create"]],
  ["tablespace pg_default", ["create"]],
  ["parameter log_statement", ["set"]],
  ["parameter work_mem", ["alter system"]],
];

const granted = fc
  .constantFrom(...objects)
  .chain(([object, privileges]) => fc.tuple(fc.constant(object), fc.constantFrom(...privileges)));

function command(
  arbitrary: fc.Arbitrary<readonly [sql: string, kind?: Command["kind"]]>,
): fc.Arbitrary<Command> {
  return fc.tuple(database, arbitrary).map(([where, [sql, kind]]) => ({
    title: `${where}: ${sql}`,
    database: where,
    sql: (user) => sql.replaceAll("USER", user),
    ...(kind && { kind }),
  }));
}

const copied = fc.oneof(
  { weight: 6, arbitrary: command(fc.tuple(granted, grantOption).map(([[on, right], option]) => [`grant ${right} on ${on} to USER${option}`])) },
  command(
    fc
      .tuple(fc.constantFrom("readers", "writers"), fc.boolean(), fc.boolean(), fc.boolean())
      .map(([role, admin, inherit, set]) => [`grant ${role} to USER with admin ${admin}, inherit ${inherit}, set ${set}`]),
  ),
  command(fc.nat({ max: 2 }).map((n) => [`create policy "shared ${n} of "USER on orders to readers, USER using (id % 3 = ${n})`])),
  command(
    fc.constantFrom(
      ["alter role USER set work_mem = '8MB'"],
      [`alter role USER set search_path = "odd schema", '$user', "a ""b"", c", public`],
      [String.raw`alter role USER set app.tenant = E'it''s \\ "one", two'`],
      ["alter role USER in database reports set search_path = ''"],
      ["alter role USER in database reports set statement_timeout = '5s'"],
    ),
  ),
  command(
    fc
      .tuple(fc.constantFrom("", " in schema public"), fc.constantFrom("select on tables", "usage on sequences", "execute on functions"), grantOption)
      .map(([place, right, option]) => [`alter default privileges for role owner${place} grant ${right} to USER${option}`]),
  ),
  command(fc.constant(["alter default privileges for role USER in schema public grant select on tables to readers"])),
); // prettier-ignore

const uncopied = fc.oneof(
  command(fc.constant(["create table owned (id int); alter table owned owner to USER", "owner"])),
  command(fc.constant(["create user mapping for USER server elsewhere options (password 'made-up')", "mapping"])),
  command(fc.constant(["alter role USER connection limit 7", "attribute"])),
); // prettier-ignore

/** Of the user that is to follow only: what somebody else has given can't be taken back, nor a policy's last role. */
const left = fc.oneof(
  command(fc.constant(["set role granter; grant select on orders to USER; reset role", "granted by another"])),
  command(fc.constant(['create policy "only of "USER on orders to USER using (id > 0)', "policy of one"])),
); // prettier-ignore

function several(...arbitraries: fc.WeightedArbitrary<Command>[]): fc.Arbitrary<readonly Command[]> {
  return fc.uniqueArray(fc.oneof(...arbitraries), { selector: ({ title }) => title, maxLength: 12 });
}

/** What each of the two users has before the rotation; the second may be missing. */
export const histories = fc.record({
  first: several({ weight: 40, arbitrary: copied }, { weight: 1, arbitrary: uncopied }),
  second: fc.option(
    several(
      { weight: 40, arbitrary: copied },
      { weight: 1, arbitrary: uncopied },
      { weight: 1, arbitrary: left },
    ),
  ),
});

type History = typeof histories extends fc.Arbitrary<infer T> ? T : never;

export interface RightsGround {
  /** What came of the rotation of one history. */
  readonly rotated: (history: History) => Promise<"rotated" | "refused">;
  readonly close: () => Promise<void>;
}

/** A real server with two databases, in which one history after another is tried. */
export async function openRightsGround(): Promise<RightsGround> {
  const server = await startPostgres();
  const admins = new Map<string, Client>();
  const urlOf = (name: string) => server.url.replace(/[^/]*$/, name);
  for (const name of DATABASES) {
    if (name !== server.database) await admins.get(server.database)?.query(`create database ${name}`);
    const admin = new Client({ connectionString: urlOf(name) });
    await admin.connect();
    if (name === server.database) await admin.query(ROLES);
    await admin.query(OBJECTS);
    admins.set(name, admin);
  }
  const quoted = (user: string) => `"${user.replaceAll('"', '""')}"`;
  const everywhere = async <T>(work: (admin: Client) => Promise<T>) => {
    const results: T[] = [];
    for (const admin of admins.values()) results.push(await work(admin));
    return results;
  };

  async function reset(): Promise<void> {
    await everywhere(async (admin) => admin.query(DROP_POLICIES));
    for (const user of USERS) {
      await everywhere(async (admin) => {
        const { rows } = await admin.query("select from pg_roles where rolname = $1", [user]);
        if (rows.length === 0) return;
        await admin.query(`set role granter; revoke select on orders from ${quoted(user)}; reset role`);
        await admin.query(`drop owned by ${quoted(user)} cascade`);
      });
      await admins.get(server.database)?.query(`drop role if exists ${quoted(user)}`);
    }
  }

  async function does(user: string, commands: readonly Command[]): Promise<void> {
    for (const { database: name, sql } of commands) await admins.get(name)?.query(sql(quoted(user)));
  }

  return {
    async rotated({ first, second }) {
      await reset();
      await admins
        .get(server.database)
        ?.query(`create role ${quoted(USERS[0])} login password 'first-password'`);
      await does(USERS[0], first);
      if (second) await admins.get(server.database)?.query(`create role ${quoted(USERS[1])}`);
      await does(USERS[1], second ?? []);
      const before = await everywhere(async (admin) => capabilities(admin, USERS[0]));

      const value = JSON.stringify({ username: USERS[0], password: "first-password" });
      const store = memoryStore({ [NAME]: value });
      const issuer = postgresPassword({ admin: server.url, users: USERS });
      const error: unknown = await rotate({ store, name: NAME, issuer }).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      const after = await everywhere(async (admin) => capabilities(admin, USERS[0]));
      expect(after).toEqual(before);
      const kept = unlike(first, second ?? []);
      expect([kept, error instanceof Error ? error.message : error]).toEqual([
        kept,
        kept ? expect.stringMatching(TOLD[kept]) : undefined,
      ]);
      if (kept) expect(await valueIn(store, NAME)).toBe(value);
      else expect(await everywhere(async (admin) => capabilities(admin, USERS[1]))).toEqual(before);
      return kept ? "refused" : "rotated";
    },
    async close() {
      await everywhere(async (admin) => admin.end());
      await server.stop();
    },
  };
}

/** What keeps the two from being made the same; `undefined`: nothing does. */
function unlike(first: readonly Command[], second: readonly Command[]): NonNullable<Command["kind"]> | undefined {
  const has = (commands: readonly Command[], kind: Command["kind"], where?: string) =>
    commands.some((each) => each.kind === kind && (where === undefined || each.database === where));
  if (has([...first, ...second], "owner")) return "owner";
  if (has(first, "attribute") !== has(second, "attribute")) return "attribute";
  if (DATABASES.some((where) => has(first, "mapping", where) !== has(second, "mapping", where))) return "mapping";
  if (has(second, "policy of one")) return "policy of one";
  const selects = (where: string) =>
    first.some((each) => each.database === where && each.title.includes(": grant select on table orders "));
  if (DATABASES.some((where) => has(second, "granted by another", where) && !selects(where))) return "granted by another";
  return undefined;
} // prettier-ignore

const TOLD = {
  owner: /owns \d+ objects/,
  attribute: /differ in rolconnlimit/,
  mapping: /different user mappings for elsewhere/,
  "policy of one": /has \d+ rights that app a lacks \(.*(policy "only of ""app""b"|grant SELECT)/,
  "granted by another": /has \d+ rights that app a lacks \(.*grant SELECT on table public\.orders/,
} as const;

/** What a user can do in a database, by the server's own functions and by trying. */
async function capabilities(admin: Client, user: string): Promise<unknown> {
  const { rows } = await admin.query<{ can: unknown }>(CAPABILITIES, [user]);
  return { can: rows[0]?.can, sees: await seen(admin, user), later: await later(admin, user) };
}

/** Which rows the policies let it see. */
async function seen(admin: Client, user: string): Promise<unknown> {
  return undone(admin, async () => {
    // Whatever else it lacks: only the policies are asked for.
    await admin.query(`grant usage on schema public to public; grant select on orders to public`);
    await admin.query(`set local role ${admin.escapeIdentifier(user)}`);
    const { rows } = await admin.query<{ id: number }>("select id from public.orders order by id");
    return rows;
  });
}

/** What it can do with what is made from now on. */
async function later(admin: Client, user: string): Promise<unknown> {
  return undone(admin, async () => {
    await admin.query("set local role owner");
    await admin.query(`create table public.fresh (); create sequence public.fresh_numbers; create schema fresh;
      create function public.fresh() returns int language sql as 'select 1'; create table fresh.fresh ()`);
    await admin.query("reset role");
    const { rows } = await admin.query<{ privilege: string }>(LATER, [user]);
    return rows;
  });
}

async function undone<T>(admin: Client, work: () => Promise<T>): Promise<T> {
  await admin.query("begin");
  try {
    return await work();
  } finally {
    await admin.query("rollback");
  }
}

const ROLES = `create role owner; create role readers; create role writers; create role granter`;

const DROP_POLICIES = `
  do $$ declare name text; begin
    for name in select polname from pg_policy loop execute format('drop policy %I on orders', name); end loop;
  end $$`;

const OBJECTS = `
  grant create on database postgres to owner; grant usage, create on schema public to owner;
  do $$ begin execute format('grant create on database %I to owner', current_database()); end $$;
  set role owner;
  create table orders (id int, note text); create sequence numbers; create schema "odd schema";
  create table "odd schema"."odd table" (a int, b int); create view overview as select 1 as one;
  create function twice(int) returns int language sql as 'select $1 * 2'; revoke execute on function twice from public;
  create procedure nothing() language sql as ''; revoke execute on procedure nothing from public;
  create type mood as enum ('good'); create domain small as int; revoke usage on type mood, small from public;
  insert into orders select n from generate_series(0, 5) n; alter table orders enable row level security;
  grant select on orders to granter with grant option;
  reset role;
  grant usage on schema public to granter;
  select lo_create(4711);
  create foreign data wrapper files; create server elsewhere foreign data wrapper files`;

const both = (privileges: readonly string[]) =>
  `unnest(array[${privileges.flatMap((each) => [`'${each}'`, `'${each} WITH GRANT OPTION'`]).join(", ")}]) privilege`;

const can = (of: string, object: string, from: string, privileges: readonly string[]) =>
  `select format('%s %s', ${object}, privilege) as may, has_${of}_privilege($1, oid, privilege)::text as how from ${from}, ${both(privileges)}`;

const named = (catalog: string, prefix: string) =>
  `(select oid, ${prefix}name as called from ${catalog} where ${prefix}name !~ '^pg_(toast|temp)') each`;

const CAPABILITIES = `
  with relations as (
    select c.oid, relkind, c.oid::regclass::text as called from pg_class c join pg_namespace n on n.oid = relnamespace
    where nspname in ('public', 'odd schema')
  ),
  may as (
    ${can("table", "called", "(select * from relations where relkind in ('r', 'v')) each", ["SELECT", "INSERT", "UPDATE", "DELETE", "REFERENCES", "TRIGGER", "TRUNCATE"])}
    union all
    select format('%s.%s %s', called, attname, privilege), has_column_privilege($1, oid, attnum, privilege)::text
      from relations join pg_attribute on attrelid = oid, ${both(["SELECT", "INSERT", "UPDATE", "REFERENCES"])} where relkind in ('r', 'v') and attnum > 0
    union all ${can("sequence", "called", "(select * from relations where relkind = 'S') each", ["USAGE", "SELECT", "UPDATE"])}
    union all ${can("function", "oid::regprocedure", "(select oid from pg_proc where pronamespace = 'public'::regnamespace) each", ["EXECUTE"])}
    union all ${can("schema", "called", named("pg_namespace", "nsp"), ["USAGE", "CREATE"])}
    union all ${can("database", "called", named("pg_database", "dat"), ["CONNECT", "CREATE", "TEMPORARY"])}
    union all ${can("tablespace", "called", named("pg_tablespace", "spc"), ["CREATE"])}
    union all ${can("type", "called", named("pg_type", "typ"), ["USAGE"])}
    union all ${can("foreign_data_wrapper", "called", named("pg_foreign_data_wrapper", "fdw"), ["USAGE"])}
    union all ${can("server", "called", named("pg_foreign_server", "srv"), ["USAGE"])}
    union all ${can("language", "called", named("pg_language", "lan"), ["USAGE"])}
    union all ${can("largeobject", "oid", "pg_largeobject_metadata", ["SELECT", "UPDATE"])}
    union all
    select format('%s %s', parameter, privilege), has_parameter_privilege($1, parameter, privilege)::text
      from unnest(array['log_statement', 'work_mem']) parameter, ${both(["SET", "ALTER SYSTEM"])}
    union all
    select format('%s %s', rolname, privilege), pg_has_role($1, oid, privilege)::text
      from pg_roles, unnest(array['MEMBER', 'USAGE', 'SET', 'MEMBER WITH ADMIN OPTION']) privilege where rolname !~ '^app'
    union all
    select format('setting in %s', setdatabase), array_to_string(array(select unnest(setconfig) order by 1), '|')
      from pg_db_role_setting join pg_roles r on r.oid = setrole where rolname = $1
    union all
    select format('makes in %s, %s', defaclnamespace, defaclobjtype),
        (select string_agg(format('%s %s %s', case grantee when defaclrole then 'itself' else grantee::text end, privilege_type, is_grantable), '|' order by 1)
          from aclexplode(defaclacl))
      from pg_default_acl join pg_roles r on r.oid = defaclrole where rolname = $1
    union all select 'limit', rolconnlimit::text from pg_roles where rolname = $1
  )
  select array_agg(may || ': ' || how order by may) as can from may where how <> 'false'`;

const LATER = `
  select privilege, has_table_privilege($1, 'public.fresh', privilege) as one, has_table_privilege($1, 'fresh.fresh', privilege) as two
    from ${both(["SELECT", "INSERT"])}
  union all select privilege, has_sequence_privilege($1, 'public.fresh_numbers', privilege), null from ${both(["USAGE"])}
  union all select privilege, has_function_privilege($1, 'public.fresh()', privilege), null from ${both(["EXECUTE"])}
  order by 1`;
