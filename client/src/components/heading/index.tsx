import type { ReactNode } from 'react';
import { Text, View } from '@tarojs/components';
import { aria } from '@/services/aria';
import { clausesOf, unbroken } from '@/services/format';
import './index.scss';

interface HeadingProps {
  /** 1 is the page's question, 2 a part of it. */
  level: 1 | 2;
  /** The large sentence of a status card. */
  status?: boolean;
  children: ReactNode;
}

/** Plain where it is one clause; a clause that is longer than the line breaks inside all the same. */
function Clauses({ sentence }: { sentence: string }) {
  const clauses = clausesOf(unbroken(sentence));
  if (clauses.length === 1) return <>{clauses[0]}</>;
  return (
    <>
      {clauses.map((clause, n) => (
        <Text key={n} className="heading__clause">
          {clause}
        </Text>
      ))}
    </>
  );
}

/** The page's own heading takes the focus when the page comes up (services/focus). */
const focusable = process.env.TARO_ENV === 'h5' ? { tabIndex: -1 } : {};

/** A heading by which a screen reader can jump. */
export function Heading({ level, status = false, children }: HeadingProps) {
  return (
    <View
      className={`heading heading--${status ? 'status' : level}`}
      {...aria({ role: 'heading', level })}
      {...(level === 1 ? focusable : {})}
    >
      {typeof children === 'string' ? <Clauses sentence={children} /> : children}
    </View>
  );
}
