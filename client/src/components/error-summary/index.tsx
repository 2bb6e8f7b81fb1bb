import { useEffect } from 'react';
import { Text, View } from '@tarojs/components';
import { aria } from '@/services/aria';
import { focusField } from '@/services/focus';
import { Icon } from '../icon';
import { Pressable } from '../pressable';
import './index.scss';

export interface FieldError {
  /** The id of the Field or ChoiceList. */
  fieldId: string;
  message: string;
}

interface ErrorSummaryProps {
  errors: readonly FieldError[];
  /** Ids of fields that were changed since: they are left out, and the focus stays where it is. */
  corrected?: readonly string[];
}

/**
 * At the top of a page with wrong fields: lists them, each a link to its field. Give it a new array
 * with every attempt to go on: then the first wrong field gets the focus again.
 */
export function ErrorSummary({ errors, corrected = [] }: ErrorSummaryProps) {
  useEffect(() => {
    const [first] = errors;
    if (first) focusField(first.fieldId);
  }, [errors]);
  const open = errors.filter(({ fieldId }) => !corrected.includes(fieldId));
  if (open.length === 0) return null;
  return (
    <View
      id="error-summary"
      className="error-summary"
      {...aria({ role: 'alert', live: 'assertive' })}
    >
      <View className="error-summary__title">
        <Icon name="alert" className="error-summary__icon" />
        <Text>{`还有 ${open.length} 处要改一下`}</Text>
      </View>
      {open.map(({ fieldId, message }) => (
        <Pressable
          key={fieldId}
          className="error-summary__link"
          role="link"
          onPress={() => focusField(fieldId)}
        >
          <Text>{message}</Text>
        </Pressable>
      ))}
    </View>
  );
}
