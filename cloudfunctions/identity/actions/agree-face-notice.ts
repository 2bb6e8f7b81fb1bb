import { randomUUID } from 'node:crypto';
import { faceConsent } from '../../lib/database/schema';
import { mutation } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { faceNotices } from '../face-notice';

/** The consent names the very words that were shown; other words are refused. */
export const agreeFaceNotice = mutation('identity.agreeFaceNotice', {
  async run({ tx, caller, now, audit }, { version, textHash }) {
    const shown = Object.values(faceNotices).find((notice) => notice.version === version);
    if (shown?.textHash !== textHash) {
      throw refuseField('version', '告知书已经更新，请重新阅读后再同意');
    }
    const id = randomUUID();
    await tx.insert(faceConsent).values({
      id,
      accountId: caller.accountId,
      noticeVersion: version,
      textHash,
      agreedAt: now,
    });
    await audit({
      action: 'identity.agreeFaceNotice',
      subjectPersonId: caller.personId,
      details: { consentId: id, version, textHash },
    });
    return { consentId: id, agreedAt: now };
  },
});
