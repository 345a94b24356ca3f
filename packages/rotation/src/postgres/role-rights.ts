import type { PostgresClient } from "./connection.ts";

/** Something that a role may do, and the statements by which another one gets or loses it. */
export interface Right {
  /** `grant SELECT on table public.orders`: for errors, without a role, and without a setting's value. */
  readonly what: string;
  /** The same for the same right, whoever has it. */
  readonly id: string;
  readonly give: string;
  /** `null` where no statement does it. */
  readonly take: string | null;
}

/**
 * What a role has of its own in a database, and in all of them: privileges, default privileges, policies, memberships and
 * settings.
 *
 * @param target whom the statements are about
 */
export async function roleRights(
  client: PostgresClient,
  role: string,
  target: string,
): Promise<readonly Right[]> {
  const { rows: about } = await client.query("select current_setting('server_version_num')::int as version");
  const [{ version } = { version: 0 }] = about as { version: number }[];
  const { rows } = await client.query(rightsQuery(version), [role, target]);
  return rows as readonly Right[];
}

const PARAMETERS = `
    union all select 'parameter ' || (select string_agg(quote_ident(part), '.') from unnest(string_to_array(parname, '.')) part),
        paracl from pg_parameter_acl`;

const OLD_OPTIONS = `case when bool_or(admin_option) then ' with admin option' else '' end`;
const OPTIONS = `format(' with admin %s, inherit %s, set %s', bool_or(admin_option)::text, bool_or(inherit_option)::text, bool_or(set_option)::text)`;

/** Settings that are a list of names, which is kept in one text and is set by several. */
const LISTS = [
  "search_path",
  "temp_tablespaces",
  "local_preload_libraries",
  "session_preload_libraries",
  "shared_preload_libraries",
];
const ELEMENTS = String.raw`(select string_agg(quote_literal(coalesce(replace(m[1], '""', '"'), rtrim(m[2]))), ', ')
          from regexp_matches(value, '"((?:[^"]|"")*)"|([^",\s][^,]*)', 'g') m)`;

/** Each right as the statement that gives it, in the server's own quoting. Who gave it makes no difference. */
const rightsQuery = (version: number) => `
  with me as (select oid from pg_roles where rolname = $1),
  target as (select $2::text as name, quote_ident($2::text) as quoted),
  objects as (
    select format('database %I', datname) as object, datacl as acl from pg_database
    union all select format('tablespace %I', spcname), spcacl from pg_tablespace
    ${version < 150_000 ? "" : PARAMETERS}
    union all select format('schema %I', nspname), nspacl from pg_namespace
    union all select format('%s %I.%I', case relkind when 'S' then 'sequence' else 'table' end, nspname, relname), relacl
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
    union all select format('%s %s', case prokind when 'p' then 'procedure' else 'function' end, p.oid::regprocedure), proacl
      from pg_proc p
    union all select format('type %I.%I', nspname, typname), typacl from pg_type t join pg_namespace n on n.oid = typnamespace
    union all select format('large object %s', oid), lomacl from pg_largeobject_metadata
    union all select format('foreign server %I', srvname), srvacl from pg_foreign_server
    union all select format('foreign data wrapper %I', fdwname), fdwacl from pg_foreign_data_wrapper
    union all select format('language %I', lanname), lanacl from pg_language
  ),
  defaults as (
    select defaclrole, grantee, is_grantable,
        case when defaclnamespace = 0 then '' else format(' in schema %I', nspname) end as place,
        format('%s on %s', privilege_type, case defaclobjtype when 'r' then 'tables' when 'S' then 'sequences'
          when 'f' then 'functions' when 'T' then 'types' when 'n' then 'schemas' when 'L' then 'large objects' end) as privilege
      from pg_default_acl left join pg_namespace n on n.oid = defaclnamespace, aclexplode(defaclacl)
  ),
  privileges as (
    select '' as prefix, format('%s on %s', privilege_type, object) as privilege, is_grantable
      from objects, aclexplode(acl) where grantee = (select oid from me)
    union all
    select '', format('%s (%I) on table %I.%I', privilege_type, attname, nspname, relname), is_grantable
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace,
        aclexplode(attacl) where grantee = (select oid from me) and not attisdropped
    union all
    select format('alter default privileges for role %I%s ', pg_get_userbyid(defaclrole), place), privilege, is_grantable
      from defaults where grantee = (select oid from me) and defaclrole <> grantee
  ),
  granted as (
    select prefix, privilege, case when bool_or(is_grantable) then ' with grant option' else '' end as suffix
      from privileges group by prefix, privilege
  ),
  own_defaults as (
    select place, privilege, case when is_grantable then ' with grant option' else '' end as suffix,
        case grantee when 0 then 'public' when defaclrole then null else quote_ident(pg_get_userbyid(grantee)) end as grantee
      from defaults where defaclrole = (select oid from me)
  ),
  memberships as (
    select r.rolname, ${version < 160_000 ? OLD_OPTIONS : OPTIONS} as suffix
      from pg_auth_members m join pg_roles r on r.oid = m.roleid where m.member = (select oid from me) group by r.rolname
  ),
  policies as (
    select format('policy %I on %s', polname, polrelid::regclass) as policy,
        (select string_agg(quote_ident(pg_get_userbyid(each)), ', ') from unnest(polroles) each, target
          where pg_get_userbyid(each) <> name) as others
      from pg_policy where (select oid from me) = any (polroles)
  ),
  settings as (
    select case when datname is null then '' else format(' in database %I', datname) end as place,
        (select string_agg(quote_ident(part), '.') from unnest(string_to_array(split_part(each, '=', 1), '.')) part) as parameter,
        split_part(each, '=', 1) = any ('{${LISTS.join(",")}}') as is_list, substr(each, position('=' in each) + 1) as value
      from pg_db_role_setting s left join pg_database d on d.oid = setdatabase, unnest(setconfig) each
      where setrole = (select oid from me)
  ),
  found (what, detail, give, take) as (
    select prefix || 'grant ' || privilege || suffix, '',
        prefix || 'grant ' || privilege || ' to ' || quoted || suffix, prefix || 'revoke ' || privilege || ' from ' || quoted
      from granted, target
    union all
    select format('alter default privileges%s grant %s to %s', place, privilege, coalesce(grantee, 'itself')) || suffix, '',
        format('alter default privileges for role %s%s grant %s to %s', quoted, place, privilege, coalesce(grantee, quoted)) || suffix,
        format('alter default privileges for role %s%s revoke %s from %s', quoted, place, privilege, coalesce(grantee, quoted))
      from own_defaults, target
    union all
    select format('grant %I', rolname) || suffix, '', format('grant %I to %s', rolname, quoted) || suffix,
        format('revoke %I from %s', rolname, quoted)
      from memberships, target
    union all
    select policy, '', format('alter %s to %s', policy, concat_ws(', ', others, quoted)), format('alter %s to ', policy) || others
      from policies, target
    union all
    select format('alter role%s set %s', place, parameter), value,
        format('alter role %s%s set %s to %s', quoted, place, parameter, case when is_list then ${ELEMENTS} else quote_literal(value) end),
        format('alter role %s%s reset %s', quoted, place, parameter)
      from settings, target
  )
  select what, what || ' ' || detail as id, give, take from found order by what`;
