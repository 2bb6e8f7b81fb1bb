import { consentModeLabels } from '@yibao/shared/rules/consent-scope';
import { settlementKindInfo } from '@yibao/shared/rules/settlement';
import { Card } from '@/components/card';
import { SwitchRow } from '@/components/check-box';
import { isFixedMode, toggleKind, toggleMode } from '../../model/scope';
import type { QuestionProps } from './question';

/** Which kinds of visits. */
export function KindsQuestion({ scope, widest, change }: QuestionProps) {
  return (
    <Card id="part" flush>
      {widest.kinds.map((kind) => (
        <SwitchRow
          key={kind}
          id={`kind-${kind}`}
          title={settlementKindInfo[kind].label}
          on={scope.kinds.includes(kind)}
          onChange={(on) => change(toggleKind(scope, widest, kind, on))}
        />
      ))}
    </Card>
  );
}

const modeNotes = {
  PREVIEW: '打印之前要先预览；关掉，就也不能打印',
  PRINT: '每打印一次，您都会看到',
  EXPORT: '对方存到自己的电脑里',
} as const;

/** What may be done with what is seen; looking itself is what the consent is about. */
export function ModesQuestion({ scope, widest, change }: QuestionProps) {
  return (
    <Card id="part" flush>
      {widest.modes.map(
        (mode) =>
          !isFixedMode(mode) && (
            <SwitchRow
              key={mode}
              id={`mode-${mode}`}
              title={consentModeLabels[mode]}
              note={mode === 'VIEW' ? undefined : modeNotes[mode]}
              on={scope.modes.includes(mode)}
              onChange={(on) => change(toggleMode(scope, widest, mode, on))}
            />
          ),
      )}
    </Card>
  );
}
