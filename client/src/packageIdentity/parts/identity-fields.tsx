import { useState } from 'react';
import { ChoiceList } from '@/components/choice-list';
import { Field } from '@/components/field';
import { documentTypeWords } from '@/services/words';
import {
  type ClaimedIdentity,
  claimedDocumentTypes,
  type IdentityErrors,
  liveNumberCheck,
} from './claimed-identity';

interface IdentityFieldsProps {
  /** Whose: 「您」 or 「家人」. */
  whose: string;
  value: ClaimedIdentity;
  onChange: (change: Partial<ClaimedIdentity>) => void;
  errors: IdentityErrors;
  today?: string | undefined;
}

const choices = claimedDocumentTypes.map((value) => ({ value, ...documentTypeWords[value] }));

/** Name, document and number: the number is checked while it is typed. */
export function IdentityFields({ whose, value, onChange, errors, today }: IdentityFieldsProps) {
  const [numberLeft, setNumberLeft] = useState(false);
  const live = liveNumberCheck(value, today);
  const numberError = errors.documentNumber ?? (numberLeft ? live.error : undefined);
  return (
    <>
      <Field
        id="name"
        label={`${whose}的姓名`}
        hint="和证件上的写法一样"
        value={value.name}
        error={errors.name}
        onChange={(name) => onChange({ name })}
      />
      <ChoiceList
        id="documentType"
        label={`${whose}用哪种证件`}
        choices={choices}
        value={value.documentType}
        error={errors.documentType}
        onChange={(documentType) => onChange({ documentType })}
      />
      <Field
        id="documentNumber"
        label="证件号码"
        hint={documentTypeWords[value.documentType].note}
        type={value.documentType === 'foreignPermanent' ? 'text' : 'idcard'}
        maxLength={40}
        value={value.documentNumber}
        error={numberError}
        praise={live.praise}
        onChange={(documentNumber) => onChange({ documentNumber })}
        onBlur={() => setNumberLeft(true)}
      />
    </>
  );
}
