package dev.espalier.testkit.peer;

import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.net.SimHost;
import dev.espalier.emulator.net.SimulatedNetwork;
import dev.espalier.hal.port.Network.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An NTP server on a simulated network: answers requests (RFC 4330) with the time that it was
 * started with and what has passed since.
 */
public final class NtpServer {
  private static final int PORT = 123;
  private static final int LENGTH = 48;
  private static final int MODE_CLIENT = 3;
  private static final int VERSION_4_SERVER = 4 << 3 | 4;
  private static final int VERSION_4_BROADCAST = 4 << 3 | 5;
  private static final int TRANSMIT = 40;

  /** From 1900 to 1970. */
  private static final long SECONDS_1900_1970 = 2_208_988_800L;

  private final Simulation simulation;
  private final SimHost host;
  private final Endpoint endpoint;
  private final List<byte[]> requests = new ArrayList<>();
  private Instant begin;
  private int stratum = 2;
  private boolean silent;

  private NtpServer(Simulation simulation, SimulatedNetwork network, String name, Instant time) {
    this.simulation = simulation;
    SimHost known = network.find(name);
    host = known == null ? network.host(simulation.host(name), name, network.freeAddress()) : known;
    time(time);
    endpoint = host.open(false, true);
    int bound = endpoint.bind(new InetSocketAddress(host.addresses().getFirst(), PORT));
    if (bound < 0) {
      throw new IllegalStateException("port 123 of " + name + " is taken: " + bound);
    }
    endpoint.onReady(this::receive);
  }

  /**
   * Starts a server.
   *
   * @param simulation the world
   * @param network of the world
   * @param name the host's name, which boards look up; made if there is none
   * @param time the time of day now
   * @return the server, listening at port 123
   */
  public static NtpServer start(
      Simulation simulation, SimulatedNetwork network, String name, Instant time) {
    return new NtpServer(simulation, network, name, time);
  }

  /**
   * Sets the server's clock.
   *
   * @param now the time of day now
   */
  public void time(Instant now) {
    begin = now.minusNanos(simulation.now());
  }

  /**
   * Sets how far it is from a true clock.
   *
   * @param value 1 to 15; 0 tells clients to leave it alone ("kiss of death")
   */
  public void stratum(int value) {
    stratum = value;
  }

  /**
   * Sets whether it leaves requests without answer.
   *
   * @param value true for no answers
   */
  public void silent(boolean value) {
    silent = value;
  }

  /**
   * The requests so far.
   *
   * @return 48 bytes each
   */
  public List<byte[]> requests() {
    return List.copyOf(requests);
  }

  /**
   * Tells everybody the time, without being asked.
   *
   * @param to a broadcast address of their network, such as 192.168.4.255
   */
  public void broadcast(InetAddress to) {
    send(message(VERSION_4_BROADCAST, new byte[LENGTH]), new InetSocketAddress(to, PORT));
  }

  private void receive() {
    byte[] buffer = new byte[512];
    int length = endpoint.read(buffer, 0, buffer.length, false);
    while (length >= 0) {
      InetSocketAddress from = endpoint.sender();
      if (length >= LENGTH && (buffer[0] & 7) == MODE_CLIENT && from != null) {
        byte[] request = Arrays.copyOf(buffer, LENGTH);
        requests.add(request);
        if (!silent) {
          send(message(VERSION_4_SERVER, request), from);
        }
      }
      length = endpoint.read(buffer, 0, buffer.length, false);
    }
  }

  private void send(byte[] message, InetSocketAddress to) {
    int sent = endpoint.sendTo(message, 0, message.length, to);
    assert sent == message.length : "a datagram is sent whole: " + sent;
  }

  private byte[] message(int first, byte[] request) {
    Instant now = begin.plusNanos(simulation.now());
    long seconds = now.getEpochSecond() + SECONDS_1900_1970;
    long fraction = ((long) now.getNano() << 32) / 1_000_000_000L;
    ByteBuffer out = ByteBuffer.allocate(LENGTH);
    out.put((byte) first).put((byte) stratum).put((byte) 6).put((byte) -20);
    out.put(24, request, TRANSMIT, 8); // originate: when the client has sent
    for (int at : new int[] {16, 32, TRANSMIT}) {
      out.putInt(at, (int) seconds).putInt(at + 4, (int) fraction);
    }
    return out.array();
  }
}
