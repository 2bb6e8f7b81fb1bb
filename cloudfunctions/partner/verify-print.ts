import { eq } from 'drizzle-orm';
import { readCode } from '@yibao/shared/rules/certificate-code';
import { type ConsentField } from '@yibao/shared/rules/consent-fields';
import { consentPurposeInfo } from '@yibao/shared/rules/consent-scope';
import { paperTitle } from '@yibao/shared/rules/look-words';
import { maskDocumentNumber, maskName } from '@yibao/shared/rules/masking';
import { regionName } from '../certificate/content';
import { type PublicPaper } from '../certificate/verify';
import { consent, consentLook, consentPrint, organisation, person } from '../lib/database/schema';
import { identityOf } from '../lib/people';
import { type Runtime } from '../lib/runtime';
import { hidden } from './view-consent';

/** What a stranger who holds a print may see of it, and the digest of the file it was. */
export interface PublicPrint {
  view: PublicPaper;
  fileSm3: string;
}

/** @returns the print with that code; null for every code that was never given out */
export async function findPrint(runtime: Runtime, typed: string): Promise<PublicPrint | null> {
  const read = readCode(typed);
  if (!read.ok) return null;
  const codeIndex = runtime.cipher.index('consent_print.code', read.code);
  const [row] = await runtime.db
    .select({
      print: consentPrint,
      look: consentLook,
      purpose: consent.purpose,
      organisationName: organisation.name,
      person,
    })
    .from(consentPrint)
    .innerJoin(consentLook, eq(consentLook.id, consentPrint.lookId))
    .innerJoin(consent, eq(consent.id, consentLook.consentId))
    .innerJoin(organisation, eq(organisation.id, consentLook.organisationId))
    .innerJoin(person, eq(person.id, consentLook.personId))
    .where(eq(consentPrint.codeIndex, codeIndex));
  if (!row) return null;
  const { print, look } = row;
  const { name, documentNumber } = identityOf(runtime.cipher, row.person);
  const has = (...fields: ConsentField[]) => fields.some((each) => look.ask.fields.includes(each));
  // the case's number stands on the paper; whoever only has the code need not know it
  const lines = [
    { label: '查询机构', value: row.organisationName },
    { label: '用途', value: consentPurposeInfo[row.purpose].label },
    { label: '查询的时间段', value: `${look.ask.dataFrom} 至 ${look.ask.dataTo}` },
    { label: '查询编号', value: look.id },
  ];
  return {
    fileSm3: print.documentSm3,
    view: {
      status: 'genuine',
      kind: 'consentPrint',
      kindName: paperTitle,
      serial: print.serial,
      // no more than the print itself was allowed to say
      nameMasked: has('nameMasked', 'fullName') ? maskName(name) : hidden.name,
      documentMasked: has('documentMasked', 'documentNumber')
        ? maskDocumentNumber(documentNumber)
        : hidden.documentNumber,
      region: regionName(runtime.config.region),
      proves: [],
      lines,
      issuedAt: print.printedAt,
      issuer: runtime.config.certificates.issuer,
      withdrawnAt: null,
    },
  };
}
