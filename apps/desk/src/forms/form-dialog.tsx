import { Modal, type ModalProps } from '@mantine/core';
import { createContext, type RefObject, useContext, useEffect, useRef, useState } from 'react';

interface Around {
  leave: RefObject<() => void>;
  /** Set while a nested dialog is open, which then handles Esc. */
  setCovered: (covered: boolean) => void;
}

const AroundContext = createContext<Around | undefined>(undefined);

interface FormDialogProps extends Omit<ModalProps, 'onClose'> {
  close: () => void;
}

/** A dialog with a form. Esc, a click outside and the close button ask the form before they close the dialog. */
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

/** Sets the close handler of the surrounding dialog, and returns whether there is a dialog. */
export function useDialogLeave(leave: () => void): boolean {
  const around = useContext(AroundContext);
  useEffect(() => {
    if (around) around.leave.current = leave;
  });
  return around !== undefined;
}
