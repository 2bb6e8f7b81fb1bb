import { Alert, Button } from 'antd';
import type { ServiceError } from '../services/errors';

interface Props {
  error: ServiceError | null | undefined;
  onRetry?: (() => void) | undefined;
}

/** A failed call in words, with the number to quote; nothing when nothing failed. */
export function Failure({ error, onRetry }: Props) {
  if (!error) return null;
  const others = error.fields.filter(({ message }) => message !== error.message);
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      style={{ marginBottom: 12 }}
      title={error.message}
      description={
        <>
          {others.map(({ field, message }) => (
            <div key={field}>{message}</div>
          ))}
          {error.traceId !== '' && (
            <span className="note">追踪编号 {error.traceId}，咨询技术人员时请报这个编号</span>
          )}
        </>
      }
      action={
        onRetry &&
        error.retryable && (
          <Button size="small" onClick={onRetry}>
            重试
          </Button>
        )
      }
    />
  );
}
