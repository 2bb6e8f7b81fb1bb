import crypto from 'node:crypto';
import { type SandboxHost } from '../lib/host';
import { hourMs } from '../lib/time';

/** expires_in of getverifyid: 3600 s, a business deadline. */
const validMs = hourMs;

export const faceDecisions = ['pass', 'fail', 'cancel'] as const;
export type FaceDecision = (typeof faceDecisions)[number];

/** One face check. The person is kept as a hash and masked, never in clear. */
export interface FaceCheck {
  verifyId: string;
  outSeqNo: string;
  openid: string;
  certHash: string;
  maskedName: string;
  maskedNumber: string;
  /** Whether the register knows this name with this number. */
  isRegistered: boolean;
  /** Business time, epoch ms. */
  expireAt: number;
  decision: FaceDecision | null;
}

/** verify_ret values (v2 documentation). Only `passed` together with errcode 0 is a pass. */
export const verifyRet = {
  passed: 10000,
  numberMismatch: 10003,
  faceMismatch: 10004,
  leftBeforeStart: 90002,
  cancelled: 90004,
  timedOut: 90017,
} as const;

const decided = {
  pass: verifyRet.passed,
  fail: verifyRet.faceMismatch,
  cancel: verifyRet.cancelled,
} satisfies Record<FaceDecision, number>;

/** @param now business time, epoch ms; returns the check's verify_ret */
export function verifyResult(check: FaceCheck, now: number): number {
  if (check.decision === null) {
    return now < check.expireAt ? verifyRet.leftBeforeStart : verifyRet.timedOut;
  }
  if (check.decision === 'pass' && !check.isRegistered) return verifyRet.numberMismatch;
  return decided[check.decision];
}

export interface FaceChecks {
  /**
   * Begins a check. The same serial number with the same person and card gives the same check, so
   * that a lost answer can be asked for again; with anything else it gives null.
   */
  begin(asked: Omit<FaceCheck, 'verifyId' | 'expireAt' | 'decision'>): FaceCheck | null;
  byId(verifyId: string): FaceCheck | undefined;
  /** Whether the camera may still open: nothing decided yet and not expired. */
  isOpen(check: FaceCheck): boolean;
  /** Records what happened before the camera; the first decision stays. */
  decide(check: FaceCheck, decision: FaceDecision): FaceCheck;
}

/** Opens the face checks from the journal. */
export function openFaceChecks(host: SandboxHost): FaceChecks {
  const store = host.journal.store<FaceCheck>('wechat-face-checks');
  const bySerial = new Map(store.values().map((check) => [check.outSeqNo, check.verifyId]));
  const isOpen = (check: FaceCheck): boolean =>
    check.decision === null && host.clock.now() < check.expireAt;

  return {
    begin: (asked) => {
      const known = store.get(bySerial.get(asked.outSeqNo) ?? '');
      if (known) {
        const isSame = known.openid === asked.openid && known.certHash === asked.certHash;
        return isSame && isOpen(known) ? known : null;
      }
      const verifyId = crypto.randomBytes(24).toString('base64url');
      const expireAt = host.clock.now() + validMs;
      const check = { ...asked, verifyId, expireAt, decision: null };
      store.set(verifyId, check);
      bySerial.set(asked.outSeqNo, verifyId);
      return check;
    },
    byId: (verifyId) => store.get(verifyId),
    isOpen,
    decide: (check, decision) => {
      if (!isOpen(check)) return check;
      const settled = { ...check, decision };
      store.set(check.verifyId, settled);
      return settled;
    },
  };
}
