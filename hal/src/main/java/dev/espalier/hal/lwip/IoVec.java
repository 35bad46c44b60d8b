package dev.espalier.hal.lwip;

/**
 * A piece of memory ({@code struct iovec}).
 *
 * @param base the array, not copied
 * @param offset where the piece begins
 * @param length how long it is
 */
@SuppressWarnings("ArrayRecordComponent") // a window on memory, as in C; never compared
public record IoVec(byte[] base, int offset, int length) {
  /**
   * The whole of an array.
   *
   * @param base the array, not copied
   * @return the piece
   */
  public static IoVec of(byte[] base) {
    return new IoVec(base, 0, base.length);
  }
}
