import { Button, Result } from 'antd';

/** A page that could not be shown: mostly the console was renewed while it was open. */
export const Broken = () => (
  <div role="alert">
    <Result
      status="warning"
      title="这个页面没有打开"
      subTitle="可能是工作台刚刚更新过。重新载入就能继续；没有提交的内容要再填一次。"
      extra={
        <Button type="primary" onClick={() => window.location.reload()}>
          重新载入
        </Button>
      }
    />
  </div>
);
