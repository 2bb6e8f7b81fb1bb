import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { Failure } from '../components/failure';
import { neededText } from '../components/rules';
import { beginAnew } from '../services/access';
import { post } from '../services/call';
import { type ServiceError, toServiceError } from '../services/errors';
import { sixDigits } from './six-digits';

interface Fields {
  login: string;
  password: string;
  code: string;
}

/** Login, password, second factor; the session is a cookie that scripts cannot read. */
export function ClerkForm() {
  const [form] = Form.useForm<Fields>();
  const [error, setError] = useState<ServiceError | null>(null);
  const [pending, setPending] = useState(false);
  const navigate = useNavigate();
  const signIn = async (fields: Fields) => {
    setPending(true);
    setError(null);
    try {
      await post('/console-auth/sign-in', { ...fields, login: fields.login.trim() });
      beginAnew();
      await navigate('/clerk/consents');
    } catch (thrown) {
      setError(toServiceError(thrown));
      // a code is good once
      form.setFieldValue('code', '');
      setPending(false);
    }
  };
  return (
    <Form<Fields>
      form={form}
      name="clerk"
      layout="vertical"
      requiredMark={false}
      onFinish={(fields) => void signIn(fields)}
    >
      <Failure error={error} />
      <Form.Item name="login" label="登录名" rules={neededText('请填写登录名')}>
        <Input autoComplete="username" maxLength={40} spellCheck={false} />
      </Form.Item>
      <Form.Item name="password" label="密码" rules={neededText('请填写密码')}>
        <Input.Password autoComplete="current-password" maxLength={200} />
      </Form.Item>
      <Form.Item name="code" label="验证器上的 6 位数字" rules={sixDigits}>
        <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={pending}>
        登录
      </Button>
      <p className="note panel-gap">
        <Link to="/first-sign-in">第一次登录，或者换了手机、忘了密码</Link>
      </p>
    </Form>
  );
}
