package dev.espalier.testkit.scenario;

import dev.espalier.emulator.Board;
import dev.espalier.testkit.TimeSpan;
import dev.espalier.testkit.lab.Lab;
import dev.espalier.testkit.lab.LogLine;
import dev.espalier.testkit.peer.ReceivedFrame;
import dev.espalier.testkit.peer.WebSocketServer;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What has to happen in a scenario, or must not; judged when the run has ended. */
sealed interface Expectation {
  /** Says what is wrong, if anything. */
  Optional<String> complaint(Lab lab);

  /**
   * Something that happens at moments: so often, within a time after the start or after a text.
   *
   * @param what what is counted
   * @param times at least so often; 0: never
   * @param withinNanos the time for it, {@link Long#MAX_VALUE} for the whole run
   * @param after a text of the console from which on it counts, empty for the start
   */
  record Moments(Countable what, int times, long withinNanos, String after) implements Expectation {
    @Override
    public Optional<String> complaint(Lab lab) {
      long from = 0;
      if (!after.isEmpty()) {
        List<LogLine> anchor = lab.log().with(after);
        if (anchor.isEmpty()) {
          return Optional.of("expected " + what + " after \"" + after + "\", which never came");
        }
        from = anchor.getFirst().nanos();
      }
      long begin = from;
      long end = withinNanos > Long.MAX_VALUE - from ? Long.MAX_VALUE : from + withinNanos;
      List<Long> all = what.moments(lab).filter(nanos -> nanos >= begin).toList();
      long count = all.stream().filter(nanos -> nanos <= end).count();
      if (times == 0) {
        return count == 0
            ? Optional.empty()
            : Optional.of(
                "expected no "
                    + what.toString().replaceFirst("^a ", "")
                    + ", but it came at "
                    + seconds(all.getFirst()));
      }
      return count >= times ? Optional.empty() : Optional.of(tooFew(all, count, begin));
    }

    private String tooFew(List<Long> all, long count, long begin) {
      String time = withinNanos == Long.MAX_VALUE ? "" : " within " + new TimeSpan(withinNanos);
      String since = after.isEmpty() ? "" : " after \"" + after + "\" (" + seconds(begin) + ")";
      String wanted = times == 1 ? "" : " " + times + " times";
      String late =
          all.size() > count ? "; too late, it came at " + seconds(all.get((int) count)) : "";
      return "expected " + what + wanted + time + since + ": it came " + count + " times" + late;
    }

    private static String seconds(long nanos) {
      return "%.3f s".formatted(nanos / 1e9);
    }
  }

  /** Something that can be counted. */
  sealed interface Countable {
    /** When it happened. */
    Stream<Long> moments(Lab lab);
  }

  /**
   * A line of the console.
   *
   * @param pattern found in it
   * @param shown how the file writes it
   * @param board the board's name, empty for any
   */
  record Log(Pattern pattern, String shown, String board) implements Countable {
    @Override
    public Stream<Long> moments(Lab lab) {
      return lab.log().lines().stream()
          .filter(line -> board.isEmpty() || line.board().equals(board))
          .filter(line -> pattern.matcher(line.text()).find())
          .map(LogLine::nanos);
    }

    @Override
    public String toString() {
      return "a line with \"" + shown + "\"" + (board.isEmpty() ? "" : " of " + board);
    }
  }

  /**
   * A frame that a server received.
   *
   * @param kind such as text, close or ping; empty for any
   * @param text found in its text, empty for any
   * @param code the code of a close frame, 0 for any
   */
  record Frame(String kind, String text, int code) implements Countable {
    @Override
    public Stream<Long> moments(Lab lab) {
      return lab.servers().stream()
          .flatMap(server -> server.frames().stream())
          .filter(this::matches)
          .map(ReceivedFrame::nanos)
          .sorted();
    }

    private boolean matches(ReceivedFrame frame) {
      return (kind.isEmpty() || frame.kind().equals(kind))
          && (text.isEmpty() || frame.text().contains(text))
          && (code == 0 || frame.closeCode() == code);
    }

    @Override
    public String toString() {
      return "a "
          + (kind.isEmpty() ? "" : kind + " ")
          + "frame"
          + (text.isEmpty() ? "" : " with \"" + text + "\"")
          + (code == 0 ? "" : " with code " + code);
    }
  }

  /**
   * A line of a request that a server received.
   *
   * @param text found in the request
   */
  record Request(String text) implements Expectation {
    @Override
    public Optional<String> complaint(Lab lab) {
      boolean found =
          lab.servers().stream()
              .flatMap(server -> server.requests().stream())
              .anyMatch(request -> request.contains(text));
      return found ? Optional.empty() : Optional.of("expected a request with \"" + text + "\"");
    }
  }

  /**
   * How often the servers were connected to.
   *
   * @param min at least
   * @param max at most
   */
  record Connections(int min, int max) implements Expectation {
    @Override
    public Optional<String> complaint(Lab lab) {
      int count = lab.servers().stream().mapToInt(WebSocketServer::accepted).sum();
      return range("connections", count, min, max);
    }
  }

  /**
   * How often each board booted.
   *
   * @param min at least
   * @param max at most
   */
  record Boots(int min, int max) implements Expectation {
    @Override
    public Optional<String> complaint(Lab lab) {
      return lab.boards().stream()
          .map(Board::boots)
          .flatMap(boots -> range("boots", boots, min, max).stream())
          .findFirst();
    }
  }

  private static Optional<String> range(String what, int count, int min, int max) {
    if (count >= min && count <= max) {
      return Optional.empty();
    }
    String wanted = min == max ? String.valueOf(min) : min + " to " + max;
    return Optional.of(
        "expected "
            + (max == Integer.MAX_VALUE ? min + " or more" : wanted)
            + " "
            + what
            + ", but there were "
            + count);
  }
}
