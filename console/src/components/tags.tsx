import { Space, Tag } from 'antd';

/** A few words each, side by side. */
export const Tags = ({ words }: { words: readonly string[] }) => (
  <Space size={[6, 6]} wrap>
    {words.map((word) => (
      <Tag key={word} style={{ margin: 0 }}>
        {word}
      </Tag>
    ))}
  </Space>
);
