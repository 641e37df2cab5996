import { SignInPage } from "@/features/door/SignInPage.tsx";

export default function Page() {
  return <SignInPage />;
}
