"use client";
import type { Import } from "@sluice/agent/contract";
import { FileText, FileUp } from "lucide-react";
import { type DragEvent, useRef, useState, useSyncExternalStore } from "react";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Field, Input } from "@/components/ui/Field.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { cn } from "@/lib/cn.ts";
import { nameFromFile } from "@/lib/format.ts";
import { testIds } from "@/lib/test-ids.ts";
import { unfinishedName } from "@/lib/upload-memory.ts";
import { useFormat } from "@/lib/use-format.ts";
import { ImportOptions, type Options, plainOptions } from "./ImportOptions.tsx";
import { UploadBar } from "./UploadBar.tsx";
import { useStartImport } from "./use-start-import.ts";

export function ChooseFile({ onStarted }: { onStarted: (started: Import) => void }) {
  const t = useTranslations("datasets");
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState("");
  const [options, setOptions] = useState<Options>(plainOptions);
  const start = useStartImport(onStarted);
  const choose = (chosen: File | undefined): void => {
    if (!chosen) return;
    setFile(chosen);
    setName((old) => old || nameFromFile(chosen.name));
  };
  return (
    <Panel>
      <form
        className="flex flex-col gap-5"
        onSubmit={(e) => {
          e.preventDefault();
          if (file) start.begin({ file, name, options });
        }}
      >
        <DropZone file={file} onFile={choose} disabled={start.uploading} />
        <Field label={t("datasetName")} hint={t("datasetNameHint")}>
          {(aria) => (
            <Input
              {...aria}
              required
              maxLength={80}
              data-testid={testIds.importName}
              value={name}
              onChange={(e) => setName(e.target.value)}
            />
          )}
        </Field>
        <ImportOptions options={options} onChange={setOptions} />
        {start.progress ? <UploadBar progress={start.progress} onStop={start.stop} /> : null}
        {start.error ? <ErrorState error={start.error} /> : null}
        <Button
          type="submit"
          variant="primary"
          size="lg"
          className="self-start"
          data-testid={testIds.importStart}
          disabled={!file || name.trim() === "" || start.uploading}
        >
          {start.uploading ? t("uploading") : t("start")}
        </Button>
      </form>
    </Panel>
  );
}

/** Nothing to listen to: it is read when the page is drawn. */
const never = () => () => undefined;

interface DropZoneProps {
  file: File | null;
  onFile: (file: File | undefined) => void;
  disabled: boolean;
}

function DropZone({ file, onFile, disabled }: DropZoneProps) {
  const t = useTranslations("datasets");
  const f = useFormat();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const unfinished = useSyncExternalStore(never, unfinishedName, () => null);
  const drop = (e: DragEvent): void => {
    e.preventDefault();
    setOver(false);
    if (!disabled) onFile(e.dataTransfer.files[0]);
  };
  const Icon = file ? FileText : FileUp;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the button inside does the same by keyboard.
    <div
      onDragOver={(e) => {
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={cn(
        "flex flex-col items-center gap-3 rounded-lg border-2 border-line-strong border-dashed px-6 py-10 text-center transition-colors",
        over && "border-gold bg-gold-wash",
      )}
    >
      <Icon aria-hidden className="size-8 text-gold-text" />
      {file ? (
        <p>
          <b className="font-medium">{file.name}</b> <span className="text-quiet">· {f.bytes(file.size)}</span>
        </p>
      ) : (
        <p className="text-quiet text-sm">{unfinished ? t("unfinished", { name: unfinished }) : t("drop")}</p>
      )}
      <input
        ref={input}
        type="file"
        accept=".json,.jsonl,.ndjson,.txt,application/json"
        data-testid={testIds.importFile}
        aria-label={t("file")}
        className="sr-only"
        tabIndex={-1}
        disabled={disabled}
        onChange={(e) => onFile(e.target.files?.[0])}
      />
      <Button disabled={disabled} onClick={() => input.current?.click()}>
        {file ? t("otherFile") : t("chooseFile")}
      </Button>
      <p className="text-[0.8125rem] text-quiet">{t("formats")}</p>
    </div>
  );
}
