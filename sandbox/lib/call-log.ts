import { type CallLog, type CallRecord, type SandboxClock } from './host';

const recordsMax = 500;

/** The last 500 protocol calls, oldest first; a diagnostic, so it is not kept over a restart. */
export function createCallLog(clock: SandboxClock): CallLog {
  const records: CallRecord[] = [];
  return {
    record: (call) => {
      records.push({ ...call, at: clock.now() });
      if (records.length > recordsMax) records.shift();
    },
    list: () => [...records],
  };
}
