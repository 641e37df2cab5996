"use client";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { Skeleton } from "@/components/ui/Skeleton.tsx";
import { ProjectForm } from "./ProjectForm.tsx";
import { useProjects } from "./use-projects.ts";

/** Who pays, and whether requests and answers are kept. */
export function ProjectSettings() {
  const t = useTranslations("settings");
  const { data, error, refetch } = useProjects();
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-64 max-w-3xl rounded-lg" />;
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      {data.data.map((project) => (
        <Panel key={project.id} title={project.name} note={t("projectNote")}>
          <ProjectForm key={JSON.stringify(project)} project={project} />
        </Panel>
      ))}
    </div>
  );
}
