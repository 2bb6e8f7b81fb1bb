import { query } from '../../lib/dispatcher/action';
import { lookAt, viewSeen } from '../access';
import { findMirror, freshnessOf } from '../mirror';
import { readCovers, readPayments } from '../reading';

export const covers = query('records.covers', async (context, { personId }) => {
  const { runtime, now } = context;
  const sight = await lookAt(context, personId, 'covers');
  const [person, read, mirror] = await Promise.all([
    viewSeen(context, sight),
    readCovers(context, sight),
    findMirror(runtime.db, personId, 'contributions'),
  ]);
  return { person, ...read, freshness: freshnessOf(mirror, now) };
});

export const payments = query('records.payments', async (context, input) => {
  const { runtime, now } = context;
  const { personId, cursor, pageSize } = input;
  const sight = await lookAt(context, personId, 'payments');
  const [person, all, mirror] = await Promise.all([
    viewSeen(context, sight),
    readPayments(context, sight),
    findMirror(runtime.db, personId, 'contributions'),
  ]);
  const lines = all.filter(({ coverageYear }) => cursor === undefined || coverageYear < cursor);
  // a page never ends within a year
  const lastYear = lines[pageSize - 1]?.coverageYear;
  const page = lines.filter((line, n) => n < pageSize || line.coverageYear === lastYear);
  return {
    person,
    payments: page,
    nextCursor: page.length < lines.length ? (page.at(-1)?.coverageYear ?? null) : null,
    freshness: freshnessOf(mirror, now),
  };
});
