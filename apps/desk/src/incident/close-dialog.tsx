import { Checkbox, Radio, Stack, Textarea } from '@mantine/core';
import type { Incident, IncidentWrite } from '@service-desk/client';
import { useState } from 'react';
import { toTimestamp } from '../format.ts';
import { DialogForm } from '../forms/dialog-form.tsx';
import { FormDialog } from '../forms/form-dialog.tsx';
import { Meanwhile } from '../forms/form-notices.tsx';
import { useDraftForm } from '../forms/use-draft-form.ts';
import { closureCodes } from './closure-codes.ts';
import type { IncidentDialogProps } from './dialog.ts';
import { useIncidentMove } from './use-update.ts';

const labels = {
  closure_code: 'Closure',
  closure_comment: 'Closure comment',
  notify_watchlisted: 'Tell the watchers',
};

interface CloseValues {
  closure_code: '' | '0' | '1' | '2';
  closure_comment: string;
  notify_watchlisted: boolean;
}

export function CloseDialog({ opened, close, incident }: IncidentDialogProps) {
  return (
    <FormDialog opened={opened} close={close} title={`Close incident #${incident.id}`} size="lg">
      <CloseForm close={close} incident={incident} />
    </FormDialog>
  );
}

function closingOf({ closure_code, closure_comment, notify_watchlisted }: CloseValues): IncidentWrite {
  return {
    closed_at: toTimestamp(new Date()),
    closure_code,
    closure_comment,
    ...(notify_watchlisted && { notify_watchlisted: 1 }),
  };
}

function blankFor({ status }: Incident): CloseValues {
  return { closure_code: status === 'Resolved' ? '0' : '', closure_comment: '', notify_watchlisted: false };
}

function CloseForm({ close, incident }: Omit<IncidentDialogProps, 'opened'>) {
  const [blank] = useState(() => blankFor(incident));
  const draft = useDraftForm({ name: 'close', values: blank });
  const { form } = draft;
  const { save, changes, impossible } = useIncidentMove({
    incident,
    close,
    wanted: 'Closed',
    from: ['Open', 'Resolved'],
    carriedOut: (now, input) => now.closure_comment === input.closure_comment,
    draft,
    labels,
    setErrors: form.setErrors,
  });
  return (
    <DialogForm
      action="Close incident"
      close={close}
      draft={draft}
      words={{ labels }}
      save={save}
      impossible={impossible}
      notice={
        <Meanwhile changes={changes}>
          {impossible ? 'It is closed already. What you typed is kept until you discard it.' : undefined}
        </Meanwhile>
      }
      onSubmit={form.onSubmit((values) => save.submit(closingOf(values)))}
    >
      <Radio.Group label="Closure" required {...form.getInputProps('closure_code')}>
        <Stack gap="xs" my="xs">
          {closureCodes.map(({ code, label }) => (
            <Radio key={code} value={String(code)} label={label} />
          ))}
        </Stack>
      </Radio.Group>
      <Textarea
        label="Closure comment"
        description="Why it is closed."
        autosize
        minRows={3}
        maxRows={14}
        required
        {...form.getInputProps('closure_comment')}
      />
      <Checkbox
        label="Tell the watchers"
        {...form.getInputProps('notify_watchlisted', { type: 'checkbox' })}
      />
    </DialogForm>
  );
}
