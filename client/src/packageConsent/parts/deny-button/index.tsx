import { useState } from 'react';
import { AppButton } from '@/components/app-button';
import type { Line } from '../../model/words';
import { ManageSheet } from '../manage';

interface DenyButtonProps {
  line: Pick<Line, 'consentId' | 'organisationName' | 'purpose'>;
  /** The person has started it: then it is only given up. */
  own: boolean;
  onDone: () => void;
}

/** No is as near as yes on every page that asks. */
export function DenyButton({ line, own, onDone }: DenyButtonProps) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <AppButton id="deny" kind="secondary" onPress={() => setAsking(true)}>
        {own ? '不办了' : '不同意'}
      </AppButton>
      {asking && (
        <ManageSheet
          doing={own ? 'giveUp' : 'deny'}
          line={line}
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            onDone();
          }}
        />
      )}
    </>
  );
}
