package dev.espalier.emulator.net;

import dev.espalier.emulator.NetworkBackend;
import dev.espalier.emulator.Uplink;
import dev.espalier.emulator.kernel.IoWaiter;
import dev.espalier.hal.port.Network;

/**
 * The host's own network: the boards' sockets are NIO channels on the reactor's selector. Needs
 * real time.
 *
 * <table>
 *   <caption>How exact it is below lwIP's calls</caption>
 *   <tr><th>what</th><th>how</th></tr>
 *   <tr><td>connect, accept, read, write, half-close, datagrams, IPv6</td><td>exact</td></tr>
 *   <tr><td>TCP_NODELAY, SO_KEEPALIVE, TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT, SO_REUSEADDR, SO_RCVBUF,
 *       SO_SNDBUF, SO_LINGER 0</td><td>exact, the host's own options</td></tr>
 *   <tr><td>MSG_PEEK, FIONREAD, readiness for select</td><td>emulated by reading ahead up to 64 KiB; FIONREAD
 *       counts those bytes alone</td></tr>
 *   <tr><td>SO_ERROR and errno</td><td>emulated: the JDK's exceptions by their text, one table</td></tr>
 *   <tr><td>RST when closed with unread data</td><td>emulated, what was read ahead counts as unread</td></tr>
 *   <tr><td>listen backlog</td><td>emulated: that many connections are taken ahead, the host holds some
 *       more</td></tr>
 *   <tr><td>time until an unanswered connect fails</td><td>the host's, about two minutes</td></tr>
 *   <tr><td>SO_LINGER above 0, SO_BINDTODEVICE, IP_TTL, IP_TOS</td><td>no effect</td></tr>
 * </table>
 */
public final class JvmNetwork implements NetworkBackend {
  private final SelectorLoop loop = new SelectorLoop();

  /** Opens the selector; nothing else is open before a board opens it. */
  public JvmNetwork() {}

  @Override
  public Network attach(Uplink uplink) {
    return new JvmStack(loop, uplink);
  }

  @Override
  public void detach(Network network) {
    ((JvmStack) network).closeAll();
  }

  @Override
  public IoWaiter io() {
    return loop;
  }

  @Override
  public void close() {
    loop.close();
  }
}
