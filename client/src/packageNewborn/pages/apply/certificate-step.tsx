import { parseBirthCertificateNumber } from '@yibao/shared/rules/birth-certificate';
import { Card } from '@/components/card';
import { Field } from '@/components/field';
import { Notice } from '@/components/notice';
import { MAX_PHOTOS } from '../../model/answers';
import { needsPhoto } from '../../model/steps';
import { Photos } from '../../parts/photos';
import { StepPage } from './step-page';
import { type StepProps, useStep } from './use-step';

/** Step 1: the number of the birth certificate, and a photograph as evidence. */
export function CertificateStep({ start }: StepProps) {
  const state = useStep('certificate', start);
  const { answers, facts, errors, set } = state;
  const { certificateNumber, photoIds } = answers;
  const issuedElsewhere = needsPhoto(certificateNumber, facts.province);
  const fits = parseBirthCertificateNumber(certificateNumber).ok;
  return (
    <StepPage
      step="certificate"
      name="certificate"
      title="出生医学证明上的编号"
      hint="医院给的那张证，还没上户口也能办。"
      state={state}
    >
      <Card>
        <Field
          id="certificate-number"
          label="出生医学证明编号"
          hint="印在证上，1 个字母加 9 位数字，例如 T340012345"
          maxLength={40}
          value={certificateNumber}
          error={errors['certificate-number']}
          praise={fits ? '编号的写法对了' : undefined}
          onChange={(value) => set({ certificateNumber: value })}
        />
        <Photos
          id="photos"
          label={issuedElsewhere ? '拍一张证的照片' : '拍照留底（可以不拍）'}
          hint="拍照留底，编号还要填一下：照片不会自动认字，只给您和工作人员看。"
          photoIds={photoIds}
          max={MAX_PHOTOS}
          error={errors.photos}
          onChange={(ids) => set({ photoIds: ids.join(',') })}
        />
      </Card>
      {issuedElsewhere && (
        <Notice id="issued-elsewhere" tone="info" title="这张证是外省签发的">
          也能办。请拍一张照片，由工作人员核对，要比平时慢一些。
        </Notice>
      )}
    </StepPage>
  );
}
