/**
 * The insurance core platform's wire (国家医疗保障信息平台, through the bureau's front gateway).
 *
 * The envelope and 1101/5203/90100 follow the national interface specification's field names.
 * R101, R201 and R202 are this city's local contract: enrolment and collection belong to the handling
 * side of the platform, whose interfaces are not public. Money on this wire is yuan with two
 * decimals, times are Asia/Shanghai.
 */
import * as z from 'zod';

const regionCode = z.string().regex(/^\d{6}$/);
const wireTime = z.string().regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/);
const wireDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const yuan = z.string().regex(/^\d{1,14}\.\d{2}$/);
/** Of a settlement: what was taken back is negative. */
const signedYuan = z.string().regex(/^-?\d{1,14}\.\d{2}$/);

export const interfaceNumbers = [
  '1101',
  '5203',
  '90100',
  'R101',
  'R102',
  'R201',
  'R202',
  'R301',
] as const;
export type InterfaceNumber = (typeof interfaceNumbers)[number];

export const requestEnvelope = z.object({
  infno: z.enum(interfaceNumbers),
  /** 12 characters of institution + yyyyMMddHHmmss + four digits; unique per call. */
  msgid: z.string().length(30),
  mdtrtarea_admvs: regionCode,
  insuplc_admdvs: regionCode,
  recer_sys_code: z.string().max(10),
  signtype: z.literal('SM2'),
  /** SM2-with-SM3 signature (hex, DER) over the canonical JSON (RFC 8785) without this field. */
  cainfo: z.string().max(1024),
  infver: z.string().max(6),
  opter_type: z.enum(['1', '2', '3']),
  opter: z.string().max(30),
  opter_name: z.string().max(50),
  inf_time: wireTime,
  fixmedins_code: z.string().max(12),
  input: z.record(z.string(), z.unknown()),
});
export type RequestEnvelope = z.infer<typeof requestEnvelope>;

/** infcode values; everything but `ok` carries err_msg. */
export const infcode = {
  ok: 0,
  personNotFound: 1404,
  alreadyEnrolled: 2001,
  insuredElsewhere: 2002,
  employeeInsured: 2003,
  deceased: 2004,
  yearNotOpen: 2005,
  notEnrolled: 2006,
  amountMismatch: 2007,
  /** The year stands in the books by another payment. */
  alreadyPosted: 2008,
  /** The payment was given back (R202): nothing can be posted by it any more. */
  givenBack: 2009,
  badRequest: 9400,
  badSignature: 9401,
  systemError: 9500,
} as const;

export const responseEnvelope = z.object({
  infcode: z.number().int(),
  inf_refmsgid: z.string(),
  respond_time: wireTime,
  err_msg: z.string().max(200),
  signtype: z.literal('SM2'),
  cainfo: z.string().max(1024),
  output: z.record(z.string(), z.unknown()),
});
export type ResponseEnvelope = z.infer<typeof responseEnvelope>;

/** psn_cert_type codes this service uses (national code set); 99: a birth certificate's number. */
export const certTypeCode = z.enum(['01', '07', '17', '99']);

/** 1101 person information. */
export const personInput = z.object({
  psn_cert_type: certTypeCode,
  certno: z.string().max(20),
  psn_name: z.string().max(50),
});
export const personOutput = z.object({
  baseinfo: z.object({
    psn_no: z.string().max(30),
    psn_cert_type: certTypeCode,
    certno: z.string(),
    psn_name: z.string(),
    /** 1 male, 2 female. */
    gend: z.enum(['1', '2']),
    brdy: wireDate,
    /** 1 alive, 0 dead (local extension). */
    surv_stas: z.enum(['0', '1']),
    /** Region of the household registration (户籍); empty when none on the mainland. */
    hsreg_admdvs: z.union([regionCode, z.literal('')]),
    /** Valid residence permit in the pooling area: 1 yes (local extension). */
    resd_prmt: z.enum(['0', '1']),
    /** Enrolled in a school of the pooling area: 1 yes (local extension). */
    schl_reg: z.enum(['0', '1']),
  }),
  insuinfo: z.array(
    z.object({
      /** 310 employee, 390 resident. */
      insutype: z.enum(['310', '390']),
      psn_type: z.string(),
      /** 1 normal, 2 suspended, 4 ended. */
      psn_insu_stas: z.enum(['1', '2', '4']),
      psn_insu_date: wireDate,
      paus_insu_date: z.union([wireTime, z.literal('')]),
      insuplc_admdvs: regionCode,
      insuplc_name: z.string(),
      emp_name: z.string(),
    }),
  ),
  idetinfo: z.array(
    z.object({
      /** 01 特困, 02 孤儿, 03 低保, 04 防返贫监测, 05 返贫致贫 (local list). */
      psn_idet_type: z.enum(['01', '02', '03', '04', '05']),
      begntime: wireDate,
      endtime: z.union([wireDate, z.literal('')]),
    }),
  ),
});

