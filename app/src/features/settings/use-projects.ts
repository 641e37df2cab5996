"use client";
import { listOf, Project } from "@sluice/agent/contract";
import { keys } from "@/lib/query-keys.ts";
import { useOne } from "@/lib/use-one.ts";

const Projects = listOf(Project);
export const useProjects = () => useOne(keys.projects, "/api/projects", Projects, { staleTime: 60_000 });
