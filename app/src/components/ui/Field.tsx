import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "@/lib/cn.ts";

const box =
  "w-full rounded-md border border-line-strong bg-surface px-3 text-sm text-ink disabled:opacity-60 aria-invalid:border-bad focus-visible:outline-offset-0";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={cn(box, "h-9", className)} {...rest} />;
}

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea className={cn(box, "min-h-20 py-2 leading-relaxed", className)} {...rest} />;
}

/** The browser's own select: keyboard, screen readers and phones know it already. */
export function Select({ className, ...rest }: ComponentProps<"select">) {
  return <select className={cn(box, "h-9 pr-8", className)} {...rest} />;
}

interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  className?: string;
  children: (aria: { id: string; "aria-describedby": string | undefined; "aria-invalid": boolean | undefined }) => ReactNode;
}

/** Label, control, hint and error tied together for the eye and the screen reader. */
export function Field({ label, hint, error, className, children }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={cn("flex flex-col gap-1.5", className)}>
      <label htmlFor={id} className="font-medium text-sm">
        {label}
      </label>
      {children({ id, "aria-describedby": note ? `${id}-note` : undefined, "aria-invalid": error ? true : undefined })}
      {note ? (
        <div
          id={`${id}-note`}
          className={cn("text-[0.8125rem]", error ? "text-bad" : "text-quiet")}
          role={error ? "alert" : undefined}
        >
          {note}
        </div>
      ) : null}
    </div>
  );
}
