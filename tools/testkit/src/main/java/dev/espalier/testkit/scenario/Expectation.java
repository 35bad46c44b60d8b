package dev.espalier.testkit.scenario;

import dev.espalier.emulator.Board;
import dev.espalier.hal.system.HeapReport;
import dev.espalier.hal.system.ResetReason;
import dev.espalier.testkit.TimeSpan;
import dev.espalier.testkit.lab.EventNames;
import dev.espalier.testkit.lab.HeapLog;
import dev.espalier.testkit.lab.Lab;
import dev.espalier.testkit.lab.LabBoot;
import dev.espalier.testkit.lab.LabEvent;
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

  /** Is told of the lab before the run. */
  default void prepare(Lab lab) {}

  /** Whether boards have to boot again after a panic. */
  default boolean isAboutBoots() {
    return this instanceof Boots || (this instanceof Moments(Reset _, _, _, _));
  }

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
    public void prepare(Lab lab) {
      what.prepare(lab);
    }

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
            : Optional.of("expected no " + bare() + ", but it came at " + seconds(all.getFirst()));
      }
      return count >= times ? Optional.empty() : Optional.of(tooFew(all, count, begin));
    }

    /** What is counted, without its article. */
    private String bare() {
      String text = what.toString();
      return text.substring(text.indexOf(' ') + 1);
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

    /** Is told of the lab before the run. */
    default void prepare(Lab lab) {}
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
   * An event that a loop of a board handed to its handlers.
   *
   * @param kind its base and number
   * @param board the board's name, empty for any
   */
  record Event(EventNames.Kind kind, String board) implements Countable {
    @Override
    public void prepare(Lab lab) {
      lab.events().keep(kind);
    }

    @Override
    public Stream<Long> moments(Lab lab) {
      return lab.events().kept().stream()
          .filter(event -> event.is(kind.base(), kind.id()))
          .filter(event -> board.isEmpty() || event.board().equals(board))
          .map(LabEvent::nanos);
    }

    @Override
    public String toString() {
      return "the event "
          + EventNames.name(kind.base(), kind.id())
          + (board.isEmpty() ? "" : " of " + board);
    }
  }

  /**
   * A start of a board.
   *
   * @param reason why it started
   * @param board the board's name, empty for any
   */
  record Reset(ResetReason reason, String board) implements Countable {
    @Override
    public Stream<Long> moments(Lab lab) {
      return lab.boots().stream()
          .filter(boot -> boot.reason() == reason)
          .filter(boot -> board.isEmpty() || boot.board().equals(board))
          .map(LabBoot::nanos);
    }

    @Override
    public String toString() {
      return "a start with " + reason + (board.isEmpty() ? "" : " of " + board);
    }
  }

  /**
   * What boards may have on their heaps.
   *
   * @param free at least so many bytes are free all the time
   * @param growth at the end, at most so many bytes more are in use than at a time
   * @param fromNanos that time
   * @param perReconnect at most so many bytes more are in use with each reconnect
   * @param board the board's name, empty for each
   */
  record Heap(long free, long growth, long fromNanos, long perReconnect, String board)
      implements Expectation {
    private Stream<Board> boards(Lab lab) {
      return lab.boards().stream()
          .filter(each -> board.isEmpty() || each.name().equals(board))
          .filter(each -> each.boots() > 0);
    }

    @Override
    public void prepare(Lab lab) {
      lab.boards().forEach(each -> lab.heap().keep(each.name(), fromNanos));
    }

    @Override
    public Optional<String> complaint(Lab lab) {
      return boards(lab).flatMap(each -> complaint(lab, each).stream()).findFirst();
    }

    private Optional<String> complaint(Lab lab, Board each) {
      HeapLog heap = lab.heap();
      long least = heap.leastFree(each.name());
      if (least < free) {
        return Optional.of(
            "expected %d bytes of %s's heap free all the time, but there were %d at least"
                .formatted(free, each.name(), least));
      }
      long grown = heap.growth(each.name(), fromNanos);
      if (grown > growth) {
        return Optional.of(
            "expected at most %d bytes more in use on %s than at %s, but there were %d"
                .formatted(growth, each.name(), new TimeSpan(fromNanos), grown));
      }
      return each.heapReport().flatMap(report -> slope(report, each.name()));
    }

    private Optional<String> slope(HeapReport report, String name) {
      return report.trends().stream()
          .filter(trend -> trend.name().equals("reconnect") && trend.bytesEach() > perReconnect)
          .map(trend ->
              "expected at most %d bytes more in use on %s per reconnect, but there were %d"
                  .formatted(perReconnect, name, trend.bytesEach()))
          .findFirst();
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
