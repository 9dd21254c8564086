import { ownerRole } from './session.ts';

const app = 'paygraph_app';
const worker = 'paygraph_worker';

/** One kind of fault: a query of `fact` and `mend` for each case of it. */
interface Kind {
  readonly ours: boolean;
  readonly rows: string;
}

// In the order in which they are mended: roles, memberships, schema, what is in it.
const kinds: readonly Kind[] = [
  {
    ours: true,
    rows: `select format('the role %s is missing', name), format('create role %I nologin noinherit', name) from roles where oid is null`,
  },
  {
    ours: false,
    rows: `select format('the login %s is a superuser or passes row-level security', login.rolname),
                  'create role paygraph login password ''…'', and name it in DATABASE_URL'
             from login where not $2 and (login.rolsuper or login.rolbypassrls)`,
  },
  {
    ours: false,
    rows: `select format('the role %s is a superuser or passes row-level security', r.rolname), format('alter role %I nosuperuser nobypassrls', r.rolname)
             from roles join pg_roles r using (oid) where r.rolsuper or r.rolbypassrls`,
  },
  {
    // The first migrations hand the serving roles on, and some work as one of them.
    ours: true,
    rows: `select format('%s cannot hand on %s', '${ownerRole}', name), format('grant %I to ${ownerRole} with admin true, inherit false, set true', name)
             from roles where $2 and name <> '${ownerRole}'
              and (oid is null or not coalesce(pg_has_role(to_regrole('${ownerRole}')::oid, oid, 'MEMBER WITH ADMIN OPTION'), false))`,
  },
  {
    ours: true,
    rows: `select format('the login %s may not take the role %s', login.rolname, name), format('grant %I to %I with inherit false, set true', name, login.rolname)
             from roles, login where ($2 or name <> '${ownerRole}') and (roles.oid is null or not pg_has_role(login.oid, roles.oid, 'SET'))`,
  },
  {
    ours: true,
    rows: `select format('the login %s has the rights of %s without taking the role', login.rolname, name),
                  coalesce((select string_agg(format('grant %I to %I with inherit false, set true granted by %I', name, login.rolname, by.rolname), '; ')
                              from pg_auth_members m join pg_roles by on by.oid = m.grantor
                             where m.roleid = roles.oid and m.member = login.oid and m.inherit_option),
                           format('revoke %I from the role by which %I has it', name, login.rolname))
             from roles, login where not login.rolsuper and pg_has_role(login.oid, roles.oid, 'USAGE')`,
  },
  {
    ours: false,
    rows: `select format('%s is a member of %s', a.name, b.name), format('revoke %I from %I', b.name, a.name)
             from roles a join roles b on a.name <> b.name and a.name <> '${ownerRole}' where pg_has_role(a.oid, b.oid, 'MEMBER')`,
  },
  {
    ours: true,
    rows: `select format('the login %s owns the schema public', login.rolname), 'alter schema public owner to ${ownerRole}'
             from login, space where nspowner is distinct from to_regrole('${ownerRole}')::oid and pg_has_role(login.oid, nspowner, 'USAGE')`,
  },
  {
    // The first migration begins with CREATE SCHEMA IF NOT EXISTS, which asks for it.
    ours: true,
    rows: `select '${ownerRole} may not create schemas', format('grant create on database %I to ${ownerRole}', current_database())
             where $2 and (to_regrole('${ownerRole}') is null or not has_database_privilege('${ownerRole}', current_database(), 'CREATE'))`,
  },
  {
    ours: true,
    rows: `select '${ownerRole} may not create tables', 'grant usage, create on schema public to ${ownerRole}'
             from login, space where $2 and not pg_has_role(login.oid, nspowner, 'USAGE')
              and (to_regrole('${ownerRole}') is null or not has_schema_privilege('${ownerRole}', 'public', 'CREATE'))`,
  },
  {
    ours: true,
    rows: `select format('%s does not own the %s %s', '${ownerRole}', kind, name), format('alter %s %s owner to ${ownerRole}', kind, name)
             from parts where owner is distinct from to_regrole('${ownerRole}')::oid`,
  },
  {
    ours: false,
    rows: `select format('row-level security is not enabled and forced on %s', name), format('alter table %s enable row level security, force row level security', name)
             from merchant_tables where not (relrowsecurity and relforcerowsecurity)`,
  },
  {
    ours: false,
    rows: `select format('the policy %s on %s lets in more than it may', p.polname, t.name), format('drop policy %I on %s', p.polname, t.name)
             from merchant_tables t join pg_policy p on p.polrelid = t.oid
            where not p.polroles <@ array[to_regrole('${app}')::oid, to_regrole('${worker}')::oid]
               or to_regrole('${app}')::oid = any (p.polroles)
                  and coalesce(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) not like '%app_merchant()%'`,
  },
];

/**
 * What must be otherwise before row-level security holds for the login itself. $1 is the login, $2 whether it is to migrate. What belongs
 * to an extension is not ours, nor is what somebody else has put beside our tables: ours is what the login owns, or whoever migrated until now.
 */
export const faultsSql = `
with login as (select oid, rolname, rolsuper, rolbypassrls from pg_roles where rolname = $1),
roles as (select name, to_regrole(name)::oid as oid from unnest(array['${ownerRole}', '${app}', '${worker}']) as name),
space as (select nspowner from pg_namespace where nspname = 'public'),
all_parts as (
  select case c.relkind when 'v' then 'view' when 'S' then 'sequence' else 'table' end as kind, 'pg_class'::regclass as class, c.oid, c.relowner as owner,
         format('public.%I', c.relname) as name
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'S')
     and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i') and c.relkind = 'S')
  union all
  select 'routine', 'pg_proc'::regclass, oid, proowner, oid::regprocedure::text from pg_proc where pronamespace = 'public'::regnamespace
  union all
  select 'type', 'pg_type'::regclass, oid, typowner, format('public.%I', typname) from pg_type where typnamespace = 'public'::regnamespace and typtype in ('e', 'd')),
parts as (
  select p.* from all_parts p, login
   where (owner = any (array(select relowner from pg_class where oid in (to_regclass('public._prisma_migrations'), to_regclass('public.merchant'))))
          or not login.rolsuper and pg_has_role(login.oid, owner, 'USAGE'))
     and not exists (select from pg_depend d where d.classid = p.class and d.objid = p.oid and d.deptype = 'e')),
merchant_tables as (
  select c.oid, format('public.%I', c.relname) as name, c.relrowsecurity, c.relforcerowsecurity from pg_class c
   where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
     and (c.relname = 'merchant' or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'merchant_id' and not a.attisdropped)))
${kinds
  .map(
    ({ ours, rows }, index) =>
      `select ${index} as kind, fact, mend, ${ours} as ours from (${rows}) as found (fact, mend)`,
  )
  .join('\nunion all\n')}
order by 1`;
