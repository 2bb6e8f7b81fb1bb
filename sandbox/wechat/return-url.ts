import { type SandboxHost } from '../lib/host';

/**
 * @param url where a sandbox page is asked to send the browser afterwards
 * @returns whether it is an absolute address on the local server itself; anything else would make
 *   the page an open redirect
 */
export function isOwnUrl(host: SandboxHost, url: string): boolean {
  try {
    return new URL(url).origin === new URL(host.publicUrl()).origin;
  } catch {
    return false;
  }
}

/** A Location header carries ASCII only; what is ASCII already stays as it was given. */
export const ascii = (address: string): string => address.replace(/[^!-~]+/g, encodeURIComponent);

function appended(address: string, parameters: Record<string, string>): string {
  const query = new URLSearchParams(parameters).toString();
  return `${ascii(address)}${address.includes('?') ? '&' : '?'}${query}`;
}

/** Adds query parameters before the fragment, as WeChat's OAuth does. */
export function withQuery(url: string, parameters: Record<string, string>): string {
  const hashAt = url.indexOf('#');
  if (hashAt < 0) return appended(url, parameters);
  return appended(url.slice(0, hashAt), parameters) + ascii(url.slice(hashAt));
}

/**
 * Adds query parameters where the page at that address looks for them: inside the fragment when
 * there is one (the H5 site routes by hash), otherwise in the query.
 */
export function withPageQuery(url: string, parameters: Record<string, string>): string {
  const hashAt = url.indexOf('#');
  if (hashAt < 0) return appended(url, parameters);
  return ascii(url.slice(0, hashAt)) + appended(url.slice(hashAt), parameters);
}
