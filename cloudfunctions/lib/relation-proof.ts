import { relationByHousehold } from '@yibao/shared/rules/household-relation';
import { type Relation } from '@yibao/shared/rules/relation';
import { type DataSharing, type RegisteredPerson } from './ports/data-sharing';
import { type RelationProof } from './ports/mutual-aid';

const isSame = (a: RegisteredPerson | null, b: RegisteredPerson): boolean =>
  a !== null && a.documentType === b.documentType && a.documentNumber === b.documentNumber;

/** Whether a birth certificate that the registers know names `parent` as a parent of `child`. */
async function isParentByBirth(
  registries: DataSharing,
  parent: RegisteredPerson,
  child: RegisteredPerson,
): Promise<boolean> {
  const registered = await registries.findInPopulation(child);
  if (!registered || registered.birthCertificate === null) return false;
  const certificate = await registries.findBirthCertificate(registered.birthCertificate);
  if (certificate?.status !== 'valid') return false;
  return isSame(certificate.mother, parent) || isSame(certificate.father, parent);
}

async function isProvenByHousehold(
  registries: DataSharing,
  owner: RegisteredPerson,
  relative: RegisteredPerson,
  relation: Relation,
): Promise<boolean> {
  const members = await registries.listHousehold(owner);
  const find = (wanted: RegisteredPerson) => members.find(({ person }) => isSame(person, wanted));
  const [self, other] = [find(owner), find(relative)];
  const head = members.find(({ role }) => role === 'head');
  if (!self || !other || !head) return false;
  return relationByHousehold(self, other, head.sex) === relation;
}

/**
 * Which registry proves that a relative is what somebody says: the marriage, the
 * birth or the household register. Nobody's word stands in for it; what none of them can tell is
 * shown at a counter with the papers on the table.
 *
 * @param owner whoever says so
 * @param relation what the relative is to them
 * @returns null when none does
 * @throws UpstreamError when a registry that has to be asked does not answer
 */
export async function proofOf(
  registries: DataSharing,
  owner: RegisteredPerson,
  relative: RegisteredPerson,
  relation: Relation,
): Promise<RelationProof | null> {
  if (relation === 'spouse' && isSame(await registries.findSpouse(owner), relative)) {
    return 'marriage';
  }
  const isChild = relation === 'son' || relation === 'daughter';
  if (isChild && (await isParentByBirth(registries, owner, relative))) return 'birth';
  const isParent = relation === 'father' || relation === 'mother';
  if (isParent && (await isParentByBirth(registries, relative, owner))) return 'birth';
  const byHousehold = await isProvenByHousehold(registries, owner, relative, relation);
  return byHousehold ? 'household' : null;
}
