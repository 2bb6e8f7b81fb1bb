import { isDeepStrictEqual } from 'node:util';
import {
  changeIdentityInput,
  changeIdentityOutput,
  type personInput,
} from '@yibao/shared/protocols/core-platform';
import type * as z from 'zod';
import { accepted, type Outcome, refused } from './outcome';
import { type IdentityChange, type WireIdentity } from './people';
import { type Platform } from './platform';

const identityOf = (wire: z.output<typeof personInput>): WireIdentity => ({
  certType: wire.psn_cert_type,
  certNo: wire.certno.trim().toUpperCase(),
  name: wire.psn_name,
});

/** Why the document cannot be changed, or null. */
function refusal({ personNo, from, to }: IdentityChange, platform: Platform): Outcome | null {
  const person = platform.identify(from.certType, from.certNo, from.name);
  if (person?.personNo !== personNo) return refused('personNotFound');
  const holder = platform.people.holderOf(to.certNo);
  return holder && holder.personNo !== personNo ? refused('badRequest') : null;
}

/**
 * R102: a person gets another document, psn_no and everything under it stay. The same business
 * number again is the same change, with other content it is refused; so is a number that belongs
 * to somebody else.
 */
export function changeIdentity(input: unknown, platform: Platform): Outcome {
  const parsed = changeIdentityInput.safeParse(input);
  if (!parsed.success) return refused('badRequest');
  const { biz_no: bizNo, psn_no: personNo, from, to } = parsed.data;
  const change = { bizNo, personNo, from: identityOf(from), to: identityOf(to) };
  const earlier = platform.people.changeByBizNo(bizNo);
  if (earlier) {
    const same = isDeepStrictEqual({ ...earlier }, change);
    return same ? accepted(changeIdentityOutput, { psn_no: personNo }) : refused('badRequest');
  }
  const refusedWith = refusal(change, platform);
  if (refusedWith) return refusedWith;
  platform.people.change(change);
  return accepted(changeIdentityOutput, { psn_no: personNo });
}
