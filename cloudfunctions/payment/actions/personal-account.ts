import { maskName } from '@yibao/shared/rules/masking';
import { query } from '../../lib/dispatcher/action';
import { identityOf, registered, viewPerson } from '../../lib/people';
import {
  accountOf,
  bindingPolicy,
  mayBeBound,
  relativeOf,
  relativesOf,
} from '../mutual-aid/relatives';
import { proofOf } from '../../lib/relation-proof';

/** The caller's own account, asked at this moment: the balance goes into the answer and nowhere else. */
export const personalAccount = query('payment.personalAccount', async (context) => {
  const { runtime, caller, now } = context;
  const policy = bindingPolicy(runtime.config.region, now);
  const found = policy && (await accountOf(runtime, caller));
  if (!policy || !found) {
    return { offered: policy !== null, account: null, members: [], candidates: [], maxMembers: 0 };
  }
  const { account } = found;
  const relatives = await relativesOf(runtime.db, caller, now);
  const seen = relatives.map((relative) => ({
    ...relative,
    identity: identityOf(runtime.cipher, relative.person),
  }));
  const relativeBy = (number: string) =>
    seen.find(({ identity }) => identity.documentNumber === number);
  const bound = new Set(account.members.map(({ person }) => person.documentNumber));
  return {
    offered: true,
    account: {
      balanceFen: account.balanceFen,
      frozenFen: account.frozenFen,
      availableFen: account.balanceFen - account.frozenFen,
    },
    members: account.members.map((member) => {
      const own = relativeBy(member.person.documentNumber);
      return {
        bindNo: member.bindNo,
        personId: own?.person.id ?? null,
        // whom the caller has not named here was named at the platform
        nameMasked: maskName(member.person.name),
        relation: member.relation,
        boundAt: member.boundAt,
        frozenFen: member.frozenFen,
      };
    }),
    candidates: seen
      .filter(({ identity }) => !bound.has(identity.documentNumber))
      .filter(({ identity }) => registered(identity) !== null)
      .filter(({ relation }) => mayBeBound(relation, policy))
      .map(({ person, relation }) => ({ ...viewPerson(runtime.cipher, person), relation })),
    // the owner is one of them
    maxMembers: policy.family.mutualAidMaxMembers - 1,
  };
});

const proofSentences = {
  marriage: '婚姻登记证明你们是夫妻',
  birth: '出生医学证明证明你们的亲子关系',
  household: '户口簿登记证明你们的关系',
} as const;

/** Asked before the face check, so that nobody shows their face for nothing. */
export const checkRelative = query('payment.checkRelative', async (context, { personId }) => {
  const { runtime, caller, now } = context;
  const { person, relation } = await relativeOf(runtime.db, caller, personId, now);
  const view = viewPerson(runtime.cipher, person);
  const policy = bindingPolicy(runtime.config.region, now);
  if (policy && !mayBeBound(relation, policy)) {
    const sentence = '本市规定这种亲属关系不能绑定，请换一种付款方式';
    return { person: view, relation, proof: null, sentence };
  }
  const found = await accountOf(runtime, caller);
  const relative = registered(identityOf(runtime.cipher, person));
  const proof =
    found && relative
      ? await proofOf(runtime.ports.dataSharing, found.owner, relative, relation)
      : null;
  const sentence = proof
    ? proofSentences[proof]
    : '登记信息里没有查到能证明你们关系的记录。请带上身份证、结婚证或户口簿，到任意医保窗口绑定，办好后这里会自动显示';
  return { person: view, relation, proof, sentence };
});
