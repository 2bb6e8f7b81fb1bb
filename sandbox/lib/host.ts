/**
 * What every stand-in of the sandbox stands on: clock, journal, faults, keys, people.
 *
 * The stand-ins of WeChat (`../wechat`), WeChat Pay (`../wechat-pay`), the core platform
 * (`../core-platform`), the data-sharing gateway (`../data-sharing`), the mutual-aid platform
 * (`../mutual-aid`) and the tax bureau (`../tax`) get one SandboxHost and their own books, nothing else; `createSandbox` in `../index.ts` makes it.
 */
import { type ResidentDirectory } from '../city/resident';

/** The two clocks. Business time may be moved; wall time is only for protocol freshness. */
export interface SandboxClock {
  /** Business time, epoch ms: starts at the sandbox's start date and runs at real speed. */
  now(): number;
  /** Real time, epoch ms, for signature timestamps in HTTP headers. */
  wallNow(): number;
  /**
   * Moves business time to `ms`.
   * @throws ClockError when that lies before `now()`, or is no moment at all
   */
  set(ms: number): void;
  /** Moves business time forward by `ms` (≥ 0). @throws ClockError */
  advance(ms: number): void;
  /** Calls the listener after every jump (not for ordinary ticking); returns how to stop. */
  onMove(listener: (now: number) => void): () => void;
}

/** A durable map: every acknowledged change is in the journal before the call returns. */
export interface DurableMap<T> {
  get(key: string): T | undefined;
  has(key: string): boolean;
  /** Values must be plain JSON; they are stored as they are now, later mutation does not count. */
  set(key: string, value: T): void;
  delete(key: string): boolean;
  values(): T[];
  entries(): [string, T][];
  readonly size: number;
}

export interface Journal {
  /**
   * The store of that name, one append-only file each ([a-z0-9-]{1,40}).
   * The same name gives the same store, so each name has one owner and one type.
   */
  store<T>(name: string): DurableMap<T>;
  close(): void;
}

export const faultKinds = ['delay', 'drop', 'duplicate', 'error500', 'timeout'] as const;
/**
 * - `delay`: the request is served late (before() has already waited)
 * - `drop`: the request never arrives; the connection breaks, nothing is processed
 * - `duplicate`: the request arrives twice; both are processed, the second is answered
 * - `error500`: the system fails before it processes anything
 * - `timeout`: the request is processed, but its answer never comes back
 */
export type FaultKind = (typeof faultKinds)[number];

export interface FaultDecision {
  kind: FaultKind | 'none';
  /** For `delay` already waited; for `timeout` how long to hold the line before it breaks. */
  delayMs: number;
}

export interface FaultRule {
  /** Who asks is 'core-platform', 'tax-review', 'wechat-pay' and so on, or '*' for any. */
  system: string;
  /** The interface: 'R201', 'code2session', 'order', 'population', … or '*' for any. */
  operation: string;
  kind: FaultKind;
  /** How many more calls it strikes; without meaning once there is an `until`. */
  times: number;
  delayMs: number;
  /** Strikes every call before this business time (epoch ms), and is gone from then on. */
  until?: number;
}

/** A rule as it is asked for. */
export interface FaultRequest extends Omit<FaultRule, 'until'> {
  /** Minutes of business time that it lasts from now on, however many calls come. */
  forMinutes?: number;
}

export interface Faults {
  /** Asks whether a rule strikes this call, and uses it up once; waits out a `delay`. */
  before(system: string, operation: string): Promise<FaultDecision>;
  /**
   * Adds a rule; a rule of the same system, operation and kind is replaced.
   * @throws RangeError for a number of times, minutes or milliseconds out of bounds
   */
  add(rule: FaultRequest): void;
  clear(): void;
  list(): FaultRule[];
}

/** How long the registries and the core platform take for a call, beside the network. */
export interface Latency {
  /** Milliseconds of real time; 0 unless a tester wants them slow. */
  readonly ms: number;
  /** @throws RangeError outside 0 to 5000 */
  set(ms: number): void;
  /** Lets the time of one call go by. */
  pass(): Promise<void>;
}

export interface CallRecord {
  system: string;
  operation: string;
  /** Business time, epoch ms. */
  at: number;
  /** A word or a code: 'ok', 'HTTP 404', 'infcode 2002', 'fault drop'. Never personal data. */
  outcome: string;
}

