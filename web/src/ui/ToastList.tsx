import type { ReactElement } from 'react';
import { useCell } from './cell';
import { IconButton } from './IconButton';
import type { Toast, Toasts } from './toasts';

interface Props {
  readonly toasts: Toasts;
  /** Where the middle is that they stand in: beside the sidebar, or of the whole page. */
  readonly beside: boolean;
}

/** The toasts, above everything and announced politely. */
export function ToastList({ toasts, beside }: Props): ReactElement {
  const shown = useCell(toasts.shown);
  return (
    <div
      role="status"
      aria-live="polite"
      className={`pointer-events-none fixed inset-x-0 bottom-28 z-50 flex flex-col items-center gap-2 px-4 ${beside ? 'sm:left-68' : ''}`}
    >
      {shown.map((toast) => (
        <ToastView key={toast.id} toast={toast} toasts={toasts} />
      ))}
    </div>
  );
}

function ToastView({ toast, toasts }: { readonly toast: Toast; readonly toasts: Toasts }): ReactElement {
  const { id, text, tone, action } = toast;
  return (
    <div
      className="rise pointer-events-auto flex max-w-md items-center gap-1 rounded-xl bg-inverse py-1.5 pl-4 pr-1.5 text-sm text-on-inverse shadow-lg"
      onMouseEnter={() => toasts.stay(id)}
      onMouseLeave={() => toasts.leaveLater(id)}
      onFocus={() => toasts.stay(id)}
      onBlur={() => toasts.leaveLater(id)}
    >
      {tone === 'problem' ? <span className="font-semibold">Problem:&nbsp;</span> : null}
      <span className="min-w-0 flex-1 py-1">{text}</span>
      {action === undefined ? null : (
        <button
          type="button"
          className="ml-2 min-h-8 rounded-md px-2.5 font-semibold text-inverse-accent hover:bg-white/10 max-sm:min-h-10"
          onClick={() => {
            action.run();
            toasts.dismiss(id);
          }}
        >
          {action.label}
        </button>
      )}
      <IconButton icon="x" label="Dismiss" size="small" className="toast-close" onClick={() => toasts.dismiss(id)} />
    </div>
  );
}
