import { IssuerError } from "../rotation-error.ts";
import type { PostgresClient } from "./connection.ts";
import { quoteIdentifier } from "./identifier.ts";

/**
 * Gives one role what another one has, and looks whether it then has all of it. Rights of a database and all in it:
 * memberships, schemas, tables, columns, sequences, functions, types, and defaults for what is made later.
 */
export async function copyRights(client: PostgresClient, from: string, to: string): Promise<void> {
  await refuseOwner(client, from);
  await refuseOtherKind(client, from, to);
  for (const grant of await missingRights(client, from, to)) await client.query(grantText(grant, to));
  const missing = await missingRights(client, from, to);
  if (missing.length === 0) return;
  const told = missing.slice(0, 3).map(({ what }) => what);
  throw new IssuerError(
    `${to} lacks ${missing.length} rights of ${from} (${told.join("; ")}): the admin may not grant them; grant them by hand`,
  );
}

/** What can be given is rights; what a role owns stays its own. */
async function refuseOwner(client: PostgresClient, role: string): Promise<void> {
  const { rows } = await client.query(OWNED, [role]);
  const [{ count } = { count: 0 }] = rows as { count: number }[];
  if (count === 0) return;
  throw new IssuerError(
    `${role} owns ${count} objects, which no other role can alter or drop: give them to a role that both users are members of (REASSIGN OWNED BY … TO …)`,
  );
}

/** A role's own attributes and settings are the owner's to choose; one that differs would show in every second rotation. */
async function refuseOtherKind(client: PostgresClient, from: string, to: string): Promise<void> {
  const { rows } = await client.query(ATTRIBUTES, [from, to]);
  const differing = (rows as { attribute: string }[]).map(({ attribute }) => attribute);
  if (differing.length === 0) return;
  throw new IssuerError(
    `${from} and ${to} differ in ${differing.join(", ")}: set both alike with ALTER ROLE`,
  );
}

interface Grant {
  /** `grant SELECT on table public.orders`, as the server quotes it. */
  readonly what: string;
  readonly suffix: string;
}

async function missingRights(client: PostgresClient, from: string, to: string): Promise<readonly Grant[]> {
  const [has, wanted] = [await rightsOf(client, to), await rightsOf(client, from)];
  const held = new Set(has.map(({ what, suffix }) => what + suffix));
  return wanted.filter(({ what, suffix }) => !held.has(what + suffix));
}

async function rightsOf(client: PostgresClient, role: string): Promise<readonly Grant[]> {
  const { rows } = await client.query(RIGHTS, [role]);
  return rows as readonly Grant[];
}

function grantText({ what, suffix }: Grant, to: string): string {
  return `${what} to ${quoteIdentifier(to)}${suffix}`;
}

const OWNED = `
  select count(*)::int as count from pg_shdepend d join pg_roles r on r.oid = d.refobjid
  where d.refclassid = 'pg_authid'::regclass and d.deptype = 'o' and r.rolname = $1
    and d.dbid in (0, (select oid from pg_database where datname = current_database()))`;

const ATTRIBUTES = `
  select a.key as attribute from
    (select each.* from pg_roles r, jsonb_each(to_jsonb(r)) each where rolname = $1) a join
    (select each.* from pg_roles r, jsonb_each(to_jsonb(r)) each where rolname = $2) b using (key)
  where a.value is distinct from b.value
    and a.key not in ('oid', 'rolname', 'rolpassword', 'rolvaliduntil', 'rolcanlogin')`;

// Each right as the statement that gives it, in the server's own quoting, without the role.
const RIGHTS = `
  with me as (select oid from pg_roles where rolname = $1),
  objects as (
    select format('database %I', datname) as object, datacl as acl from pg_database where datname = current_database()
    union all select format('schema %I', nspname), nspacl from pg_namespace
    union all select format('%s %I.%I', case relkind when 'S' then 'sequence' else 'table' end, nspname, relname), relacl
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
    union all select format('%s %s', case prokind when 'p' then 'procedure' else 'function' end, p.oid::regprocedure), proacl
      from pg_proc p
    union all select format('type %I.%I', nspname, typname), typacl from pg_type t join pg_namespace n on n.oid = typnamespace
    union all select format('foreign server %I', srvname), srvacl from pg_foreign_server
    union all select format('foreign data wrapper %I', fdwname), fdwacl from pg_foreign_data_wrapper
    union all select format('language %I', lanname), lanacl from pg_language
  ),
  granted as (
    select format('grant %s on %s', privilege_type, object) as what, is_grantable
      from objects, aclexplode(acl) where grantee = (select oid from me)
    union all
    select format('grant %s (%I) on table %I.%I', privilege_type, attname, nspname, relname), is_grantable
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace,
        aclexplode(attacl) where grantee = (select oid from me) and not attisdropped
    union all
    select format('alter default privileges for role %I%s grant %s on %s', pg_get_userbyid(defaclrole),
        case when defaclnamespace = 0 then '' else format(' in schema %I', nspname) end, privilege_type,
        case defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types' else 'schemas' end),
        is_grantable
      from pg_default_acl left join pg_namespace n on n.oid = defaclnamespace, aclexplode(defaclacl)
      where grantee = (select oid from me)
  )
  select what, case when is_grantable then ' with grant option' else '' end as suffix from granted
  union
  select format('grant %I', r.rolname), case when m.admin_option then ' with admin option' else '' end
    from pg_auth_members m join pg_roles r on r.oid = m.roleid where m.member = (select oid from me)
  order by 1, 2`;
