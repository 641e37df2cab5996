/** A typed list of listeners. A listener that throws is its own problem: the others still hear. */
export interface Emitter<E> {
  emit(event: E): void;
  on(listener: (event: E) => void): () => void;
}
export function createEmitter<E>(onError: (error: unknown) => void): Emitter<E> {
  const listeners = new Set<(event: E) => void>();
  return {
    emit(event) {
      for (const listener of [...listeners]) {
        try {
          listener(event);
        } catch (error) {
          onError(error);
        }
      }
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
