"use client";
import type { Deployment } from "@sluice/agent/contract";
import { Select } from "@/components/ui/Field.tsx";

interface AddDeploymentProps {
  label: string;
  deployments: Deployment[];
  taken: readonly string[];
  onAdd: (id: string) => void;
}

/** Choosing one adds it; the list then stands at its label again. */
export function AddDeployment({ label, deployments, taken, onAdd }: AddDeploymentProps) {
  const free = deployments.filter((d) => !taken.includes(d.id));
  if (free.length === 0) return null;
  return (
    <Select aria-label={label} value="" onChange={(e) => e.target.value && onAdd(e.target.value)} className="mt-3 sm:w-80">
      <option value="">{label}</option>
      {free.map((d) => (
        <option key={d.id} value={d.id}>
          {d.name} · {d.modelName}
        </option>
      ))}
    </Select>
  );
}
