package dev.espalier.emulator.serial;

import dev.espalier.emulator.NetworkBackend;
import dev.espalier.emulator.Uplink;
import dev.espalier.emulator.kernel.IoWaiter;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.Network;
import dev.espalier.hal.port.Radio;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The network of a real board on a cable: sockets, names and Wi-Fi are the board's, through the
 * tunnel that {@code docs/tunnel.md} specifies. Give {@link #radio} to {@code
 * BoardConfig.withRadio}, so that firmware sees the board's Wi-Fi too.
 *
 * <table>
 *   <caption>How exact it is below lwIP's calls</caption>
 *   <tr><th>what</th><th>how</th></tr>
 *   <tr><td>connect, accept, read, write, half-close, datagrams, IPv6, errors</td><td>the board's
 *       lwIP</td></tr>
 *   <tr><td>bind</td><td>answered here at once, from the board's addresses and the ports given out;
 *       what the board says later is the socket's error</td></tr>
 *   <tr><td>MSG_PEEK, FIONREAD, readiness</td><td>of what has come through the tunnel</td></tr>
 *   <tr><td>SO_RCVBUF, SO_SNDBUF</td><td>no effect: the tunnel's own buffers</td></tr>
 * </table>
 */
public final class SerialNetwork implements NetworkBackend {
  private final List<SerialStack> stacks = new ArrayList<>();
  private final Map<String, SerialRadio> radios = new HashMap<>();
  private final @Nullable HostTiming host;
  private final @Nullable Function<Uplink, ByteLink> world;
  private @Nullable Tunnel tunnel;
  private boolean joinsAsFirmwareSays = true;

  private SerialNetwork(
      @Nullable HostTiming host,
      @Nullable Function<Uplink, ByteLink> world,
      @Nullable Tunnel tunnel) {
    this.host = host;
    this.world = world;
    this.tunnel = tunnel;
    if (tunnel != null) {
      tunnel.add(new Ups());
    }
  }

  /**
   * A network over a connection that is open already. The network closes it.
   *
   * @param connection to a board
   * @return the network; it needs a real clock
   */
  public static SerialNetwork over(BoardConnection connection) {
    return new SerialNetwork(connection.timing(), null, connection.tunnel());
  }

  /**
   * A network over a line in simulated time, such as {@link SimulatedBoard}'s.
   *
   * @param world makes the line when the first board or host is plugged in, with its uplink
   * @return the network
   */
  public static SerialNetwork simulated(Function<Uplink, ByteLink> world) {
    return new SerialNetwork(null, world, null);
  }

  /**
   * Sets whether the board's Wi-Fi follows the firmware.
   *
   * @param value true to make the board join what {@code esp_wifi_connect} asks for, which is the
   *     default; false to keep the board in its own network whatever firmware asks for
   */
  public void joinsAsFirmwareSays(boolean value) {
    joinsAsFirmwareSays = value;
  }

  boolean joinsAsFirmwareSays() {
    return joinsAsFirmwareSays;
  }

  @Nullable Tunnel tunnel() {
    return tunnel;
  }

  private Tunnel tunnelFor(Uplink uplink) {
    Tunnel made = tunnel;
    if (made == null) {
      Function<Uplink, ByteLink> maker = world;
      if (maker == null) {
        throw new IllegalStateException("no line to a board");
      }
      UplinkTiming timing = new UplinkTiming(uplink);
      made = new Tunnel(maker.apply(uplink), timing, uplink::random);
      timing.alarm = uplink.alarm(made::step);
      tunnel = made;
      made.add(new Ups());
      made.start();
    }
    return made;
  }

  @Override
  public Network attach(Uplink uplink) {
    SerialStack stack = new SerialStack(tunnelFor(uplink), uplink);
    stacks.add(stack);
    return stack;
  }

  /**
   * Makes the radio of a board, at each of its boots.
   *
   * @param uplink the board
   * @return the station's other side
   */
  public Radio radio(Uplink uplink) {
    Tunnel over = tunnelFor(uplink);
    SerialRadio radio = new SerialRadio(this, over, uplink);
    SerialRadio former = radios.put(uplink.name(), radio);
    if (former != null) {
      over.remove(former);
    }
    over.add(radio);
    return radio;
  }

  @Override
  public void detach(Network network) {
    SerialStack stack = (SerialStack) network;
    stacks.remove(stack);
    stack.closeAll();
  }

  @Override
  public @Nullable IoWaiter io() {
    return host;
  }

  @Override
  public void close() {
    Tunnel made = tunnel;
    if (made != null) {
      made.close();
    }
  }

  /** Sockets that outlive a session. */
  private final class Ups implements SessionEvents {
    @Override
    public void up(LinkMessage.Hello board) {
      List.copyOf(stacks).forEach(SerialStack::up);
    }
  }

  /** Simulated time: everything happens on the simulation's thread. */
  private static final class UplinkTiming implements Timing {
    private final Uplink uplink;
    private Kernel.@Nullable Alarm alarm;

    UplinkTiming(Uplink uplink) {
      this.uplink = uplink;
    }

    @Override
    public long now() {
      return uplink.now();
    }

    @Override
    public void post(Runnable action) {
      action.run();
    }

    @Override
    public void aside(Runnable action) {
      action.run();
    }

    @Override
    public void wakeAt(long deadline) {
      Kernel.Alarm set = alarm;
      if (set == null) {
        return;
      }
      if (deadline == Long.MAX_VALUE) {
        set.cancel();
      } else {
        set.set(Math.max(deadline, uplink.now()));
      }
    }
  }
}
