import { mutationWithAfter } from '../../lib/dispatcher/action';
import { exportText } from '../export';
import { allowExport, exportFileName, gatherExport } from '../exporting';

/** The text is made after the commit and kept nowhere: only that it was made. */
export const exportRecords = mutationWithAfter('records.export', {
  async run(context, input) {
    return allowExport(context, input, 'csv');
  },

  async after(context, input, allowed) {
    const found = await gatherExport(context, input, allowed);
    return {
      fileName: exportFileName(found, 'csv'),
      mediaType: 'text/csv;charset=utf-8',
      text: exportText(found),
      rowCount: found.records.lines.length,
    };
  },
});
