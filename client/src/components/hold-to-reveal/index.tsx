import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import { aria } from '@/services/aria';
import { Icon } from '../icon';
import './index.scss';

interface HoldToRevealProps {
  id?: string;
  /** What everybody may see: 王*兰. */
  masked: string;
  /** Shown while a finger rests on it. */
  clear: string;
}

function keyboardHold(show: (shown: boolean) => void): object {
  if (process.env.TARO_ENV !== 'h5') return {};
  return {
    tabIndex: 0,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'Enter' || event.key === ' ') show(true);
    },
    onKeyUp: () => show(false),
    onBlur: () => show(false),
    onMouseDown: () => show(true),
    onMouseUp: () => show(false),
    onMouseLeave: () => show(false),
    onContextMenu: (event: Event) => event.preventDefault(),
  };
}

/** A masked name that shows itself while it is held. */
export function HoldToReveal({ id, masked, clear }: HoldToRevealProps) {
  const [shown, setShown] = useState(false);
  if (masked === clear) return <Text>{masked}</Text>;
  return (
    <View
      {...(id ? { id } : {})}
      className="hold-to-reveal"
      onTouchStart={() => setShown(true)}
      onTouchEnd={() => setShown(false)}
      onTouchCancel={() => setShown(false)}
      {...aria({ role: 'button', label: `${shown ? clear : masked} 按住看全名` })}
      {...keyboardHold(setShown)}
    >
      <Text className="hold-to-reveal__text">{shown ? clear : masked}</Text>
      <Icon name="eye" className="hold-to-reveal__eye" />
      <Text className="hold-to-reveal__hint">按住看</Text>
    </View>
  );
}
