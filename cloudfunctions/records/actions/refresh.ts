import { shanghaiDate, yearOf, yearStart } from '@yibao/shared/rules/dates';
import { keepPaidOtherwise } from '../../enrollment/insured-otherwise';
import { type Person, type PlatformMirror } from '../../lib/database/schema';
import { mutation } from '../../lib/dispatcher/action';
import { platformNumberOf } from '../../lib/people';
import { type Contribution } from '../../lib/ports/core-platform';
import { UpstreamError } from '../../lib/ports/http';
import { type Settlement } from '../../lib/ports/settlement';
import { type Runtime } from '../../lib/runtime';
import { type Sight, sightOf } from '../access';
import {
  askGapMs,
  findMirror,
  freshMs,
  freshnessOf,
  keepContributions,
  keepSettlements,
  type MirrorKind,
  noteTry,
} from '../mirror';

/** Older than this the platform's own records do not go. */
const firstDay = '2000-01-01';

interface Range {
  from: string;
  to: string;
}

/** What was asked and what came; null where nothing was asked. */
interface Told {
  personId: string;
  kinds: MirrorKind[];
  contributions: Contribution[] | 'failed' | null;
  settlements: { settlements: Settlement[]; range: Range } | 'failed' | null;
}

function mirrorKindsOf({ kinds }: Sight): MirrorKind[] {
  const contributions = kinds.includes('covers') || kinds.includes('payments');
  return [
    ...(contributions ? (['contributions'] as const) : []),
    ...(kinds.includes('settlements') ? (['settlements'] as const) : []),
  ];
}

function isDue(mirror: PlatformMirror | null, byHand: boolean, now: number): boolean {
  if (mirror === null) return true;
  if (now - mirror.triedAt < askGapMs) return false;
  return byHand || mirror.asOf === null || now - mirror.asOf >= freshMs;
}

/** By itself only this year and the last are asked again: older bills do not change any more. */
function rangeFor(mirror: PlatformMirror | null, byHand: boolean, now: number): Range {
  const to = shanghaiDate(now);
  const whole = byHand || mirror?.asOf === null || mirror === null;
  return { from: whole ? firstDay : yearStart(yearOf(to) - 1), to };
}

/** @returns the answer, or that none came: reading must not fail because the platform is away */
async function orFailed<T>(asked: Promise<T>, log: Runtime['log']): Promise<T | 'failed'> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    log.warn({ system: error.system, reason: error.reason }, 'records not refreshed');
    return 'failed';
  }
}

async function ask(
  context: { runtime: Runtime; log: Runtime['log']; now: number },
  person: Person,
  kinds: MirrorKind[],
  byHand: boolean,
): Promise<Told> {
  const { runtime, log, now } = context;
  const { db, cipher, ports } = runtime;
  const told: Told = { personId: person.id, kinds, contributions: null, settlements: null };
  const number = platformNumberOf(cipher, person);
  // a newborn the platform has not made yet has no records there
  if (number === null) return told;
  const mirrors = await Promise.all(kinds.map((kind) => findMirror(db, person.id, kind)));
  const due = kinds.filter((_, n) => isDue(mirrors[n] ?? null, byHand, now));
  const mirrorOf = (kind: MirrorKind) => mirrors[kinds.indexOf(kind)] ?? null;
  const range = rangeFor(mirrorOf('settlements'), byHand, now);
  const [contributions, settlements] = await Promise.all([
    due.includes('contributions')
      ? orFailed(ports.corePlatform.listContributions(number), log)
      : null,
    due.includes('settlements')
      ? orFailed(ports.corePlatform.listSettlements(number, range), log)
      : null,
  ]);
  told.contributions = contributions;
  told.settlements = Array.isArray(settlements) ? { settlements, range } : settlements;
  return told;
}

/**
 * Asks the core platform again, at most every ten minutes a person unless somebody taps. What it
 * does not answer leaves everything as it stands; the reply says how fresh each part is.
 */
export const refresh = mutation('records.refresh', {
  async before({ runtime, caller, log, now }, { personId, byHand }) {
    const sight = await sightOf(runtime.db, caller, personId, now);
    return ask({ runtime, log, now }, sight.person, mirrorKindsOf(sight), byHand);
  },

  async run({ tx, runtime, caller, now, audit }, { personId }, told) {
    // the right may have ended while the platform was asked
    const kinds = mirrorKindsOf(await sightOf(tx, caller, personId, now));
    const { contributions, settlements } = told;
    if (contributions !== null) {
      const failed = contributions === 'failed';
      if (!failed) {
        await keepContributions(tx, personId, contributions, now);
        await keepPaidOtherwise(tx, runtime.config.region, { personId, contributions }, now);
      }
      await noteTry(tx, personId, 'contributions', { at: now, failed });
    }
    if (settlements !== null) {
      const failed = settlements === 'failed';
      if (!failed) await keepSettlements(tx, runtime.cipher, personId, settlements, now);
      await noteTry(tx, personId, 'settlements', { at: now, failed });
    }
    const answered = [contributions, settlements].filter((part) => part !== null);
    const asked = answered.some((part) => part !== 'failed');
    if (answered.length > 0) {
      await audit({
        action: 'records.refresh',
        subjectPersonId: personId,
        details: {
          contributions: contributions === 'failed' ? -1 : (contributions?.length ?? null),
          settlements: settlements === 'failed' ? -1 : (settlements?.settlements.length ?? null),
        },
      });
    }
    const seen = async (kind: MirrorKind) =>
      kinds.includes(kind) ? freshnessOf(await findMirror(tx, personId, kind), now) : null;
    return {
      contributions: await seen('contributions'),
      settlements: await seen('settlements'),
      asked,
    };
  },
});
