/** OpenAI's clients take moments as whole seconds since 1970. */
export const unixSeconds = (moment: string): number => Math.floor(Date.parse(moment) / 1000);
