import { Form, Input } from 'antd';
import { readNetworks } from './organisation';

/** What an organisation is put on record with, as the form holds it. */
export interface ChangeableFields {
  contact: string;
  networks: string;
  publicKey: string;
}

/** @returns the same as the wire has it */
export const changeableOf = ({ contact, networks, publicKey }: ChangeableFields) => ({
  contact: contact.trim(),
  networks: readNetworks(networks),
  publicKey: publicKey.trim() === '' ? null : publicKey.trim(),
});

/** Whom one can ask there; people see it. */
export const ContactField = () => (
  <Form.Item
    name="contact"
    label="联系方式（群众会看到）"
    rules={[{ required: true, whitespace: true, min: 2, max: 60, message: '请填写联系方式' }]}
  >
    <Input maxLength={60} />
  </Form.Item>
);

/** From which networks they may call. */
export const NetworksField = () => (
  <Form.Item
    name="networks"
    label="允许的网络"
    extra="一行一段，例如 203.0.113.0/24；不填表示不限制网络，登录后只能在登录的那个网络使用"
  >
    <Input.TextArea rows={3} spellCheck={false} />
  </Form.Item>
);

/** The key of their system. */
export const KeyField = () => (
  <Form.Item
    name="publicKey"
    label="机构公钥（SM2，接口用）"
    extra="04 开头的 130 位十六进制数；只用网页的机构不用填"
    rules={[
      { pattern: /^\s*(04[0-9a-f]{128})?\s*$/, message: '应是 04 开头的 130 位小写十六进制数' },
    ]}
  >
    <Input.TextArea rows={2} spellCheck={false} className="once" />
  </Form.Item>
);

/** Whom to ask there, from which networks they may call, the key of their system. */
export const NetworkFields = () => (
  <>
    <ContactField />
    <NetworksField />
    <KeyField />
  </>
);
