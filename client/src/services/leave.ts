/** Leaves this site for a page of the same origin that will come back to `returnRoute`. */
export function leaveFor(
  path: string,
  query: Readonly<Record<string, string>>,
  returnRoute: string,
): void {
  const target = new URL(path, window.location.href);
  for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value);
  target.searchParams.set('return_url', h5Url(returnRoute));
  window.location.assign(target.toString());
}

/** Absolute address of a page of the H5 site, e.g. of '/packagePayment/pages/result/index?id=1'. */
export function h5Url(route: string): string {
  const here = new URL(window.location.href);
  here.hash = route;
  here.search = '';
  return here.toString();
}
