/** Flows that are served by the cloud function of another one. */
const servedBy: ReadonlyMap<string, string> = new Map([['audit', 'records']]);

/** @returns the cloud function that serves an action; for most the part before the dot */
export function functionOf(action: string): string {
  const [flow = action] = action.split('.');
  return servedBy.get(flow) ?? flow;
}
