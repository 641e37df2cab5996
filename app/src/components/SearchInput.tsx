"use client";
import { Search } from "lucide-react";
import { useEffect, useState } from "react";
import { Input } from "./ui/Field.tsx";

interface SearchInputProps {
  value: string;
  onChange: (value: string) => void;
  label: string;
}

/** Waits for a pause in typing before it asks the box. */
export function SearchInput({ value, onChange, label }: SearchInputProps) {
  const [text, setText] = useState(value);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onChange(text), 250);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <div className="relative w-full sm:w-64">
      <Search aria-hidden className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-3 size-4 text-faint" />
      <Input
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(e) => setText(e.target.value)}
        className="pl-9"
      />
    </div>
  );
}
