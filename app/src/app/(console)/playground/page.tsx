import { PlaygroundPage } from "@/features/playground/PlaygroundPage.tsx";

export default function Page() {
  return <PlaygroundPage />;
}
