package dev.espalier.hal.system;

import java.util.List;

/**
 * A board's heap at the end of a run.
 *
 * @param atStart bytes that were free when {@code app_main} began
 * @param free bytes that are free now
 * @param minimumFree the least that was free
 * @param blocks blocks that are taken
 * @param refused how often an allocation failed
 * @param uses what is taken, largest first, without what takes nothing
 * @param trends how use has changed from mark to mark
 */
public record HeapReport(
    int atStart,
    int free,
    int minimumFree,
    int blocks,
    int refused,
    List<Use> uses,
    List<Trend> trends) {
  /**
   * What one kind of object takes.
   *
   * @param use what for
   * @param bytes headers of blocks included
   */
  public record Use(HeapUse use, int bytes) {}

  /**
   * The slope of use over events of one kind.
   *
   * @param name what happened, in the singular
   * @param count how often
   * @param bytesEach bytes more per event, by least squares, the first event left out
   */
  public record Trend(String name, int count, long bytesEach) {}

  /**
   * The report as lines of text.
   *
   * @return one line and one for each trend, without a line feed at the end
   */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        "heap: %,d B free of %,d at app_main, least %,d, %,d blocks"
            .formatted(free, atStart, minimumFree, blocks));
    if (refused > 0) {
      text.append(", %,d allocations refused".formatted(refused));
    }
    for (Use use : uses) {
      text.append("\n  %,9d B %s".formatted(use.bytes(), use.use().words()));
    }
    for (Trend trend : trends) {
      text.append(
          "\n  %+,d B per %s (%,d seen)".formatted(trend.bytesEach(), trend.name(), trend.count()));
    }
    return text.toString();
  }
}
