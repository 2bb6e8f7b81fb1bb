import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { holderClass, keepWatermark } from './watermark';

interface Props {
  /** As the server made it for this very view. */
  text: string;
  children: ReactNode;
}

/** Lays the server's watermark over what is shown, and says it once in plain text. */
export function Watermarked({ text, children }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  // before the first frame, so that none is without it
  useLayoutEffect(() => (holder.current ? keepWatermark(holder.current, text) : undefined), [text]);
  return (
    <div ref={holder} className={holderClass}>
      <p className="watermark-line" data-watermark>
        {text}
      </p>
      {children}
    </div>
  );
}
