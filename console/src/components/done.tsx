import { Alert } from 'antd';

/** What was just done, where the eye is; nothing before that. */
export const Done = ({ text }: { text: string | null }) =>
  text === null ? null : (
    <Alert type="success" showIcon role="status" title={text} style={{ marginBottom: 12 }} />
  );
