/**
 * One error vocabulary for every function. The message is what a resident reads; an action may
 * replace it with a more precise sentence, never with technical words.
 */
export const errors = {
  bad_input: { message: '填写的内容有误，请检查后重试', retryable: false, httpStatus: 400 },
  body_too_large: { message: '提交的内容太大，请减少后重试', retryable: false, httpStatus: 413 },
  unknown_action: { message: '没有这项服务，请更新后重试', retryable: false, httpStatus: 404 },
  not_logged_in: { message: '请先登录', retryable: false, httpStatus: 401 },
  not_verified: { message: '请先完成实名核验', retryable: false, httpStatus: 403 },
  not_allowed: { message: '您没有办理这件事的权限', retryable: false, httpStatus: 403 },
  not_found: { message: '没有找到这条记录', retryable: false, httpStatus: 404 },
  request_id_reused: {
    message: '这次提交与之前的内容不一致，请返回重新操作',
    retryable: false,
    httpStatus: 409,
  },
  rate_limited: { message: '操作太频繁，请稍后再试', retryable: true, httpStatus: 429 },
  busy: {
    message: '办理的人较多，请稍后重试；您填写的内容没有丢失',
    retryable: true,
    httpStatus: 503,
  },
  upstream_unavailable: {
    message: '暂时连不上办理系统，您填写的内容没有丢失，请稍后重试',
    retryable: true,
    httpStatus: 503,
  },
  internal: {
    message: '这一步没有办成，内容没有丢失，请重试；仍然不行请拨打医保服务热线 12393',
    retryable: true,
    httpStatus: 500,
  },
  consent_required: { message: '请先阅读并同意人脸核验告知书', retryable: false, httpStatus: 409 },
  face_locked: {
    message: '今天人脸核验已失败 3 次，请明天再试，或改用柜台核验码',
    retryable: false,
    httpStatus: 409,
  },
  face_unsupported: {
    message: '人脸核验只支持居民身份证，请改用柜台核验码',
    retryable: false,
    httpStatus: 409,
  },
  identity_mismatch: {
    message: '姓名和证件号码对不上，请对照证件再核对一遍',
    retryable: false,
    httpStatus: 409,
  },
  identity_bound: { message: '这个微信号已经完成实名核验', retryable: false, httpStatus: 409 },
  counter_code_invalid: {
    message: '核验码不对或已过期，请让本人重新获取',
    retryable: false,
    httpStatus: 409,
  },
  counter_mismatch: {
    message: '录入的证件与本人申请时填写的不一致，不能确认',
    retryable: false,
    httpStatus: 409,
  },
  family_full: {
    message: '家庭成员已达上限，请先移除不再代办的人',
    retryable: false,
    httpStatus: 409,
  },
  member_exists: { message: '这位家人已经在您的家庭里了', retryable: false, httpStatus: 409 },
  member_is_self: { message: '不需要把自己添加为家人', retryable: false, httpStatus: 409 },
  relation_implausible: {
    message: '与您的关系看起来不对，请重新选择',
    retryable: false,
    httpStatus: 409,
  },
  member_in_use: {
    message: '这位家人还有没办完的缴费，办完后才能移除',
    retryable: false,
    httpStatus: 409,
  },
  year_unpublished: {
    message: '这个年度的标准还没有公布（标准待公布）',
    retryable: false,
    httpStatus: 409,
  },
  not_eligible: { message: '目前不能办理参保登记', retryable: false, httpStatus: 409 },
  already_enrolled: {
    message: '这一年度已经登记过，不需要重复登记',
    retryable: false,
    httpStatus: 409,
  },
  enrollment_state: {
    message: '这条登记当前的状态不能这样操作，请刷新后再看',
    retryable: false,
    httpStatus: 409,
  },
  enrollment_not_payable: {
    message: '有人还没有完成参保登记，暂时不能缴费',
    retryable: false,
    httpStatus: 409,
  },
  already_paid: { message: '这一年度已经缴费，不会重复扣款', retryable: false, httpStatus: 409 },
  payment_in_progress: {
    message: '这一年度有一笔正在支付的订单，请先完成或取消它',
    retryable: false,
    httpStatus: 409,
  },
  order_not_payable: {
    message: '这笔订单已经结束，不能再支付',
    retryable: false,
    httpStatus: 409,
  },
  rail_unavailable: {
    message: '这种付款方式现在不能用，请换一种',
    retryable: false,
    httpStatus: 409,
  },
  rail_refused: {
    message: '这笔钱没有扣成，没有扣款。可以换一种付款方式',
    retryable: false,
    httpStatus: 409,
  },
  binding_refused: {
    message: '现在不能绑定这位家人，可以带身份证到任意医保窗口办理',
    retryable: false,
    httpStatus: 409,
  },
  money_frozen: {
    message: '有一笔给这位家人缴费的钱还冻结着，扣款或取消以后才能解绑',
    retryable: false,
    httpStatus: 409,
  },
  face_needed: {
    message: '请先刷脸确认是您本人',
    retryable: false,
    httpStatus: 409,
  },
  newborn_late: {
    message: '出生已经超过 90 天，不能从出生那天算起；看过逾期的规定后还可以继续办',
    retryable: false,
    httpStatus: 409,
  },
  newborn_state: {
    message: '这份申请当前的状态不能这样操作，请刷新后再看',
    retryable: false,
    httpStatus: 409,
  },
  photo_refused: {
    message: '这张照片不能用，请重新拍一张再上传',
    retryable: false,
    httpStatus: 409,
  },
  upgrade_refused: {
    message: '这个身份证号码与宝宝的登记对不上，没有更换；请对照户口簿再核对一遍',
    retryable: false,
    httpStatus: 409,
  },
  second_approval_needed: {
    message: '与登记信息不一致的申请要两位工作人员先后同意，请另一位同事来确认',
    retryable: false,
    httpStatus: 409,
  },
  phone_code_invalid: {
    message: '验证码不对或已过期，请再看一遍短信，或重新获取',
    retryable: false,
    httpStatus: 409,
  },
  phone_unreachable: {
    message: '这个号码收不到短信，请换一个号码',
    retryable: false,
    httpStatus: 409,
  },
  grant_state: {
    message: '这项授权的状态已经变了，这一步没有办',
    retryable: false,
    httpStatus: 409,
  },
  export_too_large: {
    message: '记录太多，一次存不下，请选一个年度再存',
    retryable: false,
    httpStatus: 409,
  },
  guardian_unproven: {
    message:
      '登记信息里没有查到您和孩子的父母子女关系，不能在手机上登记。请带户口簿或出生医学证明到任意医保窗口办理',
    retryable: false,
    httpStatus: 409,
  },
  not_printable: {
    message: '记录里有一个生僻字，这里的字库还印不出来。请存成表格',
    retryable: false,
    httpStatus: 409,
  },
  not_certifiable: {
    message: '现在还不能开具这份证明，请看说明',
    retryable: false,
    httpStatus: 409,
  },
  paper_gone: {
    message: '这份文件已经不能下载，请重新开具一份',
    retryable: false,
    httpStatus: 410,
  },
  refund_not_possible: {
    message: '这笔钱现在不能申请退费',
    retryable: false,
    httpStatus: 409,
  },
  refund_in_progress: {
    message: '这笔钱正在办理退费，不用再申请',
    retryable: false,
    httpStatus: 409,
  },
  refund_state: {
    message: '这笔退费当前的状态不能这样操作，请刷新后再看',
    retryable: false,
    httpStatus: 409,
  },
  finding_way_closed: {
    message: '这条差异不能这样处理，请换一种办法',
    retryable: false,
    httpStatus: 409,
  },
  finding_needs_colleague: {
    message: '线下办结要两位工作人员先后确认，请另一位同事核对凭证后确认',
    retryable: false,
    httpStatus: 409,
  },
  finding_settled: {
    message: '这条差异已经处理过，请刷新后再看',
    retryable: false,
    httpStatus: 409,
  },
  consent_state: {
    message: '这项授权的状态已经变了，这一步没有办',
    retryable: false,
    httpStatus: 409,
  },
  asked_too_often: {
    message: '对同一个人的请求太多了，请过些日子再请求',
    retryable: false,
    httpStatus: 409,
  },
  scope_too_wide: {
    message: '超出了可以授权的范围，请减少后再试',
    retryable: false,
    httpStatus: 409,
  },
  notice_changed: {
    message: '告知书已经更新，请重新阅读后再决定',
    retryable: false,
    httpStatus: 409,
  },
  guardian_not_enough: {
    message: '孩子已满 14 周岁，要由本人登录自己的手机决定',
    retryable: false,
    httpStatus: 409,
  },
  no_agreement: {
    message: '机构和医保局没有在有效期内的协议，不能办理',
    retryable: false,
    httpStatus: 409,
  },
  organisation_suspended: {
    message: '机构已被暂停使用，请联系医保局',
    retryable: false,
    httpStatus: 403,
  },
  credit_code_doubtful: {
    message: '统一社会信用代码的校验位对不上，请核对营业执照；确认无误后可以继续',
    retryable: false,
    httpStatus: 409,
  },
  second_person_needed: {
    message: '要由另一位工作人员来确认，不能自己确认自己提出的',
    retryable: false,
    httpStatus: 409,
  },
  case_state: {
    message: '这个案件当前的状态不能这样操作，请刷新后再看',
    retryable: false,
    httpStatus: 409,
  },
  login_taken: {
    message: '这个登录名已经有人用了，请换一个',
    retryable: false,
    httpStatus: 409,
  },
  already_answered: {
    message: '这一条已经答复过，请刷新后再看',
    retryable: false,
    httpStatus: 409,
  },
  window_closed: { message: '这个年度的缴费时间已经结束', retryable: false, httpStatus: 409 },
} as const satisfies Record<string, { message: string; retryable: boolean; httpStatus: number }>;

export type ErrorCode = keyof typeof errors;

/** What a failed call answers. */
export interface ErrorBody {
  code: ErrorCode;
  message: string;
  retryable: boolean;
  /** The input field the message is about, when there is one. */
  field?: string;
  /** Every field that was refused. */
  fields?: { field: string; message: string }[];
  /** Quoted by people who ask for help; the same as in our log. */
  traceId: string;
}

export type Reply<T> = { ok: true; data: T } | { ok: false; error: ErrorBody };
