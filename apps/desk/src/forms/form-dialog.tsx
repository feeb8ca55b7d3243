import { Modal, type ModalProps } from '@mantine/core';
import { createContext, type RefObject, useContext, useEffect, useRef } from 'react';

const LeaveContext = createContext<RefObject<() => void> | undefined>(undefined);

interface FormDialogProps extends Omit<ModalProps, 'onClose'> {
  close: () => void;
}

/** A dialog around a form. Esc, a click outside and the button in its corner leave by way of the form. */
export function FormDialog({ close, children, ...modal }: FormDialogProps) {
  const leave = useRef(close);
  return (
    <LeaveContext value={leave}>
      <Modal {...modal} onClose={() => leave.current()}>
        {children}
      </Modal>
    </LeaveContext>
  );
}

/** Has the dialog around a form leave by this. */
export function useDialogLeave(leave: () => void): void {
  const ref = useContext(LeaveContext);
  useEffect(() => {
    if (ref) ref.current = leave;
  });
}
