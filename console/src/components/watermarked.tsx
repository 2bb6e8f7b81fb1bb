import { Watermark } from 'antd';
import type { ReactNode } from 'react';

interface Props {
  /** As the server made it for this very view. */
  text: string;
  children: ReactNode;
}

/** Longer ones leave holes between each other that a hand-held camera finds. */
const longestLine = 24;

/** @returns the text in lines that break where it has spaces; nothing of it is lost */
export function watermarkLines(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const joined = [lines.at(-1), word].filter((part) => part !== undefined).join(' ');
    if (lines.length > 0 && joined.length <= longestLine) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines;
}

/**
 * Lays the server's watermark over what is shown, and says it once in plain text. It comes back by
 * itself when somebody takes it out of the page.
 */
export function Watermarked({ text, children }: Props) {
  return (
    <Watermark
      content={watermarkLines(text)}
      gap={[24, 48]}
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
