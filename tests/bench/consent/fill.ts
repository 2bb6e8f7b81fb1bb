import { Client } from 'pg';
import { type Artefact, signArtefact } from '@yibao/cloudfunctions/consent/artefact';
import { sealStatus } from '@yibao/cloudfunctions/consent/status';
import { systemActor, writeAudit } from '@yibao/cloudfunctions/lib/audit';
import { type Runtime } from '@yibao/cloudfunctions/lib/runtime';
import { settlementKinds } from '@yibao/shared/rules/settlement';
import { dayMs } from '@yibao/shared/rules/dates';
import { personId, uuid } from '../records/fill';

const at = `timestamptz '2025-11-20 09:00:00+08'`;
const grantedAt = Date.parse('2025-11-20T09:00:00+08:00');
const organisations = 49;
const staffId = uuid('staff', '0');
const otherStaffId = uuid('staff', '1');
const organisationId = (n: string) => uuid('organisation', `(${n} % ${organisations})`);
const agreementId = (n: string) => uuid('agreement', `(${n} % ${organisations})`);
const caseId = (n: string) => uuid('case', `(${n} % ${organisations})`);
export const clerkId = (n: string) => uuid('clerk', `(${n} % ${organisations})`);
const consentId = (n: string) => uuid('consent', n);
const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

export const scope: Artefact['scope'] = {
  fields: ['nameMasked', 'settledOn', 'kind', 'institutionName', 'totalFen', 'fundFen', 'cashFen'],
  kinds: [...settlementKinds],
  dataFrom: '2024-01-01',
  dataTo: '2025-11-20',
  validDays: 30,
  frequency: { unit: 'DAY', limit: 5 },
  modes: ['VIEW', 'PREVIEW'],
  retentionDays: 30,
};

/** Organisations, their agreements, one clerk and one case each. */
async function fillOrganisations(client: Client, { cipher }: Runtime): Promise<void> {
  const each = `generate_series(0, ${organisations - 1}) n`;
  const name = cipher.seal('clerk.name', '周经办');
  const contact = cipher.seal('organisation.contact', '示例联系人');
  const fields = `'{${scope.fields.join(',')}}'`;
  for (const statement of [
    `insert into account (id, created_at) values (${staffId}, ${at}), (${otherStaffId}, ${at})`,
    `insert into staff_member (account_id, badge, active, appointed_at)
     values (${staffId}, 'bench-1', true, ${at}), (${otherStaffId}, 'bench-2', true, ${at})`,
    `insert into organisation (id, credit_code, name, kind, contact, networks, status, status_since,
       created_by, created_at)
     select ${organisationId('n')}, '9134060000000' || lpad(n::text, 5, '0'), '示例单位' || n,
       'employer', ${text(contact)}, '{}', 'active', ${at}, ${staffId}, ${at} from ${each}`,
    `insert into agreement (id, organisation_id, number, period_from, period_to, purposes, fields,
       modes, max_level, document_sm3, status, proposed_by, proposed_at, confirmed_by, confirmed_at)
     select ${agreementId('n')}, ${organisationId('n')}, 'A' || n, '2025-01-01', '2026-12-31',
       '{SECOND_REIMBURSEMENT}', ${fields}, '{VIEW,PREVIEW}', 2, repeat('a', 64), 'active',
       ${staffId}, ${at}, ${otherStaffId}, ${at} from ${each}`,
    `insert into account (id, created_at) select ${clerkId('n')}, ${at} from ${each}`,
    `insert into clerk (account_id, organisation_id, kind, login, name, totp_last_step, failures,
       status, status_since, created_by, created_at)
     select ${clerkId('n')}, ${organisationId('n')}, 'api', 'bench-' || n, ${text(name)}, 0, 0,
       'active', ${at}, ${staffId}, ${at} from ${each}`,
    `insert into consent_case (id, organisation_id, case_no, purpose, opened_by, opened_at)
     select ${caseId('n')}, ${organisationId('n')}, 'C' || n, 'SECOND_REIMBURSEMENT',
       ${clerkId('n')}, ${at} from ${each}`,
  ]) {
    await client.query(statement);
  }
}

/** Everybody numbered 1..consents has granted one; what they granted is signed for the sampled ones. */
async function fillConsents(client: Client, runtime: Runtime, consents: number): Promise<void> {
  const requested = text(JSON.stringify(scope));
  const subject = runtime.cipher.seal('consent.subject', '{"name":"王小兰"}');
  // as long as a true one: only those that are looked at are signed, which takes a millisecond each
  const filler = text(JSON.stringify({ filler: 'x'.repeat(1500) }));
  await client.query(
    `insert into consent (id, organisation_id, agreement_id, case_id, purpose, person_id,
       subject_number_index, subject_name_index, subject, requested_by, requested, words,
       requested_at, status, status_since, status_seal, grantor_person_id, decided_at, artefact,
       signature, key_id, valid_to)
     select ${consentId('n')}, ${organisationId('n')}, ${agreementId('n')}, ${caseId('n')},
       'SECOND_REIMBURSEMENT', ${personId('n')}, md5('s' || n) || md5('t' || n),
       md5('u' || n) || md5('v' || n), ${text(subject)}, ${clerkId('n')}, ${requested}, '', ${at},
       'active', ${at}, repeat('0', 64), ${personId('n')}, ${at}, ${filler}, repeat('0', 142),
       'bench', ${at} + interval '30 days'
     from generate_series(1, ${consents}) n`,
  );
  // nobody waits for the core platform here: it was asked a moment ago
  await client.query(`update platform_mirror m set as_of = ${at} + interval '1 day'
    from generate_series(1, ${consents}) n where m.person_id = ${personId('n')}`);
}

