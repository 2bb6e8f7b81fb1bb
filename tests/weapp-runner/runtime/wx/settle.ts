/** What every asynchronous wx function takes. */
export interface Callbacks {
  success?: (result: object) => void;
  fail?: (error: object) => void;
  complete?: (outcome: object) => void;
}

/** A failure in WeChat's form: `<api>:fail <reason>` and sometimes a code. */
export class WxFailure extends Error {
  constructor(
    reason: string,
    readonly errCode?: number,
  ) {
    super(reason);
  }
}

interface WeChatAnswer {
  errMsg?: string;
  errCode?: number;
}

/**
 * The sandbox answers in WeChat's own form.
 * @returns the answer, which says ok
 * @throws WxFailure when it says `<api>:fail …`
 */
export function okAnswer(answer: unknown): object {
  const { errMsg = '', errCode }: WeChatAnswer = { ...asObject(answer) };
  const failure = /:fail ?(.*)$/s.exec(errMsg);
  if (failure) throw new WxFailure(failure[1] ?? '', errCode);
  return asObject(answer);
}

const asObject = (value: unknown): object =>
  typeof value === 'object' && value !== null ? value : {};

const failureOf = (api: string, error: unknown): object => {
  const reason = error instanceof Error ? error.message : String(error);
  const code = error instanceof WxFailure && error.errCode !== undefined;
  return { errMsg: `${api}:fail ${reason}`.trimEnd(), ...(code ? { errCode: error.errCode } : {}) };
};

/**
 * Runs an asynchronous wx function the way WeChat does: the result through the callbacks when there
 * are any, otherwise through the promise; never before the caller has returned.
 * @param work what to do; a thrown error becomes `<api>:fail <message>`
 */
export async function settle(
  api: string,
  callbacks: Callbacks | undefined,
  work: () => object | Promise<object>,
): Promise<object> {
  await Promise.resolve();
  try {
    const result = { errMsg: `${api}:ok`, ...(await work()) };
    callbacks?.success?.(result);
    callbacks?.complete?.(result);
    return result;
  } catch (error) {
    const failure = failureOf(api, error);
    callbacks?.fail?.(failure);
    callbacks?.complete?.(failure);
    if (callbacks?.fail ?? callbacks?.complete) return failure;
    throw Object.assign(new Error(`${api} failed`), failure);
  }
}

/** A wx function whose work needs its own options. */
export const asyncApi =
  <Options extends Callbacks>(
    name: string,
    work: (options: Partial<Options>) => object | Promise<object>,
  ) =>
  (options?: Options): Promise<object> =>
    settle(name, options, () => work(options ?? {}));
