import canonicalize from 'canonicalize';
import { consentFieldInfo, type ConsentField } from '@yibao/shared/rules/consent-fields';
import {
  consentModeLabels,
  consentPurposeInfo,
  frequencyWords,
} from '@yibao/shared/rules/consent-scope';
import { type ConsentStatus } from '@yibao/shared/rules/consent-states';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { settlementKindInfo } from '@yibao/shared/rules/settlement';
import { type Config } from '../lib/config';
import { type Consent } from '../lib/database/schema';
import { type Artefact } from './artefact';

const hotline = '12393';
export const withdrawalMethod = `在医保随身办「信息授权」里点「收回」，当即生效；也可以拨打 ${hotline} 或到任意医保窗口办理`;

/** What a scope lets be seen, in the words the person chose by. */
export function scopeWords({ scope }: Pick<Artefact, 'scope'>) {
  return {
    fields: scope.fields.map((field) => consentFieldInfo[field].label),
    kinds: scope.kinds.map((kind) => settlementKindInfo[kind].label),
    modes: scope.modes.map((mode) => consentModeLabels[mode]),
    frequency: frequencyWords(scope.frequency),
    retention: `结案后最多 ${scope.retentionDays} 天`,
  };
}

/** Where a consent stands, in the words of ISO/IEC TS 27560; before a grant there is no receipt. */
const eventStates: Partial<Record<ConsentStatus, string>> = {
  active: 'consent_given',
  paused: 'consent_suspended',
  exhausted: 'consent_expired',
  expired: 'consent_expired',
  revoked: 'consent_withdrawn',
};

const isoTime = (ms: number): string => new Date(ms).toISOString();
/** ISO 8601 duration. */
const days = (count: number): string => `P${count}D`;

/** How sensitive each level is, as 个人信息保护法 Art. 28 calls it. */
const sensitiveCategory = 'medical_health';
const isSensitive = ({ maxLevel }: Artefact): boolean => maxLevel >= 2;

/** By the catalogue that was in force; of a later one than the shipped all count as sensitive. */
const sensitiveCategoryOf = (artefact: Artefact, field: ConsentField): string | null =>
  isSensitive(artefact) && (artefact.catalogueVersion > 1 || consentFieldInfo[field].level >= 2)
    ? sensitiveCategory
    : null;

/** Kantara Consent Receipt 1.1: field names as published. */
function kantara({ certificates, publicUrl }: Config, artefact: Artefact) {
  const { recipient, purpose } = artefact;
  const { keyId, publicKeys, issuer } = certificates;
  return {
    version: 'KI-CR-v1.1.0',
    jurisdiction: 'CN',
    consentTimestamp: Math.floor(artefact.grantedAt / 1000),
    collectionMethod:
      artefact.verification.method === 'face'
        ? 'app with face check'
        : 'app with counter confirmation',
    consentReceiptID: artefact.consentId,
    publicKey: publicKeys[keyId] ?? '',
    language: 'zh-CN',
    piiPrincipalId: artefact.principal.personId,
    piiControllers: [
      {
        piiController: issuer,
        onBehalf: false,
        contact: hotline,
        phone: hotline,
        piiControllerUrl: publicUrl,
      },
    ],
    policyUrl: publicUrl,
    services: [
      {
        service: '个人医保信息授权查询',
        purposes: [
          {
            purpose: consentPurposeInfo[purpose].label,
            purposeCategory: [purpose],
            consentType: 'EXPLICIT',
            piiCategory: scopeWords(artefact).fields,
            primaryPurpose: true,
            termination: `${shanghaiDate(artefact.validTo)}；${scopeWords(artefact).retention}后删除`,
            thirdPartyDisclosure: true,
            thirdPartyName: recipient.name,
          },
        ],
      },
    ],
    sensitive: isSensitive(artefact),
    spiCat: isSensitive(artefact) ? [sensitiveCategory] : [],
  };
}

/** The same as a record of ISO/IEC TS 27560:2023. */
function iso27560({ certificates }: Config, row: Consent, artefact: Artefact) {
  const { recipient, scope, validFrom, validTo } = artefact;
  const entity = artefact.grantor.personId;
  const granted = {
    event_time: isoTime(artefact.grantedAt),
    validity_duration: days(scope.validDays),
    entity_id: entity,
    event_type: 'explicit',
    event_state: 'consent_given',
  };
  const state = eventStates[row.status] ?? 'consent_given';
  const later = { event_time: isoTime(row.statusSince), event_type: 'notice', event_state: state };
  return {
    schema_version: 'ISO/IEC TS 27560:2023',
    record_id: artefact.consentId,
    receipt_id: artefact.consentId,
    pii_principal_id: artefact.principal.personId,
    privacy_notice: artefact.notice.version,
    privacy_notice_hash: artefact.notice.textHash,
    language: 'zh-CN',
    pii_processing: [
      {
        purpose: artefact.purpose,
        purpose_type: consentPurposeInfo[artefact.purpose].label,
        lawful_basis: 'consent (个人信息保护法 Art. 13, 23, 29)',
        pii_information: scope.fields.map((field) => ({
          pii_type: field,
          pii_attribute: consentFieldInfo[field].label,
          pii_optional: true,
          sensitive_pii_category: sensitiveCategoryOf(artefact, field),
        })),
        pii_controllers: [certificates.issuer],
        recipient_third_parties: [
          { id: recipient.creditCode, name: recipient.name, agreement: recipient.agreementNumber },
        ],
        processing_method: scope.modes,
        frequency: scope.frequency,
        data_period: { from: scope.dataFrom, to: scope.dataTo },
        validity_period: { from: isoTime(validFrom), to: isoTime(validTo) },
        validity_duration: days(scope.validDays),
        retention_period: days(scope.retentionDays),
        withdrawal_method: withdrawalMethod,
        privacy_rights: ['access', 'copy', 'correction', 'deletion', 'explanation', 'withdrawal'],
        jurisdiction: 'CN',
      },
    ],
    party_identification: [
      {
        party_id: 'bureau',
        party_name: certificates.issuer,
        party_phone: hotline,
        party_role: 'controller',
      },
      { party_id: recipient.organisationId, party_name: recipient.name, party_role: 'recipient' },
    ],
    events: row.statusSince > artefact.grantedAt ? [granted, later] : [granted],
  };
}

/**
 * The receipt as JSON, for people and for machines: both published vocabularies, and the statement
 * that we signed when the consent was granted. The person is an id of ours, never a number.
 *
 * @returns canonical JSON (RFC 8785)
 */
export function receiptJson(config: Config, row: Consent, artefact: Artefact): string {
  const { keyId } = row;
  const key = keyId === null ? undefined : config.certificates.publicKeys[keyId];
  const text = canonicalize({
    ...kantara(config, artefact),
    iso27560: iso27560(config, row, artefact),
    artefact: row.artefact,
    artefactSignature: { alg: 'SM2-SM3', keyId, publicKey: key ?? null, value: row.signature },
  });
  if (text === undefined) throw new Error('a receipt is always JSON');
  return text;
}
