import { CopyButton } from "./CopyButton.tsx";

/** A long hash or id: short to the eye, whole in the clipboard. */
export function HashText({ value, what, length = 12 }: { value: string; what: string; length?: number }) {
  return (
    <span className="inline-flex items-center gap-1">
      <code title={value} className="font-mono text-[0.8125rem]">
        {value.length > length ? `${value.slice(0, length)}…` : value}
      </code>
      <CopyButton text={value} what={what} />
    </span>
  );
}
