import { Watermark } from 'antd';
import type { ReactNode } from 'react';

interface Props {
  /** As the server made it for this very view. */
  text: string;
  children: ReactNode;
}

/**
 * Lays the server's watermark over what is shown, and says it once in plain text. It comes back by
 * itself when somebody takes it out of the page.
 */
export function Watermarked({ text, children }: Props) {
  return (
    <Watermark
      content={text}
      gap={[40, 70]}
      rotate={-16}
      font={{ color: 'rgba(26, 29, 33, 0.16)', fontSize: 13 }}
    >
      <p className="watermark-line" data-watermark>
        {text}
      </p>
      {children}
    </Watermark>
  );
}
