import { CopyButton } from "./CopyButton.tsx";

/** Code to take away: copy button, never wrapped. */
export function Snippet({ code, what }: { code: string; what: string }) {
  return (
    <div className="relative rounded-md border border-line bg-sunken">
      <div className="absolute top-1.5 right-1.5 rounded-md bg-sunken">
        <CopyButton text={code} what={what} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard. */}
      <pre tabIndex={0} className="overflow-x-auto p-3 pr-12 font-mono text-[0.8125rem] leading-relaxed">
        {code}
      </pre>
    </div>
  );
}
