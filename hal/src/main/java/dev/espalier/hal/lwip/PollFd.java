package dev.espalier.hal.lwip;

/** One entry of {@link Sockets#poll} ({@code struct pollfd}), reusable. */
public final class PollFd {
  private final int fd;
  private final int events;
  private int revents;

  /**
   * Makes an entry.
   *
   * @param fd the descriptor; a negative one is passed over
   * @param events {@code POLL} bits to watch for
   */
  public PollFd(int fd, int events) {
    this.fd = fd;
    this.events = events;
  }

  /**
   * The descriptor.
   *
   * @return the number given
   */
  public int fd() {
    return fd;
  }

  /**
   * What is watched for.
   *
   * @return {@code POLL} bits
   */
  public int events() {
    return events;
  }

  /**
   * What was found.
   *
   * @return {@code POLL} bits
   */
  public int revents() {
    return revents;
  }

  void revents(int revents) {
    this.revents = revents;
  }
}
