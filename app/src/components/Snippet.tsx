import { CopyButton } from "./CopyButton.tsx";

/** Code to take away: copy button, never wrapped. */
export function Snippet({ code, what }: { code: string; what: string }) {
  return (
    <div className="flex items-start rounded-md border border-line bg-sunken">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard. */}
      <pre tabIndex={0} className="min-w-0 flex-1 overflow-x-auto p-3 font-mono text-[0.8125rem] leading-relaxed">
        {code}
      </pre>
      <div className="shrink-0 p-1.5">
        <CopyButton text={code} what={what} />
      </div>
    </div>
  );
}