/** The last 500 protocol calls, for the control API; kept in memory only. */
export interface CallLog {
  record(call: Omit<CallRecord, 'at'>): void;
  list(): CallRecord[];
}

export interface Sm2Pair {
  /** 64 hex digits. */
  privateKey: string;
  /** Uncompressed point, 130 hex digits. */
  publicKey: string;
}

export interface RsaPair {
  /** PKCS#8 PEM. */
  privateKeyPem: string;
  /** SPKI PEM. */
  publicKeyPem: string;
}

/** How this service and a system with a local contract know each other. */
export interface ServiceKeys {
  /** What the system knows this service by. */
  appId: string;
  /** Signs what the functions ask. */
  client: Sm2Pair;
  /** Signs what the system answers. */
  gateway: Sm2Pair;
}

/** Generated once per data folder; every id and secret starts with `sandbox` (or SANDBOX). */
export interface SandboxKeys {
  corePlatform: {
    /** Twelve characters, as on the wire. */
    institutionCode: string;
    /** Signs what the functions send. */
    client: Sm2Pair;
    /** Signs what the platform answers. */
    platform: Sm2Pair;
  };
  dataSharing: ServiceKeys;
  mutualAid: ServiceKeys;
  /** The mini-program people are sent to is the bureau's own. */
  tax: ServiceKeys & { miniProgramAppId: string };
  taxReview: ServiceKeys;
  wechat: {
    miniProgram: { appId: string; secret: string };
    officialAccount: { appId: string; secret: string };
  };
  wechatPay: {
    mchid: string;
    /** Serial of the merchant's certificate, 'SANDBOX…'. */
    merchantSerial: string;
    merchant: RsaPair;
    /** Id of WeChat Pay's public key, 'PUB_KEY_ID_SANDBOX…'. */
    platformKeyId: string;
    platform: RsaPair;
    /** 32 characters; AES-256-GCM key of notifications. */
    apiV3Key: string;
  };
  /** The account with the carrier of short messages. */
  sms: { secretId: string; secretKey: string; sdkAppId: string; signName: string };
  functions: {
    /** SM4 key of personal data, 32 hex digits, and the id kept beside each ciphertext. */
    dataKeyId: string;
    dataKeyHex: string;
    /** Key of the SM3 index, 64 hex digits. */
    indexKeyHex: string;
  };
  /** Signs papers (SM2). */
  certificates: Sm2Pair & { keyId: string };
  /** Signs checkpoints of the audit (SM2). */
  audit: Sm2Pair & { keyId: string };
  /** The insurer's own system: signs what it asks, and answers to it are sealed to it (SM2). */
  partner: Sm2Pair & { keyId: string };
}

export interface SandboxHost {
  clock: SandboxClock;
  journal: Journal;
  faults: Faults;
  latency: Latency;
  calls: CallLog;
  keys: SandboxKeys;
  residents: ResidentDirectory;
  /** Origin of the local server, e.g. http://127.0.0.1:8080; the sandbox lives under + '/sandbox'. */
  publicUrl(): string;
  /** How the sandbox calls out (WeChat Pay's notifications). */
  notify: typeof fetch;
  /**
   * Runs `run` once when business time reaches `atBusinessMs`, also after a jump; in order of
   * time. A time already reached runs soon, never within this call. A key scheduled again
   * replaces the earlier entry. Not durable: the owner derives its entries again from its own
   * state at start. Errors of `run` are swallowed into the call log as 'scheduled failure'.
   */
  schedule(atBusinessMs: number, key: string, run: () => void | Promise<void>): void;
  /** Forgets a scheduled entry; unknown keys are fine. */
  unschedule(key: string): void;
}

/** What a stand-in answers to one protocol call, and the word for the call log. */
export interface ExchangeAnswer {
  response: Response;
  outcome: string;
}

/**
 * Serves one protocol call under the fault switches and writes it to the call log; declared
 * here, lives in `./exchange`:
 * `exchange(host, c, system, operation, answer)` → Response. `c` is the Hono context.
 */
export type Exchange = (
  host: SandboxHost,
  c: { readonly env: unknown },
  system: string,
  operation: string,
  answer: () => Promise<ExchangeAnswer>,
) => Promise<Response>;
