package dev.espalier.emulator.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.Simulation;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.port.Network;
import dev.espalier.hal.port.Network.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Streams through a simulated tunnel, whose every byte is checked. */
final class TunnelTraffic implements AutoCloseable {
  private static final InetAddress SERVER = InetAddress.ofLiteral("192.168.1.9");
  private static final int PORT = 7000;

  /** Where the server listens. */
  static final InetSocketAddress ADDRESS = new InetSocketAddress(SERVER, PORT);

  private final SimulatedWorld world;
  private final Simulation simulation;
  private final Network network;
  private final List<Endpoint> atServer = new ArrayList<>();
  private final Endpoint listening;

  TunnelTraffic(UartModel model, long seed) {
    world = new SimulatedWorld(model);
    simulation = Simulation.builder().seed(seed).network(world.network()).build();
    network = world.network().attach(simulation.host("firmware"));
    simulation
        .board(BoardConfig.defaults())
        .boot(() -> {
          while (true) {
            Task.delay(Timeout.ticks(1000));
          }
        });
    listening = world.server().open(false, false);
    assertEquals(0, listening.bind(new InetSocketAddress(SERVER, PORT)));
    assertEquals(0, listening.listen(8));
    listening.onReady(this::accept);
    runUntil(world.session()::isUp, 30);
  }

  private void accept() {
    for (Endpoint next = listening.accept(); next != null; next = listening.accept()) {
      atServer.add(next);
    }
  }

  static InetSocketAddress any(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), port);
  }

  static InetSocketAddress esp(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("192.168.1.50"), port);
  }

  Network network() {
    return network;
  }

  SimulatedWorld world() {
    return world;
  }

  Simulation simulation() {
    return simulation;
  }

  /** Runs until a condition holds; says whether it did. */
  boolean runUntil(BooleanSupplier condition, long secondsMax) {
    var _ = simulation.runUntil(condition, secondsMax * 1_000_000_000L);
    return condition.getAsBoolean();
  }

  /** A connection of the firmware to the server: both ends. */
  record Pair(Endpoint firmware, Endpoint server) {}

  @Nullable Pair connect() {
    int before = atServer.size();
    Endpoint firmware = network.open(false, false);
    if (firmware.connect(new InetSocketAddress(SERVER, PORT)) != -119) {
      firmware.close();
      return null;
    }
    boolean _ = runUntil(() -> firmware.ready() != 0 && atServer.size() > before, 20);
    if (firmware.takeError() != 0 || atServer.size() == before) {
      firmware.close();
      return null;
    }
    return new Pair(firmware, atServer.getLast());
  }

  /** Pumps a stream whose bytes follow from their place and a number. */
  static final class Stream {
    private final Endpoint from;
    private final Endpoint to;
    private final int number;
    private final long length;
    private final byte[] buffer = new byte[4096];
    private long sent;
    private long received;
    private long firstAt = -1;
    private long lastAt;
    private int outcome;
    private boolean wrong;
    private final Simulation simulation;

    Stream(Simulation simulation, Endpoint from, Endpoint to, int number, long length) {
      this.simulation = simulation;
      this.from = from;
      this.to = to;
      this.number = number;
      this.length = length;
    }

    private byte at(long place) {
      long mixed = (place + 1) * 0x9e3779b97f4a7c15L + number * 0x632be59bd9b4e019L;
      return (byte) (mixed >> 56);
    }

    void pumpOut() {
      while (sent < length && outcome == 0) {
        int count = (int) Math.min(buffer.length, length - sent);
        for (int i = 0; i < count; i++) {
          buffer[i] = at(sent + i);
        }
        int taken = from.write(buffer, 0, count);
        if (taken > 0) {
          sent += taken;
        }
        if (taken < count) {
          outcome = taken < 0 && taken != -11 ? taken : outcome;
          return;
        }
      }
    }

    void pumpIn() {
      byte[] in = new byte[4096];
      while (true) {
        int count = to.read(in, 0, in.length, false);
        if (count <= 0) {
          outcome = count < 0 && count != -11 ? count : outcome;
          return;
        }
        for (int i = 0; i < count; i++) {
          wrong |= in[i] != at(received + i);
        }
        received += count;
        firstAt = firstAt < 0 ? simulation.now() : firstAt;
        lastAt = simulation.now();
      }
    }

    void start() {
      from.onReady(this::pumpOut);
      to.onReady(this::pumpIn);
      pumpOut();
      pumpIn();
    }

    boolean isDone() {
      return received >= length || outcome != 0;
    }

    long received() {
      return received;
    }

    int outcome() {
      return outcome;
    }

    boolean isWrong() {
      return wrong || received > length;
    }

    @Override
    public String toString() {
      return received + " of " + length + " outcome " + outcome;
    }

    double bytesPerSecond() {
      return received * 1e9 / Math.max(1, lastAt - firstAt);
    }
  }

  Stream stream(Endpoint from, Endpoint to, int number, long length) {
    Stream made = new Stream(simulation, from, to, number, length);
    made.start();
    return made;
  }

  @Override
  public void close() {
    simulation.close();
  }
}
