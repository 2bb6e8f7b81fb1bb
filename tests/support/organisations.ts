import { randomUUID } from 'node:crypto';
import {
  sandboxOrganisations,
  sandboxPassword,
  sandboxTotpSecret,
} from '@yibao/sandbox/city/organisations';
import { totpCode } from '@yibao/sandbox/lib/totp';
import { type ActionName, contracts, type Output, type Reply } from '@yibao/shared/contracts';
import { clientHeaders } from './h5';
import { type CallInput, type TestSystem } from './system';
import { query } from './tables';

const [insurer, employer, otherEmployer] = sandboxOrganisations('few');
if (!insurer || !employer || !otherEmployer) throw new Error('the sandbox has too few');

/** Organisations that every test system has; their clerks' logins stand in `clerks`. */
export const organisations = { insurer, employer, otherEmployer };

/** Logins of theirs, for tests that need somebody. */
export const logins = {
  insurer: 'xiangshan-01',
  insurerColleague: 'xiangshan-02',
  /** The insurer's own system: it signs, and never signs in. */
  insurerApi: 'xiangshan-api',
  employer: 'qinghe-fz-01',
  employerColleague: 'qinghe-fz-02',
  otherEmployer: 'yunshan-fz-01',
} as const;

/** A clerk in front of the console, without its screens. */
export interface ConsoleClerk {
  login: string;
  /** `name=value`, for requests that a test makes itself. */
  cookie: string;
  reply<N extends ActionName>(action: N, input: CallInput<N>): Promise<Reply<Output<N>>>;
  /** The same, and the call has to succeed. */
  call<N extends ActionName>(action: N, input: CallInput<N>): Promise<Output<N>>;
  /** The same, and the call has to be refused; the code comes back. */
  refused<N extends ActionName>(action: N, input: CallInput<N>): Promise<string>;
}

/** What a clerk types; a test may spoil some of it. */
export interface SignIn {
  login: string;
  password: string;
  code: string;
}

export const signInOf = (login: string, wallNow = Date.now()): SignIn => ({
  login,
  password: sandboxPassword,
  code: totpCode(sandboxTotpSecret, wallNow),
});

type Door = 'sign-in' | 'sign-out' | 'enrol' | 'enrol-confirm';

/** Sends one of the console's forms as it is. */
export function postDoor(
  { url }: { url: string },
  door: Door,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${url}/console-auth/${door}`, {
    method: 'POST',
    headers: { ...clientHeaders, ...headers },
    body: JSON.stringify(body),
  });
}

export const postSignIn = (
  system: { url: string },
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> => postDoor(system, 'sign-in', body, headers);

/** The session that an answer opened. @returns `name=value`, '' when it opened none */
export const cookieOf = (response: Response): string =>
  response.headers.getSetCookie()[0]?.split(';')[0] ?? '';

/** The first step of an enrolment. @returns the secret of the second factor, base32 */
export async function beginEnrolment(
  system: { url: string },
  typed: { login: string; enrolmentCode: string; newPassword: string },
): Promise<string> {
  const response = await postDoor(system, 'enrol', typed);
  const reply = (await response.json()) as Reply<{ totpUri: string }>;
  if (!reply.ok) throw new Error(`enrol: ${reply.error.message}`);
  return new URL(reply.data.totpUri).searchParams.get('secret') ?? '';
}

/** Calls as whoever has the cookie. */
export function clerkWith({ url }: { url: string }, login: string, cookie: string): ConsoleClerk {
  async function reply<N extends ActionName>(action: N, input: CallInput<N>) {
    const isMutation = contracts[action].kind === 'mutation';
    const response = await fetch(`${url}/rpc/${action}`, {
      method: 'POST',
      headers: { ...clientHeaders, cookie },
      body: JSON.stringify(isMutation ? { requestId: randomUUID(), ...input } : input),
    });
    return (await response.json()) as Reply<Output<N>>;
  }
  return {
    login,
    cookie,
    reply,
    async call(action, input) {
      const result = await reply(action, input);
      if (!result.ok) throw new Error(`${action}: ${result.error.code} ${result.error.message}`);
      return result.data;
    },
    async refused(action, input) {
      const result = await reply(action, input);
      if (result.ok) throw new Error(`${action} was not refused`);
      return result.error.code;
    },
  };
}

/**
 * Signs a clerk in through the console's own door. A code works once in thirty seconds, and tests
 * do not wait: the step it was used for is forgotten first.
 */
export async function signInAs(
  system: Pick<TestSystem, 'url' | 'runtime'>,
  login: string,
  password = sandboxPassword,
): Promise<ConsoleClerk> {
  const forget = `update clerk set totp_last_step = 0 where login = '${login}'`;
  await query(system.runtime.db, forget);
  const response = await postSignIn(system, { ...signInOf(login), password });
  const cookie = cookieOf(response);
  if (!response.ok || cookie === '') {
    throw new Error(`${login} cannot sign in: ${response.status} ${await response.text()}`);
  }
  return clerkWith(system, login, cookie);
}

/** @returns the id of an organisation, by its code */
export async function organisationId(
  { runtime }: TestSystem,
  { creditCode }: { creditCode: string },
): Promise<string> {
  const statement = `select id from organisation where credit_code = '${creditCode}'`;
  const [row] = await query<{ id: string }>(runtime.db, statement);
  if (!row) throw new Error('no such organisation');
  return row.id;
}
