import { caseNumberProblem } from '@yibao/shared/rules/case-number';

/** What a form asks of a case's number; the service asks the same again. */
export const caseNoRules = [
  { required: true, whitespace: true, message: '请填写案件编号' },
  {
    pattern: /^\s*[\p{L}\p{N}_./-]{1,40}\s*$/u,
    message: '案件编号用文字、数字和 - _ . /，不超过 40 个字',
  },
  {
    validator: (_rule: unknown, value: string | undefined) => {
      const problem = value === undefined || value.trim() === '' ? null : caseNumberProblem(value);
      return problem === null ? Promise.resolve() : Promise.reject(new Error(problem));
    },
  },
];
