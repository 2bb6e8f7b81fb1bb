/**
 * What is deployed to CloudBase: the folder's name is the function's name (see cloudbaserc.json).
 */
export const EVENT_FUNCTIONS = [
  'identity',
  'enrollment',
  'newborn',
  'payment',
  'records',
  'certificate',
  'consent',
  'partner',
  'oversight',
  'refund',
  'reconcile',
  'jobs',
];

/** Functions that are a web server of their own, started by scf_bootstrap. */
export const HTTP_FUNCTIONS = ['gateway'];

/** Functions that make PDFs: they carry the font beside their bundle. */
export const PRINTING_FUNCTIONS = ['certificate', 'consent', 'partner'];

export const ALL_FUNCTIONS = [...EVENT_FUNCTIONS, ...HTTP_FUNCTIONS];
