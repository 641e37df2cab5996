/** A piece of a path as it was meant; as it came where it is no proper encoding. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
