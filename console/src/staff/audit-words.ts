import { checkpointMisfits } from '@yibao/shared/rules/audit-actions';
import { consentEndInfo } from '@yibao/shared/rules/consent-states';
import { denialReasons } from '@yibao/shared/rules/consent-decision';
import { consentFieldInfo } from '@yibao/shared/rules/consent-fields';
import { consentPurposeInfo } from '@yibao/shared/rules/consent-scope';
import { wordsIn } from '../services/labels';

/** What the details of an entry are called, where a clerk reads them; others keep their code. */
const names: Readonly<Record<string, string>> = {
  allowed: '结果',
  reason: '原因',
  fields: '内容',
  level: '敏感级别',
  dataFrom: '从哪天',
  dataTo: '到哪天',
  rowCount: '看到几条',
  purpose: '用途',
  capacity: '谁决定的',
  verification: '怎么确认本人',
  endReason: '怎么结束的',
  validDays: '有效天数',
  eraseBy: '删除期限',
  dueOn: '答复期限',
  network: '从哪个网络',
  misfit: '怎么对不上',
  checkpoint: '检查点',
  rows: '看到几行',
  consentId: '授权编号',
  consentIds: '授权编号',
  lookId: '查询编号',
  organisationId: '机构编号',
  agreementId: '协议编号',
  caseId: '案件编号（系统）',
  clerkId: '机构人员编号',
  complaintId: '投诉编号',
  rightsRequestId: '权利申请编号',
  verificationId: '核验编号',
  payloadSm3: '看到的内容的摘要',
  orderId: '缴费单编号',
  enrollmentId: '参保登记编号',
  applicationId: '新生儿登记编号',
  certificateId: '证明编号',
  refundId: '退费编号',
  findingId: '差错编号',
  amountFen: '金额（分）',
};

const labelIn = (table: Readonly<Record<string, { label: string }>>) =>
  wordsIn(Object.fromEntries(Object.entries(table).map(([code, { label }]) => [code, label])));

const nameOf = wordsIn(names);

/** How a detail's value reads, where it is a code. */
const values = new Map<string, (value: string) => string>(
  Object.entries({
    allowed: wordsIn({ true: '看到了', false: '没有让看' }),
    reason: wordsIn(denialReasons),
    // a grant notes how many they were, a look which
    fields: (value: string) =>
      /^\d+$/.test(value)
        ? `${value} 项`
        : value.split('、').map(labelIn(consentFieldInfo)).join('、'),
    purpose: labelIn(consentPurposeInfo),
    capacity: wordsIn({ self: '本人', guardian: '监护人' }),
    verification: wordsIn({ face: '刷脸', counter: '窗口核对证件' }),
    endReason: labelIn(consentEndInfo),
    misfit: wordsIn(checkpointMisfits),
  }),
);

/** @returns a detail of an entry in words; what is empty says nothing, and is null */
export function detailWords({
  name,
  value,
}: {
  name: string;
  value: string;
}): { label: string; text: string } | null {
  if (value === '') return null;
  return { label: nameOf(name), text: values.get(name)?.(value) ?? value };
}
