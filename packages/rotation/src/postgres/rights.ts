import { IssuerError } from "../rotation-error.ts";
import type { PostgresClient } from "./connection.ts";
import { type Right, roleRights } from "./role-rights.ts";

/** Two users that are to be able to do the same, whichever of them is in use. */
export interface UserPair {
  /** Who is in use, and decides. */
  readonly from: string;
  readonly to: string;
}

/**
 * Gives one role what another one has in a database, takes from it what that one lacks, and looks whether they then have the
 * same. What no statement can make the same is refused by its name.
 *
 * @param begin is told each statement without a value, for an error
 */
export async function copyRights(
  client: PostgresClient,
  { from, to }: UserPair,
  begin: (what: string) => void = () => {},
): Promise<void> {
  for (const role of [from, to]) await refuseOwner(client, role);
  await refuseOtherAttributes(client, { from, to });
  await refuseOtherMappings(client, { from, to });
  const { missing, extra } = await differences(client, { from, to });
  for (const { what, take } of extra) await done(`undo "${what}" for ${to}`, take);
  for (const { what, give } of missing) await done(`do "${what}" for ${to}`, give);
  const left = await differences(client, { from, to });
  refuseDifference(`${to} lacks`, `rights of ${from}`, left.missing, "grant");
  refuseDifference(`${to} has`, `rights that ${from} lacks`, left.extra, "revoke");
  await refuseUnknown(client, { from, to });

  async function done(what: string, statement: string | null): Promise<void> {
    if (statement === null) return;
    begin(what);
    await client.query(statement);
  }
}

interface Differences {
  readonly missing: readonly Right[];
  readonly extra: readonly Right[];
}

async function differences(client: PostgresClient, { from, to }: UserPair): Promise<Differences> {
  const [wanted, has] = [await roleRights(client, from, to), await roleRights(client, to, to)];
  const without = (rights: readonly Right[], others: readonly Right[]) => {
    const ids = new Set(others.map(({ id }) => id));
    return rights.filter(({ id }) => !ids.has(id));
  };
  return { missing: without(wanted, has), extra: without(has, wanted) };
}

function refuseDifference(
  who: string,
  which: string,
  rights: readonly Right[],
  verb: "grant" | "revoke",
): void {
  if (rights.length === 0) return;
  throw new IssuerError(
    `${who} ${rights.length} ${which} (${firstThree(rights.map(({ what }) => what))}): the admin may not ${verb} them; ${verb} them by hand`,
  );
}

function firstThree(names: readonly string[]): string {
  return names.slice(0, 3).join("; ");
}

/** What can be given is rights; what a role owns stays its own. */
async function refuseOwner(client: PostgresClient, role: string): Promise<void> {
  const { rows } = await client.query(OWNED, [role]);
  const [{ count, elsewhere } = { count: 0, elsewhere: null }] = rows as Owned[];
  if (count === 0) return;
  throw new IssuerError(
    `${role} owns ${count} objects${elsewhere ? ` (also in ${elsewhere})` : ""}, which no other role can alter or drop: give them to a role that both users are members of (REASSIGN OWNED BY … TO …)`,
  );
}

interface Owned {
  readonly count: number;
  /** The databases that aren't the one of the connection. */
  readonly elsewhere?: string | null;
}

/** A role's own attributes are the owner's to choose; one that differs would show in every second rotation. */
async function refuseOtherAttributes(client: PostgresClient, { from, to }: UserPair): Promise<void> {
  const { rows } = await client.query(ATTRIBUTES, [from, to]);
  const differing = (rows as { attribute: string }[]).map(({ attribute }) => attribute);
  if (differing.length === 0) return;
  throw new IssuerError(
    `${from} and ${to} differ in ${differing.join(", ")}: set both alike with ALTER ROLE`,
  );
}

/** They hold passwords of other servers, which nobody but their owner reads. */
async function refuseOtherMappings(client: PostgresClient, { from, to }: UserPair): Promise<void> {
  const { rows } = await client.query(MAPPINGS, [from, to]);
  const servers = (rows as { server: string }[]).map(({ server }) => server);
  if (servers.length === 0) return;
  throw new IssuerError(
    `${from} and ${to} have different user mappings for ${firstThree(servers)}: give both the same with CREATE USER MAPPING`,
  );
}

/** By the server's own list of what depends on a role: rights of a kind that this release doesn't know. */
async function refuseUnknown(client: PostgresClient, { from, to }: UserPair): Promise<void> {
  const { rows } = await client.query(DEPENDENT, [from, to]);
  const names = (rows as { name: string }[]).map(({ name }) => name);
  if (names.length === 0) return;
  throw new IssuerError(
    `${from} and ${to} have different rights on ${firstThree(names)}, which can't be copied: give both the same by hand`,
  );
}

// Default privileges and user mappings count as owned too, and are compared by themselves.
const OWNED = `
  select count(*)::int as count,
    string_agg(distinct quote_ident(datname), ', ') filter (where datname <> current_database()) as elsewhere
  from pg_shdepend d join pg_roles r on r.oid = d.refobjid left join pg_database b on b.oid = d.dbid
  where d.refclassid = 'pg_authid'::regclass and d.deptype = 'o' and r.rolname = $1
    and d.classid not in ('pg_default_acl'::regclass, 'pg_user_mapping'::regclass)`;

const ATTRIBUTES = `
  select a.key as attribute from
    (select each.* from pg_roles r, jsonb_each(to_jsonb(r)) each where rolname = $1) a join
    (select each.* from pg_roles r, jsonb_each(to_jsonb(r)) each where rolname = $2) b using (key)
  where a.value is distinct from b.value
    and a.key not in ('oid', 'rolname', 'rolpassword', 'rolvaliduntil', 'rolcanlogin', 'rolconfig')`;

const MAPPINGS = `
  select quote_ident(coalesce(a.srvname, b.srvname)) as server from
    (select * from pg_user_mappings where usename = $1) a full join
    (select * from pg_user_mappings where usename = $2) b using (srvid)
  where a.umid is null or b.umid is null or a.umoptions is distinct from b.umoptions
  order by 1`;

const DEPENDENT = `
  with dependent as (
    select rolname, dbid, classid, objid, objsubid, deptype from pg_shdepend d join pg_roles r on r.oid = refobjid
    where refclassid = 'pg_authid'::regclass and deptype in ('a', 'r') and rolname in ($1, $2)
      and classid <> 'pg_auth_members'::regclass
      and dbid in (0, (select oid from pg_database where datname = current_database()))
  )
  select distinct pg_describe_object(classid, objid, objsubid) as name from dependent
  group by dbid, classid, objid, objsubid, deptype having count(distinct rolname) = 1 order by 1`;
