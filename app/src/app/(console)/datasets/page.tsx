import { DatasetsPage } from "@/features/datasets/DatasetsPage.tsx";

export default function Page() {
  return <DatasetsPage />;
}
