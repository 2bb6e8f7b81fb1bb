/**
 * How a test or a person tells the runner whom to play: through the address,
 * `/?user=o-1&cloud=http://…&sandbox=http://…&fontSize=20#pages/home/index`.
 */
export interface Settings {
  /** The WeChat openid on whose phone this runs; '' is a stranger. */
  user: string;
  /** Base URL of the functions: `${cloud}/callFunction/<name>`. No slash at the end. */
  cloud: string;
  /** Base URL of the sandbox. No slash at the end. */
  sandbox: string;
  /** WeChat's own font size setting in px; 16 is the standard, 20 and more is large. */
  fontSizePx: number;
  appId: string;
  /** Page and query to open first; '' opens the home page. */
  firstUrl: string;
}

const query = new URLSearchParams(location.search);
const text = (name: string, fallback: string) => query.get(name) ?? fallback;

export const settings: Settings = {
  user: text('user', ''),
  cloud: text('cloud', `${location.origin}/sandbox/cloud`),
  sandbox: text('sandbox', `${location.origin}/sandbox`),
  fontSizePx: Number(text('fontSize', '16')),
  appId: text('appId', 'wx0000000000000000'),
  firstUrl: decodeURIComponent(location.hash.slice(1)),
};

/** Says to the functions which WeChat user calls; WeChat itself does it in the call's context. */
export const USER_HEADER = 'x-sandbox-openid';
