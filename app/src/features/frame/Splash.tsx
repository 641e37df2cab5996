import { SluiceMark } from "./SluiceMark.tsx";

/** What the server sends: the mark, and nothing that would have to move later. */
export function Splash() {
  return (
    <div className="grid min-h-dvh place-items-center" role="status" aria-label="Sluice">
      <SluiceMark className="size-12 animate-pulse" />
    </div>
  );
}
