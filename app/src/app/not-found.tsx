import { NotFoundPage } from "@/features/frame/NotFoundPage.tsx";

export default function NotFound() {
  return <NotFoundPage />;
}
