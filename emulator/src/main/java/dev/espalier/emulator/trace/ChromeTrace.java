package dev.espalier.emulator.trace;

import dev.espalier.emulator.kernel.Trace;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a run in the JSON format of Chrome's trace viewer, which Perfetto reads too: a process for
 * each board, a track for each task, for its console, events, frames, connections and faults.
 */
public final class ChromeTrace implements Trace, NetworkTap, Closeable {
  private static final int NOT_TASKS = 1000;

  private final Writer out;
  private final List<String> boardsByBoot = new ArrayList<>();
  private final Map<String, Integer> processes = new HashMap<>();
  private final Map<String, Integer> tracks = new HashMap<>();
  private final Map<Integer, Slice> running = new HashMap<>();
  private final EventNaming naming;
  private final Map<Flow, String> open = new LinkedHashMap<>();
  private long latest;
  private boolean first = true;

  /** Names events: a board knows the numbers alone. */
  @FunctionalInterface
  public interface EventNaming {
    /**
     * Names an event.
     *
     * @param base the name of its base
     * @param id its number
     * @return its name
     */
    String name(String base, int id);
  }

  private record Slice(String task, long since) {}

  /**
   * Begins a file.
   *
   * @param out where to; closed by {@link #close}
   * @param naming gives events their names
   */
  public ChromeTrace(Writer out, EventNaming naming) {
    this.out = out;
    this.naming = naming;
    write("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n");
  }

  private void write(String text) {
    try {
      out.write(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void entry(String fields) {
    write((first ? "" : ",\n") + "{" + fields + "}");
    first = false;
  }

  private static String micros(long nanos) {
    return String.format(Locale.ROOT, "%d.%03d", nanos / 1000, nanos % 1000);
  }

  /** A JSON string. */
  static String quoted(String text) {
    var json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          if (c < ' ') {
            json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    return json.append('"').toString();
  }

  private int process(String board) {
    Integer known = processes.get(board);
    if (known != null) {
      return known;
    }
    int number = processes.size() + 1;
    processes.put(board, number);
    entry(
        "\"ph\":\"M\",\"name\":\"process_name\",\"pid\":"
            + number
            + ",\"args\":{\"name\":"
            + quoted(board)
            + "}");
    return number;
  }

  private int track(String board, String name, boolean task) {
    String key = board + "\n" + name;
    Integer known = tracks.get(key);
    if (known != null) {
      return known;
    }
    int number = tracks.size() + (task ? 1 : NOT_TASKS);
    tracks.put(key, number);
    entry(
        "\"ph\":\"M\",\"name\":\"thread_name\",\"pid\":"
            + process(board)
            + ",\"tid\":"
            + number
            + ",\"args\":{\"name\":"
            + quoted(name)
            + "}");
    return number;
  }

  // ---- tasks

  @Override
  public void event(long nanos, int board, String what) {
    if (board >= 0) {
      end(board, nanos);
      running.put(board, new Slice(what, nanos));
    }
  }

  @Override
  public void idle(long nanos, int board) {
    end(board, nanos);
  }

  private void end(int board, long nanos) {
    Slice slice = running.remove(board);
    if (slice != null) {
      String name = board < boardsByBoot.size() ? boardsByBoot.get(board) : "board " + board;
      int track = track(name, slice.task(), true);
      entry(
          "\"ph\":\"X\",\"name\":"
              + quoted(slice.task())
              + ",\"cat\":\"task\",\"pid\":"
              + process(name)
              + ",\"tid\":"
              + track
              + ",\"ts\":"
              + micros(slice.since())
              + ",\"dur\":"
              + micros(nanos - slice.since()));
    }
  }

  @Override
  public void mark(long nanos, String board, String category, String text) {
    if (category.equals("boot")) {
      boardsByBoot.add(board);
    }
    instant(nanos, board, category, text);
  }

  @Override
  public void dispatched(long nanos, String board, String base, int id, String loop) {
    instant(nanos, board, "event", naming.name(base, id) + (loop.isEmpty() ? "" : " on " + loop));
  }

  private void instant(long nanos, String board, String category, String text) {
    latest = Math.max(latest, nanos);
    int track = track(board, category, false);
    entry(
        "\"ph\":\"i\",\"s\":\"t\",\"name\":"
            + quoted(text)
            + ",\"cat\":"
            + quoted(category)
            + ",\"pid\":"
            + process(board)
            + ",\"tid\":"
            + track
            + ",\"ts\":"
            + micros(nanos));
  }

  /**
   * Adds a line of the console.
   *
   * @param nanos the simulated time
   * @param board the board's name
   * @param text the line
   */
  public void line(long nanos, String board, String text) {
    instant(nanos, board, "console", text);
  }

  /**
   * Adds a fault.
   *
   * @param nanos the simulated time
   * @param text what went wrong
   */
  public void fault(long nanos, String text) {
    instant(nanos, "world", "fault", text);
  }

  @Override
  public void count(long nanos, String board, String name, long value) {
    entry(
        "\"ph\":\"C\",\"name\":"
            + quoted(name)
            + ",\"pid\":"
            + process(board)
            + ",\"ts\":"
            + micros(nanos)
            + ",\"args\":{\"value\":"
            + value
            + "}");
  }

  // ---- connections

  @Override
  public void connected(
      long nanos, Flow flow, InetSocketAddress local, InetSocketAddress remote, boolean outbound) {
    String peer = remote.getAddress().getHostAddress() + ":" + remote.getPort();
    String name = "connection " + flow.number() + (outbound ? " to " : " from ") + peer;
    instant(nanos, flow.board(), "socket", name);
    open.put(flow, name);
    span(nanos, flow, "b", name);
  }

  /** The beginning or the end of a connection; those of a board overlap. */
  private void span(long nanos, Flow flow, String phase, String name) {
    entry(
        "\"ph\":\""
            + phase
            + "\",\"cat\":\"connection\",\"name\":"
            + quoted(name)
            + ",\"id\":"
            + flow.number()
            + ",\"pid\":"
            + process(flow.board())
            + ",\"ts\":"
            + micros(nanos));
  }

  @Override
  public void bytes(
      long nanos,
      Flow flow,
      InetSocketAddress local,
      InetSocketAddress remote,
      boolean outbound,
      byte[] bytes) {
    String direction = outbound ? " sends " : " receives ";
    instant(
        nanos,
        flow.board(),
        "socket",
        (flow.protocol() == Flow.TCP ? "connection " : "socket ")
            + flow.number()
            + direction
            + bytes.length
            + " bytes");
  }

  @Override
  public void ended(long nanos, Flow flow, boolean outbound, boolean reset) {
    instant(
        nanos,
        flow.board(),
        "socket",
        "connection "
            + flow.number()
            + (reset ? " reset" : " ended")
            + (outbound ? " here" : " there"));
    String name = open.remove(flow);
    if (name != null) {
      span(nanos, flow, "e", name);
    }
  }

  @Override
  public void resolved(long nanos, String board, String name, List<InetAddress> addresses) {
    InetAddress address = addresses.isEmpty() ? null : addresses.getFirst();
    instant(nanos, board, "socket", name + " is " + shown(address));
  }

  private static String shown(@Nullable InetAddress address) {
    return address == null ? "unknown" : address.getHostAddress();
  }

  /**
   * Ends the file.
   *
   * @throws IOException when it cannot be written
   */
  @Override
  public void close() throws IOException {
    open.forEach((flow, name) -> span(latest, flow, "e", name));
    write("\n]}\n");
    out.close();
  }
}
