"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDownToLine, Download } from "lucide-react";
import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { useLog } from "@/lib/use-log.ts";
import { SearchInput } from "./SearchInput.tsx";
import { Button } from "./ui/Button.tsx";

interface LogViewProps {
  /** "/api/jobs/job_x/log" */
  path: string;
  filename: string;
  live: boolean;
}

/** A run's log: follows the end until the person scrolls up; search filters lines; the whole file can be taken away. */
export function LogView({ path, filename, live }: LogViewProps) {
  const t = useTranslations("log");
  const log = useLog(path, live);
  const [search, setSearch] = useState("");
  const wanted = useDeferredValue(search.toLowerCase());
  const lines = useMemo(() => {
    const all = log.text.split("\n");
    return wanted ? all.filter((line) => line.toLowerCase().includes(wanted)) : all;
  }, [log.text, wanted]);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <SearchInput value={search} onChange={setSearch} label={t("search")} />
        <span role="status" className="text-[0.8125rem] text-quiet">
          {wanted ? t("matches", { count: lines.length }) : log.cut ? t("cut") : ""}
        </span>
        <Button size="sm" className="ml-auto" onClick={() => void log.download(filename)}>
          <Download aria-hidden /> {t("download")}
        </Button>
      </div>
      <Lines lines={lines} label={t("label")} empty={wanted ? t("noMatch") : t("empty")} toEnd={t("toEnd")} />
    </div>
  );
}

function Lines({ lines, label, empty, toEnd }: { lines: string[]; label: string; empty: string; toEnd: string }) {
  const box = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => 20,
    overscan: 20,
  });
  useEffect(() => {
    if (following && lines.length > 0) virtual.scrollToIndex(lines.length - 1, { align: "end" });
  }, [following, lines.length, virtual]);
  const isEmpty = lines.length === 0 || (lines.length === 1 && lines[0] === "");
  return (
    <div className="relative">
      <section
        ref={box}
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
        tabIndex={0}
        onScroll={(e) =>
          setFollowing(e.currentTarget.scrollHeight - e.currentTarget.scrollTop - e.currentTarget.clientHeight < 40)
        }
        className="h-80 overflow-auto rounded-md border border-line bg-sunken p-3 font-mono text-xs leading-5"
      >
        {isEmpty ? <p className="text-quiet">{empty}</p> : null}
        <div className="relative min-w-max" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => (
            <div
              key={item.key}
              className="absolute top-0 left-0 h-5 whitespace-pre"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {lines[item.index]}
            </div>
          ))}
        </div>
      </section>
      {following || isEmpty ? null : (
        <Button size="sm" className="absolute right-4 bottom-4 shadow-card" onClick={() => setFollowing(true)}>
          <ArrowDownToLine aria-hidden /> {toEnd}
        </Button>
      )}
    </div>
  );
}
