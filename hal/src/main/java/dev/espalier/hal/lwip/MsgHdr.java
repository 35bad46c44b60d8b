package dev.espalier.hal.lwip;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message in pieces ({@code struct msghdr}), without control data. */
public final class MsgHdr {
  private final List<IoVec> iov;
  private final @Nullable SockAddr name;
  private int flags;

  /**
   * Makes a message.
   *
   * @param iov the pieces, in order
   * @param name where it goes to, or where to note where it came from; null for neither
   */
  public MsgHdr(List<IoVec> iov, @Nullable SockAddr name) {
    this.iov = List.copyOf(iov);
    this.name = name;
  }

  /**
   * The pieces.
   *
   * @return them, in order
   */
  public List<IoVec> iov() {
    return iov;
  }

  /**
   * The other side's address.
   *
   * @return the address object given, null for none
   */
  public @Nullable SockAddr name() {
    return name;
  }

  /**
   * What {@link Sockets#recvmsg} noted.
   *
   * @return 0 or {@link Sockets#MSG_TRUNC}
   */
  public int flags() {
    return flags;
  }

  void flags(int flags) {
    this.flags = flags;
  }
}
