import { type OtherInsurance } from '../city/resident';
import { type Insured } from './people';

/** What the origin did after the sandbox began, on top of how the person was made. */
export interface ElsewhereChange {
  /** Epoch ms; null when only inherited from the person as made. */
  suspendedAt: number | null;
  /** When the origin uploaded its data again, epoch ms. */
  reuploadedAt: number | null;
}

/** When the origin suspended the relation, whoever has learnt of it; null while active. */
export function suspendedAtOrigin(
  other: OtherInsurance,
  change: ElsewhereChange | undefined,
): number | null {
  return change?.suspendedAt ?? other.suspendedAt;
}

/**
 * When the platform learns of the suspension (淮北： within 6 hours, or else the old place must
 * upload again).
 *
 * @returns epoch ms, or null when nothing will bring it as things stand
 */
export function suspensionSeenAt(
  other: OtherInsurance,
  change: ElsewhereChange | undefined,
): number | null {
  const suspendedAt = suspendedAtOrigin(other, change);
  if (suspendedAt === null) return null;
  const bySync = other.syncDelayMs === null ? null : suspendedAt + other.syncDelayMs;
  const byUpload = change?.reuploadedAt ?? null;
  if (bySync === null) return byUpload;
  return byUpload === null ? bySync : Math.min(bySync, byUpload);
}

/** The relation as the platform shows it at `now`. */
export interface SeenInsurance {
  other: OtherInsurance;
  active: boolean;
  /** When the platform learnt of the suspension; null while it shows the relation as active. */
  suspensionSeenAt: number | null;
}

export function seenInsurance(
  resident: Insured,
  change: ElsewhereChange | undefined,
  now: number,
): SeenInsurance | null {
  const other = resident.otherInsurance;
  if (!other) return null;
  const seenAt = suspensionSeenAt(other, change);
  const known = seenAt !== null && seenAt <= now;
  return { other, active: !known, suspensionSeenAt: known ? seenAt : null };
}