/** 90100 contribution query: every year the person paid or was paid for, anywhere. */
export const contributionsInput = z.object({ psn_no: z.string().max(30) });
export const contributionsOutput = z.object({
  clctinfo: z.array(
    z.object({
      clct_no: z.string(),
      poolarea_no: regionCode,
      poolarea_name: z.string(),
      insutype: z.enum(['310', '390']),
      /** 1 arrived, 0 not yet. */
      clct_flag: z.enum(['0', '1']),
      /** yyyymm */
      accrym_begn: z.string().regex(/^\d{6}$/),
      accrym_end: z.string().regex(/^\d{6}$/),
      clct_time: wireTime,
      clct_amt: yuan,
      /** The business number the payer's side gave (R201 biz_no); empty for older records. */
      biz_no: z.string(),
    }),
  ),
});

/** At most so many settlements a page. */
export const settlementPageSizeMax = 100;

/**
 * 5203 settlement query, newest first, in pages. Of the national record's fields only those that
 * a person is shown: what one was ill with (dise_no, dise_name) is never asked for.
 */
export const settlementsInput = z.object({
  psn_no: z.string().max(30),
  begntime: wireDate,
  endtime: wireDate,
  page_num: z.number().int().min(1).max(1000),
  page_size: z.number().int().min(1).max(settlementPageSizeMax),
});
export const settlementsOutput = z.object({
  /** Of all pages. */
  recordCounts: z.number().int().min(0),
  setlinfo: z.array(
    z.object({
      setl_id: z.string().min(1).max(30),
      setl_time: wireTime,
      /** First and last day of the treatment; empty at a pharmacy. */
      begndate: z.union([wireDate, z.literal('')]),
      enddate: z.union([wireDate, z.literal('')]),
      fixmedins_code: z.string().regex(/^[HP]\d{11}$/),
      fixmedins_name: z.string().min(1).max(200),
      /** 医院等级, as the platform words it; empty for a pharmacy. */
      hosp_lv: z.string().max(20),
      insutype: z.enum(['310', '390']),
      /** 就医类别: 11 outpatient, 14 chronic, 21 inpatient, 41 pharmacy, … */
      med_type: z.string().regex(/^\d{2,6}$/),
      insu_admdvs: regionCode,
      /** 1: money taken back; every amount is zero or below. */
      refd_setl_flag: z.enum(['0', '1']),
      medfee_sumamt: signedYuan,
      fulamt_ownpay_amt: signedYuan,
      overlmt_selfpay: signedYuan,
      preselfpay_amt: signedYuan,
      inscp_scp_amt: signedYuan,
      act_pay_dedc: signedYuan,
      hifp_pay: signedYuan,
      hifmi_pay: signedYuan,
      maf_pay: signedYuan,
      fund_pay_sumamt: signedYuan,
      psn_part_amt: signedYuan,
      acct_pay: signedYuan,
      acct_mulaid_pay: signedYuan,
      psn_cash_pay: signedYuan,
      hosp_part_amt: signedYuan,
      setldetail: z.array(
        z.object({
          /** 310100, 390100 basic; 390200 serious illness; 610100 medical aid; … */
          fund_pay_type: z.string().regex(/^\d{6}$/),
          fund_payamt: signedYuan,
        }),
      ),
    }),
  ),
});

