"use client";
import { useTranslations } from "use-intl";
import { usePublicNames } from "@/features/routes/use-public-names.ts";
import type { KeyDraft } from "./key-draft.ts";

interface RouteChoiceProps {
  draft: KeyDraft;
  isWrong: boolean;
  onChange: (part: Partial<KeyDraft>) => void;
}

/** Every name of the box, or only those ticked. A name the key has that is gone now stays in the list. */
export function RouteChoice({ draft, isWrong, onChange }: RouteChoiceProps) {
  const t = useTranslations("keys");
  const { names } = usePublicNames();
  const all = [...new Set([...names.map((n) => n.name), ...draft.routes])];
  const toggle = (name: string): void =>
    onChange({ routes: draft.routes.includes(name) ? draft.routes.filter((r) => r !== name) : [...draft.routes, name] });
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium text-sm">{t("allowedRoutes")}</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
        {([false, true] as const).map((some) => (
          <label key={String(some)} className="flex items-center gap-2">
            <input type="radio" checked={draft.someRoutes === some} onChange={() => onChange({ someRoutes: some })} />
            {some ? t("someRoutes") : t("everyRoute")}
          </label>
        ))}
      </div>
      {draft.someRoutes ? (
        <>
          <ul className="mt-2 flex max-h-44 flex-wrap gap-x-5 gap-y-1 overflow-y-auto rounded-md border border-line p-3 text-sm">
            {all.length === 0 ? <li className="text-quiet">{t("noRoutes")}</li> : null}
            {all.map((name) => (
              <li key={name}>
                <label className="flex items-center gap-2">
                  <input type="checkbox" checked={draft.routes.includes(name)} onChange={() => toggle(name)} />
                  <span className="font-mono text-[0.8125rem]">{name}</span>
                </label>
              </li>
            ))}
          </ul>
          {isWrong ? (
            <p role="alert" className="mt-1 text-[0.8125rem] text-bad">
              {t("allowedRoutesRule")}
            </p>
          ) : null}
        </>
      ) : null}
    </fieldset>
  );
}
