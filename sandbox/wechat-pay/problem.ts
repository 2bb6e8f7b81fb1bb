import { type Context } from 'hono';

/** The answers other than success, with the words and HTTP states WeChat Pay gives them. */
const problems = {
  PARAM_ERROR: 400,
  INVALID_REQUEST: 400,
  APPID_MCHID_NOT_MATCH: 400,
  ORDERPAID: 400,
  ORDER_CLOSED: 400,
  SIGN_ERROR: 401,
  NOT_ENOUGH: 403,
  USER_ACCOUNT_ABNORMAL: 403,
  ORDER_NOT_EXIST: 404,
  MCH_NOT_EXISTS: 404,
  RESOURCE_NOT_EXISTS: 404,
  FREQUENCY_LIMITED: 429,
  NO_STATEMENT_EXIST: 400,
  STATEMENT_CREATING: 400,
} as const satisfies Record<string, number>;
export type ProblemCode = keyof typeof problems;

/** A refusal: a code, a sentence, and for a bad field where it is. Never the sender's values. */
export interface Problem {
  code: ProblemCode;
  message: string;
  detail?: { location: 'body' | 'query' | 'authorization'; field: string; issue: string };
}

/** @returns the refusal as the HTTP answer of APIv3: {code, message, detail} */
export function answerProblem(c: Context, problem: Problem): Response {
  return c.json(problem, problems[problem.code]);
}
