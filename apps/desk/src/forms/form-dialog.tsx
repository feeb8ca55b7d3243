import { Modal, type ModalProps } from '@mantine/core';
import { createContext, type RefObject, useContext, useEffect, useRef, useState } from 'react';

interface Around {
  leave: RefObject<() => void>;
  /** Says whether another dialog has opened out of this one, which Esc is for then. */
  setCovered: (covered: boolean) => void;
}

const AroundContext = createContext<Around | undefined>(undefined);

interface FormDialogProps extends Omit<ModalProps, 'onClose'> {
  close: () => void;
}

/** A dialog around a form. Esc, a click outside and the button in its corner leave by way of the form. */
export function FormDialog({ close, children, ...modal }: FormDialogProps) {
  const leave = useRef(close);
  const [covered, setCovered] = useState(false);
  const around = useContext(AroundContext);
  const cover = around?.setCovered;
  useEffect(() => {
    if (!modal.opened || !cover) return;
    cover(true);
    return () => cover(false);
  }, [modal.opened, cover]);
  return (
    <AroundContext value={{ leave, setCovered }}>
      <Modal {...modal} withOverlay={!around} closeOnEscape={!covered} onClose={() => leave.current()}>
        {children}
      </Modal>
    </AroundContext>
  );
}

/** Has the dialog around a form leave by this, and tells whether there is one. */
export function useDialogLeave(leave: () => void): boolean {
  const around = useContext(AroundContext);
  useEffect(() => {
    if (around) around.leave.current = leave;
  });
  return around !== undefined;
}
