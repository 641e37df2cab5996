/** One thing that must be there before the box can start. */
export interface Step {
  id: string;
  /** As in "building the console". */
  title: string;
  /** On two cores, the first time; last time's own figure is used once there is one. */
  usualSeconds: number;
  isDone(): boolean;
  /** Does it from the start or from where it stopped; throws SluiceError. */
  run(note: (text: string) => void, signal: AbortSignal): Promise<void>;
}
