export interface Percentiles {
  count: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
}

/** Takes times by name. */
export class Recorder {
  private readonly timesMs = new Map<string, number[]>();
  /** Off while the server warms up. */
  recording = false;

  async time<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = performance.now();
    const result = await work();
    const elapsedMs = performance.now() - before;
    if (this.recording) this.keep(name, elapsedMs);
    return result;
  }

  /** @returns nearest-rank percentiles by name, in ms to a tenth */
  percentiles(): Record<string, Percentiles> {
    return Object.fromEntries([...this.timesMs].map(([name, times]) => [name, ranks(times)]));
  }

  private keep(name: string, elapsedMs: number): void {
    const times = this.timesMs.get(name);
    if (times) times.push(elapsedMs);
    else this.timesMs.set(name, [elapsedMs]);
  }
}

function ranks(times: number[]): Percentiles {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => {
    const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
    return Math.round(value * 10) / 10;
  };
  return { count: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}
