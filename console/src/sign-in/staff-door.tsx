import { Alert, Button, Spin } from 'antd';
import { useNavigate } from 'react-router-dom';
import { beginAnew } from '../services/access';
import { useAsk } from '../services/query';

const loginAddress = '/auth/wechat/login?return_to=%2Fconsole%2F';

/** The bureau's staff come with the WeChat account that stands on the staff list. */
export function StaffDoor() {
  const { data, isFetching } = useAsk('identity.me', {});
  const navigate = useNavigate();
  if (isFetching) return <Spin size="small" />;
  if (data?.isStaff && data.verified === null) {
    return (
      <Alert
        type="warning"
        showIcon
        title="您还没有完成实名核验。请先在医保随身办里刷脸，或请同事在柜台核对证件，再进工作台。"
      />
    );
  }
  if (data?.isStaff && !data.mustLogInAgain) {
    return (
      <Button
        type="primary"
        block
        onClick={() => {
          beginAnew();
          void navigate('/staff/overview');
        }}
      >
        进入医保局工作台
      </Button>
    );
  }
  return (
    <>
      {data && (
        <Alert
          type="warning"
          showIcon
          style={{ marginBottom: 12 }}
          title={
            data.mustLogInAgain
              ? '登录过期了，进工作台请用微信重新登录。'
              : '现在登录的微信不在工作人员名单上，请换一个微信，或联系管理员。'
          }
        />
      )}
      <Button block href={loginAddress}>
        微信登录
      </Button>
    </>
  );
}
