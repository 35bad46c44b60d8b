package dev.espalier.bench;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.Uplink;
import dev.espalier.emulator.net.SimHost;
import dev.espalier.emulator.net.SimulatedNetwork;
import dev.espalier.emulator.serial.ByteLink;
import dev.espalier.emulator.serial.SerialNetwork;
import dev.espalier.emulator.serial.SimulatedBoard;
import dev.espalier.emulator.serial.UartModel;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.port.Network;
import dev.espalier.hal.port.Network.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * How much of a serial line's rate is left for the bytes of sockets: the model of a UART with a
 * board behind it, in simulated time, so the figures are the same on every machine. Prints a table.
 */
public final class SerialBench {
  private static final InetSocketAddress SERVER =
      new InetSocketAddress(InetAddress.ofLiteral("192.168.1.9"), 7000);
  private static final long SECOND = 1_000_000_000L;
  private static final int[] RATES = {115_200, 460_800, 921_600, 2_000_000};

  private final Simulation simulation;
  private final Network network;
  private final List<Endpoint> accepted = new ArrayList<>();
  private final SimulatedNetwork air = new SimulatedNetwork(3);
  private final UartModel model;

  private SerialBench(UartModel model) {
    this.model = model;
    SerialNetwork serial = SerialNetwork.simulated(this::plugIn);
    simulation = Simulation.builder().seed(5).network(serial).build();
    network = serial.attach(simulation.host("firmware"));
    simulation
        .board(BoardConfig.defaults())
        .boot(() -> {
          while (true) {
            Task.delay(Timeout.millis(10_000));
          }
        });
    var _ = simulation.runFor(2 * SECOND);
  }

  private ByteLink plugIn(Uplink uplink) {
    SimHost esp = air.host(uplink, "esp", InetAddress.ofLiteral("192.168.1.50"));
    SimHost server = air.host(uplink, "server", InetAddress.ofLiteral("192.168.1.9"));
    Endpoint listening = server.open(false, false);
    int _ = listening.bind(SERVER);
    int _ = listening.listen(4);
    listening.onReady(() -> accepted.add(listening.accept()));
    return new SimulatedBoard(model, esp, uplink).link();
  }

  /** Prints the table. */
  public static void main(String[] args) {
    System.out.println("| line | to the board | from the board |");
    System.out.println("|---|--:|--:|");
    for (int baud : RATES) {
      row(baud + " baud", baud, UartModel::new);
    }
    row(
        "921600, 5 stalls of interrupts a second, 2 ms each",
        921_600,
        () -> new UartModel().stalls(5, 2_000_000));
    row(
        "921600, 20 bits flipped and 20 bytes lost per MB",
        921_600,
        () -> new UartModel().noise(20, 20));
    row("2000000, the same noise", 2_000_000, () -> new UartModel().noise(20, 20));
    row(
        "921600, adapter that batches for 16 ms",
        921_600,
        () -> new UartModel().usbBatch(16_000_000));
  }

  private static void row(String name, int baud, Supplier<UartModel> model) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %.1f %% | %.1f %% |%n",
        name,
        percent(model.get(), baud, true),
        percent(model.get(), baud, false));
  }

  private static double percent(UartModel model, int baud, boolean toBoard) {
    SerialBench bench = new SerialBench(model.baudMax(baud));
    try {
      return bench.bytesPerSecond(baud / 10 * 10L, toBoard) * 1000 / baud;
    } finally {
      bench.simulation.close();
    }
  }

  private double bytesPerSecond(long bytes, boolean toBoard) {
    Endpoint firmware = network.open(false, false);
    int _ = firmware.connect(SERVER);
    until(() -> !accepted.isEmpty() && firmware.ready() != 0);
    Endpoint from = toBoard ? firmware : accepted.getFirst();
    Endpoint to = toBoard ? accepted.getFirst() : firmware;
    byte[] block = new byte[4096];
    long[] sent = {0};
    long[] got = {0, -1, 0};
    Runnable out =
        () -> {
          int count = 1;
          while (sent[0] < bytes && count > 0) {
            count = from.write(block, 0, (int) Math.min(block.length, bytes - sent[0]));
            sent[0] += Math.max(0, count);
          }
        };
    Runnable in =
        () -> {
          byte[] buffer = new byte[4096];
          for (int count = to.read(buffer, 0, buffer.length, false); count > 0; ) {
            got[0] += count;
            got[1] = got[1] < 0 ? simulation.now() : got[1];
            got[2] = simulation.now();
            count = to.read(buffer, 0, buffer.length, false);
          }
        };
    from.onReady(out);
    to.onReady(in);
    out.run();
    until(() -> got[0] >= bytes);
    return got[0] * 1e9 / (got[2] - got[1]);
  }

  private void until(BooleanSupplier condition) {
    var _ = simulation.runUntil(condition, 200 * SECOND);
    if (!condition.getAsBoolean()) {
      throw new IllegalStateException("the transfer does not end");
    }
  }
}
