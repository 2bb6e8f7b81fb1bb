import { TmplGroup } from 'glass-easel-template-compiler';
import * as z from 'zod';
import type { Sources } from './sources';

const warningsSchema = z.array(
  z.object({ isError: z.boolean(), message: z.string(), startLine: z.number() }),
);

/**
 * @returns a JavaScript expression: all templates by path
 * @throws Error naming file and line of everything that does not parse
 */
export function compileTemplates({ wxml, wxs }: Sources): string {
  const group = new TmplGroup();
  const errors: string[] = [];
  for (const [name, source] of Object.entries(wxml)) {
    const found = warningsSchema.parse(group.addTmpl(name, source) ?? []);
    for (const { message, startLine } of found.filter(({ isError }) => isError)) {
      errors.push(`${name}.wxml:${startLine + 1}: ${message}`);
    }
  }
  for (const [name, source] of Object.entries(wxs)) group.addScript(name, source);
  if (errors.length > 0) throw new Error(errors.join('\n'));
  const templates = group.getTmplGenObjectGroups();
  group.free();
  return templates;
}
