package dev.espalier.emulator.serial;

/** What one end of a line has counted since its start. */
final class LinkCounters {
  /** Frames that came whole. */
  long good;

  /** Frames that did not. */
  long bad;

  /** Numbered frames sent, repetitions too. */
  long sent;

  long repeated;
  long timeouts;
  long duplicates;
  long bytesIn;
  long bytesOut;
}
