package dev.espalier.emulator.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Four sockets transfer at once over a line with random faults: no byte of a connection that was
 * not reset is lost, doubled or damaged. {@code -Dtunnel.seeds=10000} runs the whole set, {@code
 * -Dtunnel.seed=7} one of it.
 */
final class TunnelFaultsTest {
  private static final int SEEDS = Integer.getInteger("tunnel.seeds", 5000);
  private static final int[] RATES = {115_200, 230_400, 460_800, 921_600, 1_500_000, 2_000_000};

  private static UartModel line(SplittableRandom random) {
    UartModel model = new UartModel();
    if (random.nextInt(8) == 0) {
      model.usbJtag();
    } else {
      model.baudMax(RATES[random.nextInt(RATES.length)]);
    }
    if (random.nextBoolean()) {
      model.stalls(random.nextInt(20), random.nextInt(5_000_000) + 1);
    }
    if (random.nextBoolean()) {
      model.noise(random.nextInt(300), random.nextInt(300));
    }
    if (random.nextInt(4) == 0) {
      model.usbBatch(16_000_000);
    }
    if (random.nextInt(4) == 0) {
      model.interrupts(random.nextInt(100) + 16, random.nextInt(60_000));
    }
    return model;
  }

  private static void run(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    try (TunnelTraffic traffic = new TunnelTraffic(line(random), seed)) {
      List<TunnelTraffic.Stream> streams = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        TunnelTraffic.Pair pair = traffic.connect();
        assertNotNull(pair, "connects, seed " + seed);
        long length = random.nextLong(20_000) + 1;
        streams.add(
            random.nextBoolean()
                ? traffic.stream(pair.firmware(), pair.server(), i, length)
                : traffic.stream(pair.server(), pair.firmware(), i, length));
      }
      boolean harsh = random.nextInt(3) == 0;
      if (harsh) {
        traffic.simulation().runFor(random.nextLong(600_000_000));
        harm(traffic, random);
      }
      assertTrue(
          traffic.runUntil(() -> streams.stream().allMatch(TunnelTraffic.Stream::isDone), 120)
              || harsh,
          () -> "ends, seed " + seed + ": " + received(streams));
      for (TunnelTraffic.Stream stream : streams) {
        assertFalse(stream.isWrong(), "right bytes, seed " + seed);
        if (!harsh) {
          assertEquals(0, stream.outcome(), "not reset, seed " + seed);
        }
      }
      comesBack(traffic, seed);
    }
  }

  private static void harm(TunnelTraffic traffic, SplittableRandom random) {
    SimulatedBoard board = traffic.world().board();
    if (random.nextBoolean()) {
      board.reset();
    } else {
      board.unplug();
      traffic.simulation().runFor(random.nextLong(3_000_000_000L));
      board.plug();
    }
    traffic.simulation().runFor(100_000_000);
  }

  private static void comesBack(TunnelTraffic traffic, long seed) {
    TunnelTraffic.Pair pair = null;
    for (int tries = 0; pair == null && tries < 60; tries++) {
      traffic.simulation().runFor(tries == 0 ? 0 : 1_000_000_000); // until the loss was noticed
      boolean _ = traffic.runUntil(traffic.world().session()::isUp, 60);
      pair = traffic.connect();
    }
    assertNotNull(pair, "connects again, seed " + seed);
    TunnelTraffic.Stream last = traffic.stream(pair.firmware(), pair.server(), 9, 500);
    assertTrue(traffic.runUntil(last::isDone, 60), "goes on, seed " + seed);
    assertFalse(last.isWrong());
    assertEquals(0, last.outcome(), "seed " + seed);
  }

  private static String received(List<TunnelTraffic.Stream> streams) {
    return streams.stream().map(TunnelTraffic.Stream::toString).toList().toString();
  }

  @Test
  void noByteIsLostDoubledOrDamaged() {
    Long only = Long.getLong("tunnel.seed");
    if (only != null) {
      run(only);
      return;
    }
    for (long seed = 0; seed < SEEDS; seed++) {
      run(seed);
    }
  }
}
