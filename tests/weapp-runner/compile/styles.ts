import path from 'node:path';
import postcss from 'postcss';

const RPX = /(-?\d*\.?\d+)rpx/g;
/** `page` as a type selector, not as a part of a longer name. */
const PAGE_SELECTOR = /(^|[\s,>+~])page(?=$|[\s,>+~.:[#])/g;
const IMPORT = /@import\s+(?:url\()?["']([^"']+)["']\)?\s*;?/g;

/** 750 rpx are the width of the screen; `--rpx` is defined in base.css. */
export const rpxToCss = (value: string): string => value.replace(RPX, 'calc($1 * var(--rpx))');

/** Puts imported sheets in the place of the import, each at most once. */
function withImports(
  sheets: Record<string, string>,
  name: string,
  seen = new Set<string>(),
): string {
  if (seen.has(name)) return '';
  seen.add(name);
  const folder = path.posix.dirname(name);
  return (sheets[name] ?? '').replace(IMPORT, (_all, target: string) => {
    const stem = target.replace(/\.wxss$/, '');
    const resolved = stem.startsWith('/') ? stem.slice(1) : path.posix.join(folder, stem);
    return withImports(sheets, resolved, seen);
  });
}

function toCss(source: string): string {
  const root = postcss.parse(source);
  root.walkDecls((declaration) => {
    declaration.value = rpxToCss(declaration.value);
  });
  root.walkRules((rule) => {
    rule.selector = rule.selector.replace(PAGE_SELECTOR, '$1wx-page');
  });
  return root.toString();
}

/** @param sheets WXSS by path @returns CSS by path: imports inlined, rpx and `page` translated */
export function compileStyles(sheets: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.keys(sheets).map((name) => [name, toCss(withImports(sheets, name))]),
  );
}
