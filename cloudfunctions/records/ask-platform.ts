import { shanghaiDate, yearOf, yearStart } from '@yibao/shared/rules/dates';
import { keepPaidOtherwise } from '../enrollment/insured-otherwise';
import { type Actor, writeAudit } from '../lib/audit';
import { type Person, type PlatformMirror } from '../lib/database/schema';
import { platformNumberOf } from '../lib/people';
import { type Contribution } from '../lib/ports/core-platform';
import { UpstreamError } from '../lib/ports/http';
import { type Settlement } from '../lib/ports/settlement';
import { type Runtime } from '../lib/runtime';
import {
  findMirror,
  isOld,
  keepContributions,
  keepSettlements,
  type MirrorKind,
  noteAnswer,
  takeTurnsToAsk,
} from './mirror';

/** Older than this the platform's own records do not go. */
const firstDay = '2000-01-01';

interface Range {
  from: string;
  to: string;
}

/** On whose behalf the platform is asked. */
export interface AskContext {
  runtime: Runtime;
  actor: Actor;
  now: number;
  traceId: string;
  log: Runtime['log'];
}

/** What came; null where nothing was asked. */
interface Told {
  contributions: Contribution[] | 'failed' | null;
  settlements: { settlements: Settlement[]; range: Range } | 'failed' | null;
}

/** By itself only this year and the last are asked again: older bills do not change any more. */
function rangeFor(mirror: PlatformMirror | null, byHand: boolean, now: number): Range {
  const to = shanghaiDate(now);
  const whole = byHand || (mirror?.asOf ?? null) === null;
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

/** The parts that are worth asking for now and whose turn this request got. */
async function takeTurns(
  { runtime, now }: AskContext,
  { personId, byHand, kinds }: { personId: string; byHand: boolean; kinds: MirrorKind[] },
): Promise<Map<MirrorKind, PlatformMirror | null>> {
  const mirrors = new Map<MirrorKind, PlatformMirror | null>();
  for (const kind of kinds) mirrors.set(kind, await findMirror(runtime.db, personId, kind));
  const worthIt = kinds.filter((kind) => byHand || isOld(mirrors.get(kind) ?? null, now));
  const taken = await takeTurnsToAsk(runtime.db, personId, worthIt, now);
  return new Map(taken.map((kind) => [kind, mirrors.get(kind) ?? null]));
}

/** Asks for what is worth asking for, and keeps nothing yet. */
async function askPlatform(
  context: AskContext,
  { person, kinds }: { person: Person; kinds: MirrorKind[] },
  byHand: boolean,
): Promise<Told> {
  const { runtime, log, now } = context;
  const { cipher, ports } = runtime;
  const number = platformNumberOf(cipher, person);
  // a newborn the platform has not made yet has no records there
  if (number === null) return { contributions: null, settlements: null };
  const turns = await takeTurns(context, { personId: person.id, byHand, kinds });
  const range = rangeFor(turns.get('settlements') ?? null, byHand, now);
  const [contributions, settlements] = await Promise.all([
    turns.has('contributions') ? orFailed(ports.corePlatform.listContributions(number), log) : null,
    turns.has('settlements')
      ? orFailed(ports.corePlatform.listSettlements(number, range), log)
      : null,
  ]);
  return {
    contributions,
    settlements: Array.isArray(settlements) ? { settlements, range } : settlements,
  };
}

/** Keeps what came, in a transaction of its own: no other request brings it again before the gap is over. */
async function keepTold(
  { runtime, actor, now, traceId }: AskContext,
  personId: string,
  { contributions, settlements }: Told,
): Promise<void> {
  await runtime.db.transaction(async (tx) => {
    if (contributions !== null) {
      const failed = contributions === 'failed';
      if (!failed) {
        await keepContributions(tx, personId, contributions, now);
        await keepPaidOtherwise(tx, runtime.config.region, { personId, contributions }, now);
      }
      await noteAnswer(tx, personId, 'contributions', { at: now, failed });
    }
    if (settlements !== null) {
      const failed = settlements === 'failed';
      if (!failed) await keepSettlements(tx, runtime.cipher, personId, settlements, now);
      await noteAnswer(tx, personId, 'settlements', { at: now, failed });
    }
    const details = {
      contributions: contributions === 'failed' ? -1 : (contributions?.length ?? null),
      settlements: settlements === 'failed' ? -1 : (settlements?.settlements.length ?? null),
    };
    const record = { action: 'records.refresh' as const, subjectPersonId: personId, details };
    await writeAudit(tx, { actor, traceId, now }, record);
  });
}

/** Asks and keeps in one go. @returns whether anything new is to be read */
export async function askAndKeep(
  context: AskContext,
  about: { person: Person; kinds: MirrorKind[] },
  byHand: boolean,
): Promise<boolean> {
  const told = await askPlatform(context, about, byHand);
  const answered = [told.contributions, told.settlements].filter((part) => part !== null);
  if (answered.length > 0) await keepTold(context, about.person.id, told);
  return answered.some((part) => part !== 'failed');
}
