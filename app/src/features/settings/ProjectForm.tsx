"use client";
import { Project, UpdateProject } from "@sluice/agent/contract";
import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/Button.tsx";
import { Field, Input } from "@/components/ui/Field.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { useVerb } from "@/lib/use-verb.ts";

export function ProjectForm({ project }: { project: Project }) {
  const t = useTranslations("settings");
  const [name, setName] = useState(project.name);
  const [department, setDepartment] = useState(project.department ?? "");
  const [logs, setLogs] = useState(project.logRetentionDays !== null);
  const [days, setDays] = useState(String(project.logRetentionDays ?? 30));
  const asked = UpdateProject.safeParse({
    name,
    department: department.trim() === "" ? null : department,
    logRetentionDays: logs ? Number(days || Number.NaN) : null,
  });
  const wrong = new Set((asked.error?.issues ?? []).map((issue) => String(issue.path[0])));
  const save = useVerb({
    run: (body: UpdateProject) => call("PUT", `/api/projects/${project.id}`, { body, schema: Project }),
    touches: [keys.projects, keys.session],
    said: t("savedToast"),
  });
  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(e) => {
        e.preventDefault();
        if (asked.success) save.mutate(asked.data);
      }}
    >
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label={t("projectName")} error={wrong.has("name") ? t("projectNameRule") : null}>
          {(aria) => <Input {...aria} maxLength={80} value={name} onChange={(e) => setName(e.target.value)} />}
        </Field>
        <Field label={t("department")} hint={t("departmentHint")}>
          {(aria) => <Input {...aria} maxLength={80} value={department} onChange={(e) => setDepartment(e.target.value)} />}
        </Field>
      </div>
      <label className="flex items-start gap-2.5 text-sm">
        <input type="checkbox" className="mt-1" checked={logs} onChange={(e) => setLogs(e.target.checked)} />
        <span>
          <span className="font-medium">{t("logging")}</span>
          <span className="block text-[0.8125rem] text-quiet">{t("loggingHint")}</span>
        </span>
      </label>
      {logs ? (
        <>
          <p className="flex items-start gap-2.5 rounded-md bg-warn-wash px-4 py-3 text-sm">
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" /> {t("loggingWarning")}
          </p>
          <Field
            label={t("retention")}
            hint={t("retentionHint")}
            error={wrong.has("logRetentionDays") ? t("retentionRule") : null}
            className="max-w-xs"
          >
            {(aria) => (
              <Input {...aria} type="number" min={1} max={3650} value={days} onChange={(e) => setDays(e.target.value)} />
            )}
          </Field>
        </>
      ) : project.logRetentionDays === null ? null : (
        <p className="text-quiet text-sm">{t("loggingStops")}</p>
      )}
      <Button type="submit" variant="primary" className="self-start" disabled={!asked.success || save.isPending}>
        {t("save")}
      </Button>
    </form>
  );
}
