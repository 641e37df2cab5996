/** Makes message keys part of the type check: a key nobody wrote is a compile error. */
import type en from "../../messages/en.json";
import type { Locale } from "./format.ts";

declare module "use-intl" {
  interface AppConfig {
    Locale: Locale;
    Messages: typeof en;
  }
}
