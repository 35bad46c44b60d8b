package dev.espalier.hal.lwip;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

/**
 * A set of descriptors ({@code fd_set}), reusable. Descriptors outside 0 to 63 are never in it, as
 * {@code FD_SETSIZE} is 64.
 */
public final class FdSet {
  /** {@code FD_SETSIZE}: one more than the largest descriptor. */
  public static final int FD_SETSIZE = 64;

  private long bits;

  /** Makes an empty set. */
  public FdSet() {}

  /**
   * Removes all descriptors ({@code FD_ZERO}).
   *
   * @return this set
   */
  @CanIgnoreReturnValue
  public FdSet zero() {
    bits = 0;
    return this;
  }

  /**
   * Adds a descriptor ({@code FD_SET}).
   *
   * @param fd the descriptor
   * @return this set
   */
  @CanIgnoreReturnValue
  public FdSet set(int fd) {
    bits |= bit(fd);
    return this;
  }

  /**
   * Removes a descriptor ({@code FD_CLR}).
   *
   * @param fd the descriptor
   * @return this set
   */
  @CanIgnoreReturnValue
  public FdSet clr(int fd) {
    bits &= ~bit(fd);
    return this;
  }

  /**
   * Whether a descriptor is in the set ({@code FD_ISSET}).
   *
   * @param fd the descriptor
   * @return true when it is
   */
  public boolean isSet(int fd) {
    return (bits & bit(fd)) != 0;
  }

  /**
   * Makes this set equal to another.
   *
   * @param other where to copy from
   */
  public void copyFrom(FdSet other) {
    bits = other.bits;
  }

  long bits() {
    return bits;
  }

  void bits(long bits) {
    this.bits = bits;
  }

  private static long bit(int fd) {
    return fd >= 0 && fd < FD_SETSIZE ? 1L << fd : 0;
  }
}
