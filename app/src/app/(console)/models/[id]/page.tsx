import { ModelPage } from "@/features/models/ModelPage.tsx";

export default function Page() {
  return <ModelPage />;
}
