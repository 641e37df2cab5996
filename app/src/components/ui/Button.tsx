import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn.ts";

const style = cva(
  "inline-flex shrink-0 items-center justify-center gap-2 whitespace-nowrap rounded-md font-medium transition-colors disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "bg-gold text-gold-ink hover:bg-gold-strong",
        outline: "border border-line-strong bg-surface text-ink hover:bg-sunken",
        ghost: "text-quiet hover:bg-sunken hover:text-ink",
        danger: "border border-bad/40 bg-surface text-bad hover:bg-bad-wash",
        "danger-solid": "bg-bad text-surface hover:opacity-90",
        link: "h-auto px-0 text-gold-text underline-offset-4 hover:underline",
      },
      size: { sm: "h-8 px-3 text-[0.8125rem]", md: "h-9 px-4 text-sm", lg: "h-11 px-6 text-base", icon: "size-9" },
    },
    compoundVariants: [{ variant: "link", className: "h-auto px-0" }],
    defaultVariants: { variant: "outline", size: "md" },
  },
);

type ButtonProps = ComponentProps<"button"> & VariantProps<typeof style> & { asChild?: boolean };

export function Button({ variant, size, asChild, className, type, ...rest }: ButtonProps) {
  if (asChild) return <Slot.Root className={cn(style({ variant, size }), className)} {...rest} />;
  return <button type={type ?? "button"} className={cn(style({ variant, size }), className)} {...rest} />;
}
