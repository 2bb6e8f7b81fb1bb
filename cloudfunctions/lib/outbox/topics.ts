/** Everything the service tells other systems, and what each message carries: ids only. */
interface Messages {
  /** Tells the person whom a request for consent is about, if there is one. */
  'consent.requested': { consentId: string };
  /** Tells somebody who is known from now on, and their guardians, of the requests that waited. */
  'consent.personKnown': { personId: string };
  /** Tells the person of a look that was refused. */
  'consent.look': { lookId: string };
  /** R101 for one enrolment. */
  'core.enrol': { enrollmentId: string };
  /** R102 after a baby got its ID number. */
  'core.changeIdentity': { upgradeId: string };
  /** R201 for one item of a paid order. */
  'core.postPayment': { itemId: string };
  /** One joined item to its department, then asking until it is done or returned. */
  'department.item': { itemId: string };
  /** One short message for one notice that WeChat could not carry. */
  'sms.message': { noticeId: string };
  /** One relative bound to, or unbound from, a personal account. */
  'mutualAid.bind': { bindingId: string };
  'mutualAid.unbind': { bindingId: string };
  /** The next step of a refund that stands in a status: tax bureau, core platform or rail. */
  'refund.step': { refundId: string; status: string };
  /** Tells the tax bureau that a refund was taken back. */
  'refund.withdrawn': { refundId: string };
  /** One subscribe message for one notice. */
  'wechat.message': { noticeId: string };
}

export type Topic = keyof Messages;
export type MessagePayload<T extends Topic> = Messages[T];
