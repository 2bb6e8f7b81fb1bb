import { Button, Image, Space } from 'antd';
import { useState } from 'react';
import { Failure } from '../../components/failure';
import { useAct } from '../../services/query';

interface Props {
  applicationId: string;
  photoIds: readonly string[];
}

/** A photograph; it is fetched when somebody wants to see it, and that is written down. */
function Photo({ applicationId, photoId, name }: Omit<Props, 'photoIds'> & PhotoProps) {
  const fetched = useAct('newborn.staffPhoto');
  const [isWanted, setWanted] = useState(false);
  if (!isWanted || !fetched.data) {
    return (
      <>
        <Failure error={fetched.error} />
        <Button
          loading={fetched.isPending}
          onClick={() => {
            setWanted(true);
            fetched.mutate({ applicationId, photoId });
          }}
        >
          看{name}
        </Button>
      </>
    );
  }
  const { mediaType, contentBase64 } = fetched.data;
  return <Image width={220} alt={name} src={`data:${mediaType};base64,${contentBase64}`} />;
}

interface PhotoProps {
  photoId: string;
  name: string;
}

export function Photos({ applicationId, photoIds }: Props) {
  if (photoIds.length === 0) return <p className="note">没有上传照片。</p>;
  return (
    <>
      <h3>照片</h3>
      <Space wrap align="start">
        {photoIds.map((photoId, index) => (
          <Photo
            key={photoId}
            applicationId={applicationId}
            photoId={photoId}
            name={`第 ${index + 1} 张照片`}
          />
        ))}
      </Space>
    </>
  );
}
