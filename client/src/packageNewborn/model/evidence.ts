import type { FieldError } from '../../components/error-summary';

/** The contract's limits for what a person writes, in characters. */
const MIN_EVIDENCE_LENGTH = 2;
export const MAX_EVIDENCE_LENGTH = 300;

/** What staff read where photographs say it all; the contract wants a word. */
const ONLY_PHOTOS = '见照片';

/** The words for staff as they are sent. */
export function evidenceText(text: string, photoIds: readonly string[]): string {
  const written = text.trim();
  return written === '' && photoIds.length > 0 ? ONLY_PHOTOS : written;
}

/** What is wrong with the words for staff, before they are sent. */
export function evidenceErrors(text: string, photoIds: readonly string[]): FieldError[] {
  const { length } = evidenceText(text, photoIds);
  if (length < MIN_EVIDENCE_LENGTH) {
    return [{ fieldId: 'evidence-text', message: '请写一两句话，说说是什么情况，或者加一张照片' }];
  }
  if (length > MAX_EVIDENCE_LENGTH) {
    return [
      {
        fieldId: 'evidence-text',
        message: `最多写 ${MAX_EVIDENCE_LENGTH} 个字，现在是 ${length} 个字，请删短一点`,
      },
    ];
  }
  return [];
}

const FIELD_IDS: Partial<Record<string, string>> = {
  text: 'evidence-text',
  photoIds: 'evidence-photos',
};

/** What the server refused, by the id of the field on the page. */
export function evidenceFieldErrors(
  fields: readonly { field: string; message: string }[],
): Partial<Record<string, string>> {
  return Object.fromEntries(
    fields.flatMap(({ field, message }) => {
      const id = FIELD_IDS[field];
      return id === undefined ? [] : [[id, message]];
    }),
  );
}
