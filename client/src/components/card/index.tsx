import type { ReactNode } from 'react';
import { View } from '@tarojs/components';
import { Heading } from '../heading';
import './index.scss';

interface CardProps {
  id?: string;
  title?: string;
  /** No inner padding: for lists of rows that reach the edge. */
  flush?: boolean;
  children: ReactNode;
}

/** A white sheet that holds one matter. */
export function Card({ id, title, flush = false, children }: CardProps) {
  return (
    <View {...(id ? { id } : {})} className={`card ${flush ? 'card--flush' : ''}`}>
      {title && (
        <View className="card__title">
          <Heading level={2}>{title}</Heading>
        </View>
      )}
      {children}
    </View>
  );
}