/** R101 resident enrolment; the same biz_no again returns the same answer. */
export const enrolInput = z.object({
  biz_no: z.string().min(6).max(64),
  psn_cert_type: certTypeCode,
  certno: z.string().max(20),
  psn_name: z.string().max(50),
  insu_year: z.string().regex(/^\d{4}$/),
  insuplc_admdvs: regionCode,
  /** 1401 newborn, 1701 resident. */
  psn_type: z.string().max(6),
  /** With psn_type 1401: the platform makes the person; guardians answer for what it says. */
  newborn: z
    .object({
      brdy: wireDate,
      gend: z.enum(['1', '2']),
      hsreg_admdvs: regionCode,
      guardian: personInput,
    })
    .optional(),
});
export const enrolOutput = z.object({ psn_no: z.string(), regi_no: z.string() });
/** output of R101 when infcode is insuredElsewhere. */
export const elsewhereOutput = z.object({
  insuplc_admdvs: regionCode,
  insuplc_name: z.string(),
  insutype: z.enum(['310', '390']),
});

/** R102 change of a person's document: psn_no stays; the same biz_no again is the same change. */
export const changeIdentityInput = z.object({
  biz_no: z.string().min(6).max(64),
  psn_no: z.string().max(30),
  from: personInput,
  to: personInput,
});
export const changeIdentityOutput = z.object({ psn_no: z.string() });

/** R201 payment posting; the same biz_no again returns the same answer. */
export const postPaymentInput = z.object({
  biz_no: z.string().min(6).max(64),
  psn_no: z.string().max(30),
  insu_year: z.string().regex(/^\d{4}$/),
  clct_amt: yuan,
  subs_amt: yuan,
  clct_time: wireTime,
  /** 00 nothing to pay (fully subsidised), 01 WeChat Pay, 02 personal account, 03 tax bureau. */
  pay_way: z.enum(['00', '01', '02', '03']),
  trans_no: z.string().max(64),
});
export const postPaymentOutput = z.object({
  clct_no: z.string(),
  /** 1 in the books, 0 accepted and still on its way: ask 90100 again. */
  clct_flag: z.enum(['0', '1']),
});

/**
 * R202 confirmation of a refund; the same biz_no again returns the same answer. Whether the posting
 * has arrived or not, nothing can be posted by its business number from then on.
 */
export const giveBackInput = z.object({
  biz_no: z.string().min(6).max(64),
  psn_no: z.string().max(30),
  insu_year: z.string().regex(/^\d{4}$/),
  /** biz_no of the payment (R201) that is given back. */
  orig_biz_no: z.string().min(6).max(64),
  /** 1: the payment and with it the year's relation end; 2: a part, the relation stays. */
  refd_type: z.enum(['1', '2']),
  /** 1 death, 2 paid twice, 3 joined employee insurance, 4 joined elsewhere, 5 subsidised later. */
  refd_rea: z.enum(['1', '2', '3', '4', '5']),
  refd_amt: yuan,
  /** 1: the platform's own facts prove the reason, 2: a clerk has seen the proof. */
  chk_way: z.enum(['1', '2']),
  /** When it was asked for; the benefit period must not have begun then. */
  aply_time: wireTime,
});
export const giveBackOutput = z.object({
  refd_no: z.string(),
  /** 4 ended, 1 goes on: another payment of the year stands, or only a part was given back. */
  rela_stas: z.enum(['1', '4']),
});

/**
 * R301 postings of this institution by the day of payment (clct_time), for reconciliation (the
 * hospital side has 3201/3202 for that). It names nobody: our business numbers are enough.
 */
export const postingPageSizeMax = 500;
export const listPostingsInput = z.object({
  clct_date: wireDate,
  page_num: z.int().min(1).max(10_000),
  page_size: z.int().min(1).max(postingPageSizeMax),
});
export const listPostingsOutput = z.object({
  /** Of the whole day, whatever the page. */
  total_cnt: z.int().min(0),
  total_amt: yuan,
  page_num: z.int(),
  clctinfo: z.array(
    z.object({
      biz_no: z.string(),
      clct_no: z.string(),
      clct_amt: yuan,
      clct_time: wireTime,
      /** 1 in the books, 0 accepted and still on its way. */
      clct_flag: z.enum(['0', '1']),
    }),
  ),
});
