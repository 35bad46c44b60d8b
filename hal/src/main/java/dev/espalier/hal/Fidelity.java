package dev.espalier.hal;

/** How far a mirrored method does what its C function does. */
public enum Fidelity {
  /** Same results, same order, same blocking as the C function. */
  FULL,
  /** Works, with a difference that the annotation's note names. */
  PARTIAL,
  /** Takes and keeps the value; it has no effect here. */
  STORED,
  /** Answers what the C function answers when the feature is absent. */
  STUB
}
