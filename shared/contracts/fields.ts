import * as z from 'zod';
import { claimableDocumentTypes, documentTypes } from '../rules/facts';
import { relations } from '../rules/relation';

/**
 * Chinese names of every input field, so that a refusal can say which one it means.
 * A test asserts that no contract has a field missing here.
 */
export const fieldLabels: Record<string, string> = {
  requestId: '请求编号',
  consentId: '知情同意编号',
  version: '告知书版本',
  textHash: '告知书摘要',
  documentType: '证件类型',
  documentNumber: '证件号码',
  parentDocumentNumber: '家长的证件号码',
  name: '姓名',
  phone: '手机号',
  verificationId: '核验编号',
  code: '柜台核验码',
  relation: '与您的关系',
  personId: '参保人',
  noticeIds: '消息编号',
  templateIds: '订阅消息模板',
  coverageYear: '参保年度',
  enrollmentId: '参保登记编号',
  enrollmentIds: '要缴费的人',
  suspendedAt: '暂停参保的时间',
  orderId: '订单编号',
  rail: '付款方式',
  bindNo: '绑定编号',
  purpose: '用途',
  cursor: '翻页位置',
  agreed: '是否同意',
  certificateNumber: '出生医学证明编号',
  sex: '性别',
  bornOn: '出生日期',
  bornAtTime: '出生时间',
  otherParent: '另一位家长',
  householdArea: '准备上户口的地方',
  items: '一起办的事项',
  item: '联办事项',
  payNextYear: '是否一起缴下一年度',
  acceptLateRule: '逾期参保的确认',
  photoIds: '照片',
  photoId: '照片',
  contentBase64: '照片',
  values: '草稿',
  applicationId: '申请编号',
  text: '说明',
  reason: '理由',
  show: '显示范围',
  childPersonId: '孩子',
  guardianPersonId: '监护人',
  basis: '依据',
  wechat: '微信提醒',
  sms: '短信提醒',
  muted: '不要提醒的事',
  phoneCode: '短信验证码',
  pageSize: '每页条数',
  kind: '类别',
  kinds: '能看的内容',
  search: '查找的内容',
  settlementNo: '结算编号',
  byHand: '更新方式',
  grantId: '授权编号',
  decision: '是否同意',
  fullNumber: '证件号码的写法',
  certificateId: '证明',
  cause: '撤回的原因',
  serial: '证明编号',
  refundId: '退费编号',
  itemId: '要退的这一笔',
  words: '说明',
  way: '处理办法',
  refundReason: '退费原因',
  day: '日期',
  source: '账单来源',
  findingId: '差异编号',
  organisationId: '机构',
  agreementId: '协议',
  scope: '授权范围',
  noticeVersion: '告知书版本',
  noticeHash: '告知书摘要',
  separateConsents: '单独同意',
  faceVerificationId: '刷脸核验',
  lookId: '查询编号',
  form: '文件格式',
  people: '要查询的人',
  caseNo: '案件编号',
  status: '状态',
  fields: '要看的内容',
  dataFrom: '开始日期',
  dataTo: '结束日期',
  previewId: '预览编号',
  caseId: '案件',
  creditCode: '统一社会信用代码',
  acceptDoubt: '代码核对结果',
  contact: '联系方式',
  networks: '允许的网络',
  publicKey: '机构公钥',
  accessId: '变更编号',
  suspended: '是否暂停',
  number: '协议编号',
  periodFrom: '协议开始日期',
  periodTo: '协议结束日期',
  purposes: '用途',
  modes: '使用方式',
  maxLevel: '最高敏感级别',
  documentSm3: '协议文件摘要',
  login: '登录名',
  clerkId: '工作人员',
  levels: '敏感级别',
  months: '月数',
  days: '天数',
  allowed: '是否允许',
  action: '操作',
  complaintId: '投诉编号',
  answer: '答复',
  rightsRequestId: '申请编号',
  outcome: '结果',
};

/** Client-made identifier of one intention: the same id is answered the same. */
export const requestId = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/);
export const id = z.uuid();
export const coverageYear = z.int().min(2000).max(2100);
/** Epoch milliseconds. */
export const instant = z.int().min(0).max(8_640_000_000_000_000);
export const isoDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
export const amountFen = z.int().min(0).max(100_000_000);

/** Documents a person can present themselves with. */
export const claimedDocumentType = z.enum(claimableDocumentTypes);
/** A newborn without an ID number yet is known by the birth certificate. */
export const documentType = z.enum(documentTypes);
/** Raw, as typed; shared/rules/identity-document.ts normalises and judges it. */
export const documentNumberInput = z.string().min(1).max(40);
export const nameInput = z.string().min(1).max(60);

export const relation = z.enum(relations);

/** A person as the caller may see them: never a document number in clear. */
export const personView = z.object({
  personId: id,
  /** In clear only for oneself and for people the caller named. */
  name: z.string(),
  nameMasked: z.string(),
  documentType,
  documentMasked: z.string(),
});

/** Somebody of the caller's family, so that two of like name are told apart. */
export const familyPersonView = personView.extend({
  /** As the caller calls them; null for oneself, missing for who is no longer of the family. */
  relation: relation.nullable().optional(),
});

/** The policy row an answer rests on. */
export const appliedRule = z.object({
  id: z.string(),
  title: z.string(),
  document: z.string(),
  confidence: z.enum(['official', 'reported', 'assumed']),
});
