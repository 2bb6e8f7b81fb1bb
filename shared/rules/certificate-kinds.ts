/** The words of certificates (证明与凭证) that the wire, the rules and the tables share. */

/** 参保证明 and 缴费凭证. */
export const certificateKinds = ['cover', 'contribution'] as const;
export type CertificateKind = (typeof certificateKinds)[number];

/** What a person can say when they withdraw a paper. */
export const ownWithdrawalReasons = ['notNeeded', 'wrongFacts', 'lost'] as const;
export type OwnWithdrawalReason = (typeof ownWithdrawalReasons)[number];

/** And what staff (`staff`) and the refund of a contribution (`refunded`) withdraw for. */
export type WithdrawalReason = OwnWithdrawalReason | 'staff' | 'refunded';
export type WithdrawalBy = 'person' | 'staff' | 'system';

export const certificateTitles = {
  cover: '基本医疗保险参保证明',
  contribution: '城乡居民基本医疗保险缴费凭证',
} as const satisfies Record<CertificateKind, string>;

/** As people call them. */
export const certificateNames = {
  cover: '参保证明',
  contribution: '缴费凭证',
} as const satisfies Record<CertificateKind, string>;
