import { badRequest, type Problem } from "../openai/problem.ts";
import type { Notes } from "./question.ts";

const dataUrl = /^data:image\/(png|jpe?g|webp|gif|bmp);base64,[A-Za-z0-9+/]/i;

/** `where` asks for an image. Nothing is ever fetched for who asks: an engine that follows addresses would reach what only the box can reach. */
export function readImageUrl(url: unknown, where: string, notes: Notes): Problem | null {
  notes.needs.push({ can: "images", param: where });
  if (typeof url === "string" && dataUrl.test(url.slice(0, 60))) {
    notes.images += 1;
    notes.imageBytes += url.length;
    return null;
  }
  const message = `'${where}' must be a data: URL with a PNG, JPEG, WebP, GIF or BMP in base64; this box fetches no addresses.`;
  return badRequest(message, where, "invalid_image_url");
}
