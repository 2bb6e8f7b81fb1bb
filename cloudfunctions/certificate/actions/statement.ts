import { maskName } from '@yibao/shared/rules/masking';
import { mutationWithAfter } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { getPerson, identityOf } from '../../lib/people';
import { type Runtime } from '../../lib/runtime';
import { type Fonts, UnprintableTextError } from '../../lib/pdf/fonts';
import { renderStatement, type Statement } from '../../lib/pdf/statement';
import { allowExport, exportFileName, gatherExport } from '../../records/exporting';
import { statementOf } from '../statement';

async function maskedNameOf({ db, cipher }: Runtime, personId: string): Promise<string> {
  return maskName(identityOf(cipher, await getPerson(db, personId)).name);
}

async function print(fonts: Fonts, statement: Statement): Promise<Buffer> {
  try {
    return await renderStatement(fonts, statement);
  } catch (error) {
    if (!(error instanceof UnprintableTextError)) throw error;
    throw new ServiceError('not_printable', { cause: error });
  }
}

/** Records as a PDF; made after the commit and kept nowhere, as the table is. */
export const statementWith = (fonts: Fonts) =>
  mutationWithAfter('certificate.statement', {
    async run(context, input) {
      return allowExport(context, input, 'pdf');
    },

    async after(context, input, allowed) {
      const found = await gatherExport(context, input, allowed);
      const { runtime, caller } = context;
      const savedBy = found.isOwn ? null : await maskedNameOf(runtime, caller.personId);
      const file = await print(fonts, statementOf(found, savedBy));
      return {
        fileName: exportFileName(found, 'pdf'),
        mediaType: 'application/pdf',
        contentBase64: file.toString('base64'),
        rowCount: found.records.lines.length,
      };
    },
  });