/**
 * What the chains say of the grants. The sampled people's are true, the others' are there for their
 * number.
 */
async function fillGrantEntries(
  client: Client,
  { db }: Runtime,
  sampled: readonly { consentId: string; personId: string }[],
): Promise<void> {
  const now = grantedAt;
  for (const { consentId, personId } of sampled) {
    const action = 'consent.granted' as const;
    const entry = { action, subjectPersonId: personId, details: { consentId } };
    const origin = { actor: systemActor, traceId: 'bench', now };
    await db.transaction((tx) => writeAudit(tx, origin, entry));
  }
  await client.query(
    `insert into audit_entry (id, chain, seq, at, trace_id, actor_kind, subject_person_id, action,
       details, prev_hash, hash)
     select nextval('audit_entry_number'), 'person:' || c.person_id, 1, ${at}, 'bench', 'system',
       c.person_id, 'consent.granted', json_build_object('consentId', c.id), repeat('0', 64),
       repeat('0', 64)
     from consent c where not c.id = any($1::uuid[])`,
    [sampled.map(({ consentId }) => consentId)],
  );
}

export interface Sampled {
  consentId: string;
  personId: string;
  clerkAccountId: string;
}

/** Signs what the sampled people granted, as their phones would have made it. */
async function signSampled(
  client: Client,
  { config, cipher }: Runtime,
  numbers: number[],
  notice: { version: string; textHash: string },
): Promise<Sampled[]> {
  const { rows } = await client.query<Record<string, string>>(
    `select c.id, c.organisation_id, c.agreement_id, c.person_id, o.credit_code, o.name, a.number,
       ${clerkId('n')} as clerk_id
     from unnest($1::int[]) with ordinality as t(n, place)
     join consent c on c.id = ${consentId('n')}
     join organisation o on o.id = c.organisation_id join agreement a on a.id = c.agreement_id
     order by place`,
    [numbers],
  );
  for (const row of rows) {
    const column = (name: string) => row[name] ?? '';
    const principal = { personId: column('person_id') };
    const signed = signArtefact(config, {
      schema: 'yibao-consent-1',
      consentId: column('id'),
      principal,
      grantor: { ...principal, capacity: 'self' },
      recipient: {
        organisationId: column('organisation_id'),
        creditCode: column('credit_code'),
        name: column('name'),
        agreementId: column('agreement_id'),
        agreementNumber: column('number'),
      },
      purpose: 'SECOND_REIMBURSEMENT',
      scope,
      maxLevel: 2,
      catalogueVersion: 1,
      validFrom: grantedAt,
      validTo: grantedAt + 30 * dayMs,
      notice,
      separateConsents: { thirdParty: true, sensitive: true },
      verification: { method: 'face', id: column('id'), at: grantedAt - 1000 },
      grantedAt,
    });
    const status = { id: column('id'), status: 'active' as const, statusSince: grantedAt };
    await client.query(
      `update consent set artefact = $2, signature = $3, key_id = $4, status_seal = $5,
         valid_to = $6 where id = $1`,
      [
        column('id'),
        signed.artefact,
        signed.signature,
        signed.keyId,
        sealStatus(cipher, status),
        new Date(grantedAt + 30 * dayMs),
      ],
    );
  }
  return rows.map((row) => ({
    consentId: row['id'] ?? '',
    personId: row['person_id'] ?? '',
    clerkAccountId: row['clerk_id'] ?? '',
  }));
}

/** @param sampled numbers of the people whose consents are looked at */
export async function fillConsentTables(
  databaseUrl: string,
  runtime: Runtime,
  consents: number,
  sampled: number[],
  notice: { version: string; textHash: string },
): Promise<Sampled[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // what is inserted fits together by how it is made
    await client.query("set session_replication_role = 'replica'");
    await fillOrganisations(client, runtime);
    await fillConsents(client, runtime, consents);
    const signed = await signSampled(client, runtime, sampled, notice);
    await fillGrantEntries(client, runtime, signed);
    await client.query('vacuum analyze audit_entry');
    await client.query('vacuum analyze consent');
    await client.query('vacuum analyze platform_mirror');
    return signed;
  } finally {
    await client.end();
  }
}
