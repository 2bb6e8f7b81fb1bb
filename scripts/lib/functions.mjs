/**
 * What is deployed to CloudBase: the folder's name is the function's name (see cloudbaserc.json).
 */
export const EVENT_FUNCTIONS = ['identity', 'enrollment', 'newborn', 'payment', 'jobs'];

/** Functions that are a web server of their own, started by scf_bootstrap. */
export const HTTP_FUNCTIONS = ['gateway'];

export const ALL_FUNCTIONS = [...EVENT_FUNCTIONS, ...HTTP_FUNCTIONS];
