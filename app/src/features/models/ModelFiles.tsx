"use client";
import type { Model } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { HashText } from "@/components/HashText.tsx";
import { PlainTable } from "@/components/PlainTable.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { useFormat } from "@/lib/use-format.ts";

export function ModelFiles({ files }: { files: Model["files"] }) {
  const t = useTranslations("models");
  const f = useFormat();
  return (
    <Panel title={t("files")} note={t("filesNote")} flush>
      <PlainTable
        label={t("files")}
        head={[{ name: t("file") }, { name: t("size"), align: "right" }, { name: "SHA-256" }]}
        rows={files.map((file) => ({
          id: file.path,
          cells: [
            <code key="p" className="whitespace-nowrap font-mono text-[0.8125rem]">
              {file.path}
            </code>,
            <span key="b" className="whitespace-nowrap">
              {f.bytes(file.bytes)}
            </span>,
            <HashText key="h" value={file.sha256} what={`SHA-256 ${file.path}`} length={16} />,
          ],
        }))}
      />
    </Panel>
  );
}
