import { ImportPage } from "@/features/datasets/ImportPage.tsx";

export default function Page() {
  return <ImportPage />;
}
