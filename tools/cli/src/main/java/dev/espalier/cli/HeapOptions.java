package dev.espalier.cli;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.hal.system.HeapReport;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How large the board's heap is, and what is said of it at the end. */
final class HeapOptions {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kKmM]?)");

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description =
          "Free heap when app_main begins, such as 100k; by default 288000, an ESP32 with Wi-Fi"
              + " linked in. Firmware that takes more gets NULL and ESP_ERR_NO_MEM.")
  private @Nullable Integer size;

  @Option(
      names = "--no-limits",
      description = "Make the heap so large that nothing fails for want of memory.")
  private boolean noLimits;

  @Option(
      names = "--heap-report",
      description =
          "Say at the end what the heap was used for, the least that was free, and how it grew from"
              + " one reconnect to the next. Without it only growth and failed allocations are"
              + " told of.")
  private boolean wantReport;

  HeapOptions() {}

  /** Reads a size. */
  static final class SizeConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      Matcher matcher = SIZE.matcher(text);
      if (matcher.matches()) {
        int shift =
            switch (matcher.group(2)) {
              case "k", "K" -> 10;
              case "m", "M" -> 20;
              default -> 0;
            };
        long bytes = Long.parseLong(matcher.group(1)) << shift;
        if (bytes > 0 && bytes <= 1 << 30) {
          return (int) bytes;
        }
      }
      throw new TypeConversionException(
          "expected a size from 1 to 1024M, such as 100k: '" + text + "'");
    }
  }

  /** Gives a board its heap. */
  BoardConfig applyTo(BoardConfig board) {
    if (noLimits) {
      return board.withoutLimits();
    }
    Integer bytes = size;
    return bytes == null ? board : board.withHeapBytes(bytes);
  }

  /** Says what there is to say when a run has ended. */
  void report(Board board, PrintWriter err) {
    Optional<HeapReport> report = board.heapReport();
    if (report.isEmpty()) {
      return;
    }
    HeapReport heap = report.get();
    if (wantReport || heap.refused() > 0 || grows(heap)) {
      err.println("espalier: " + heap.text());
    }
  }

  private static boolean grows(HeapReport heap) {
    for (HeapReport.Trend trend : heap.trends()) {
      if (trend.bytesEach() > 0) {
        return true;
      }
    }
    return false;
  }
}
