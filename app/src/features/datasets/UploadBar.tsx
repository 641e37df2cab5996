"use client";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/Button.tsx";
import { Progress } from "@/components/ui/Progress.tsx";
import type { UploadProgress } from "@/lib/upload.ts";
import { useFormat } from "@/lib/use-format.ts";

export function UploadBar({ progress: p, onStop }: { progress: UploadProgress; onStop: () => void }) {
  const t = useTranslations("datasets");
  const f = useFormat();
  const sent = p.totalBytes === 0 ? 1 : p.sentBytes / p.totalBytes;
  const left = p.etaSeconds === null ? null : t("left", { time: f.duration(p.etaSeconds) });
  const after = p.isWaiting ? t("uploadWaits") : left;
  return (
    <div className="flex items-center gap-4">
      <div className="flex-1">
        <Progress value={sent} label={t("uploading")} />
        <p className="mt-1.5 text-[0.8125rem] text-quiet tabular-nums" role="status">
          {t("sent", { sent: f.bytes(p.sentBytes), total: f.bytes(p.totalBytes), speed: f.bytes(p.bytesPerSecond) })}
          {after === null ? "" : ` · ${after}`}
        </p>
      </div>
      <Button size="sm" onClick={onStop}>
        {t("stopUpload")}
      </Button>
    </div>
  );
}
