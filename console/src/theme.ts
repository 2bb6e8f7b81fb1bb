import type { ThemeConfig } from 'antd';

/** The colours of the whole service, by what they mean. */
export const colours = {
  brand: '#0A5FA8',
  brandWeak: '#E8F1FA',
  ok: '#18794E',
  warn: '#8A5A00',
  danger: '#B42318',
  text: '#1A1D21',
  textSecondary: '#555C66',
  line: '#E3E6EA',
  page: '#F4F6F8',
} as const;

const wantsStillness = (): boolean => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Dense but calm; every text colour keeps 4.5:1 on what it stands on. */
export const theme = (): ThemeConfig => ({
  token: {
    colorPrimary: colours.brand,
    colorInfo: colours.brand,
    colorLink: colours.brand,
    colorSuccess: colours.ok,
    colorWarning: colours.warn,
    colorError: colours.danger,
    colorText: colours.text,
    colorTextSecondary: colours.textSecondary,
    colorTextDescription: colours.textSecondary,
    colorTextTertiary: '#5F6670',
    colorTextPlaceholder: '#6B727C',
    colorTextQuaternary: '#6B727C',
    colorBorderSecondary: colours.line,
    colorBgLayout: colours.page,
    // the algorithm makes mud of colours as dark as these
    colorSuccessBg: '#E9F5EF',
    colorSuccessBorder: '#A8D5BE',
    colorWarningBg: '#FFF6E0',
    colorWarningBorder: '#E5C98A',
    colorErrorBg: '#FDECEA',
    colorErrorBorder: '#F2B8B2',
    colorInfoBg: colours.brandWeak,
    colorInfoBorder: '#A9CBE8',
    borderRadius: 6,
    fontSize: 14,
    fontFamily:
      'system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans SC", sans-serif',
    motion: !wantsStillness(),
  },
  components: {
    Layout: { headerBg: '#FFFFFF', siderBg: '#FFFFFF', headerHeight: 52, headerPadding: '0 20px' },
    Table: { headerBg: '#F7F9FB', headerColor: colours.textSecondary, rowHoverBg: '#F3F8FD' },
    Menu: { itemHeight: 36, itemSelectedBg: colours.brandWeak, groupTitleColor: '#5F6670' },
  },
});
