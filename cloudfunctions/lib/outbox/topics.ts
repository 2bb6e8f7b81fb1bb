/** Everything the service tells other systems, and what each message carries: ids only. */
interface Messages {
  /** R101 for one enrolment. */
  'core.enrol': { enrollmentId: string };
  /** R102 after a baby got its ID number. */
  'core.changeIdentity': { upgradeId: string };
  /** R201 for one item of a paid order. */
  'core.postPayment': { itemId: string };
  /** One joined item to its department, then asking until it is done or returned. */
  'department.item': { itemId: string };
  /** One subscribe message for one notice. */
  'wechat.message': { noticeId: string };
}

export type Topic = keyof Messages;
export type MessagePayload<T extends Topic> = Messages[T];
