/** What an authenticator shows, as a form's rule. */
export const sixDigits = [
  { required: true, pattern: /^\d{6}$/, message: '请填写 6 位数字，例如 123456' },
];
