package dev.espalier.emulator.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much of a line's rate is left for bytes of the firmware, on the model. */
final class TunnelGoodputTest {
  private static double percent(UartModel model, int baud, boolean toBoard) {
    long bytes = baud / 10 * 4L;
    try (TunnelTraffic traffic = new TunnelTraffic(model.baudMax(baud), 5)) {
      assertEquals(baud, traffic.world().session().baud());
      TunnelTraffic.Pair pair = traffic.connect();
      assertNotNull(pair);
      TunnelTraffic.Stream stream =
          toBoard
              ? traffic.stream(pair.firmware(), pair.server(), 1, bytes)
              : traffic.stream(pair.server(), pair.firmware(), 1, bytes);
      assertTrue(traffic.runUntil(stream::isDone, 60), "ended");
      assertFalse(stream.isWrong());
      assertEquals(bytes, stream.received());
      double percent = stream.bytesPerSecond() * 1000 / baud;
      return percent;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "115200, true, 92", "115200, false, 92",
    "921600, true, 96", "921600, false, 96",
    "2000000, true, 96", "2000000, false, 96"
  })
  void aQuietLineIsFull(int baud, boolean toBoard, double least) {
    double percent = percent(new UartModel(), baud, toBoard);
    assertTrue(percent >= least, percent + " %");
  }

  @ParameterizedTest
  @CsvSource({"115200, true", "115200, false", "921600, true", "921600, false", "2000000, true"})
  void stallsOfInterruptsCostLittle(int baud, boolean toBoard) {
    double percent = percent(new UartModel().stalls(5, 2_000_000), baud, toBoard);
    assertTrue(percent >= 85, percent + " %");
  }

  @ParameterizedTest
  @CsvSource({"115200, true", "115200, false", "921600, true", "921600, false", "2000000, true"})
  void noiseCostsLittle(int baud, boolean toBoard) {
    double percent = percent(new UartModel().noise(20, 20), baud, toBoard);
    assertTrue(percent >= 80, percent + " %");
  }
}
