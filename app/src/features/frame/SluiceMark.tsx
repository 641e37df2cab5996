/** A sluice box from the side: water over the riffles, and what stays behind. */
export function SluiceMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#1b2130" />
      <path d="M6 9.5 26 17" stroke="#7d8798" strokeWidth="2" strokeLinecap="round" />
      <path d="M6 15.5 26 23" stroke="#e0a83a" strokeWidth="3" strokeLinecap="round" />
      <path d="M11 13v4.2M16 15v4.2M21 17v4.2" stroke="#1b2130" strokeWidth="1.6" />
      <circle cx="23.5" cy="9" r="2" fill="#e0a83a" />
    </svg>
  );
}
