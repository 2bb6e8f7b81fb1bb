import type { Output } from '@yibao/shared/contracts';
import type { ServiceError } from '@/services/errors';
import type { OwnFace } from '@/services/own-face';
import type { Query } from '@/services/query';
import { Card } from '../card';
import { ErrorNotice } from '../error-state';
import { Notice } from '../notice';
import { QueryView } from '../query-view';
import { Row } from '../row';

interface FaceCheckProps {
  face: OwnFace;
  notice: Query<Output<'identity.faceNotice'>>;
  /** Why what follows the check failed. */
  error?: ServiceError | undefined;
  /** The way for whom no camera can help. */
  otherWay: string;
}

/** What a face check does with the face, to be read before it, and how the last try ended. */
export function FaceCheck({ face, notice, error, otherWay }: FaceCheckProps) {
  const { result } = face;
  return (
    <>
      <ErrorNotice error={face.unsupported ? error : (face.error ?? error)} />
      {result && result.outcome !== 'verified' && (
        <Notice id="face-result" tone="warn" title={result.message} announce />
      )}
      {face.unsupported && (
        <Notice id="face-unsupported" tone="warn" title="这里不能刷脸" announce>
          {otherWay}
        </Notice>
      )}
      <QueryView query={notice} shape="text">
        {({ title, paragraphs }) => (
          <Card title={title}>
            {paragraphs.map(({ heading, text }) => (
              <Row key={heading} label={heading} note={text} />
            ))}
          </Card>
        )}
      </QueryView>
    </>
  );
}
