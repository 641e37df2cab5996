import { DatasetPage } from "@/features/datasets/DatasetPage.tsx";

export default function Page() {
  return <DatasetPage />;
}
