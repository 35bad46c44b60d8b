package dev.espalier.testkit.peer;

import dev.espalier.testkit.JsonObject;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a scripted peer: plays its operations one after the other, and notes what
 * passes on the wire.
 *
 * <p>An operation becomes steps. The first step is tried whenever something happened (bytes, the
 * end, room to write, an alarm) until it is done.
 */
final class PeerConnection implements PeerStream.Listener {
  /** Bytes are noted as hex up to this many in each direction, as in the recordings. */
  private static final int RAW_LIMIT = 6000;

  private static final long MILLI = 1_000_000;
  private static final int EPIPE = 32;

  private final PeerWorld world;
  private final int index;
  private final int port;
  private final Deque<Step> steps = new ArrayDeque<>();
  private final List<FrameReader.Frame> frames = new ArrayList<>();
  private final FrameReader reader;
  private final Consumer<FrameReader.Frame> onFrame;
  private @Nullable PeerStream stream;
  private @Nullable String request;
  private @Nullable String end;
  private int taken;
  private int rawIn;
  private int rawOut;
  private boolean stopped;
  private boolean pumping;

  /** The script has ended early; the connection stays as it is. */
  private boolean over;

  /** A step is tried until it is done. */
  @FunctionalInterface
  private interface Step {
    /** Returns what to do instead of it, nothing when it is done, null when it has to wait. */
    @Nullable List<Step> attempt();
  }

  private static final List<Step> DONE = List.of();

  PeerConnection(PeerWorld world, int index, int port) {
    this(world, index, port, frame -> {});
  }

  /** Makes a connection whose frames somebody hears of. */
  PeerConnection(PeerWorld world, int index, int port, Consumer<FrameReader.Frame> onFrame) {
    this.onFrame = onFrame;
    this.world = world;
    this.index = index;
    this.port = port;
    this.reader = new FrameReader(this::requested, this::framed);
  }

  /** Sets the stream that the script writes to. */
  void use(PeerStream newStream) {
    stream = newStream;
  }

  /** Refuses a script that names an unknown operation. */
  void check(List<JsonObject> script) {
    script.forEach(op -> Objects.requireNonNull(operation(op)));
  }

  /** Plays a script. */
  void run(List<JsonObject> script) {
    for (JsonObject op : script) {
      steps.add(operation(op));
    }
    pump();
  }

  /** The scenario is over: nothing more is noted, the connection ends. */
  void shutdown() {
    boolean open = !stopped;
    stopped = true;
    over = true;
    if (open && stream != null) {
      stream.close(false);
    }
  }

  private PeerStream stream() {
    return Objects.requireNonNull(stream, "use comes first");
  }

  private void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      for (Step step = steps.peek(); step != null && !over; step = steps.peek()) {
        List<Step> instead = step.attempt();
        if (instead == null) {
          return;
        }
        steps.removeFirst();
        for (int i = instead.size() - 1; i >= 0; i--) {
          steps.addFirst(instead.get(i));
        }
      }
    } finally {
      pumping = false;
    }
  }

  // ---- what the client does

  @Override
  public void data(byte[] bytes) {
    if (stopped) {
      return;
    }
    JsonObject r = wire("c2s", "bytes").put("n", bytes.length);
    if (rawIn < RAW_LIMIT) {
      r.put("hex", hex(bytes, RAW_LIMIT - rawIn));
    }
    rawIn += bytes.length;
    world.record(r);
    reader.take(bytes);
    pump();
  }

  private void requested(String raw) {
    request = raw;
    world.record(wire("c2s", "request").put("raw", raw).put("norm", norm(raw)));
  }

  private void framed(FrameReader.Frame frame) {
    JsonObject r = wire("c2s", "frame");
    r.map().putAll(frame.toRecord().map());
    world.record(r);
    frames.add(frame);
    onFrame.accept(frame);
  }

  @Override
  public void end(String how) {
    if (stopped) {
      return;
    }
    if (!how.equals("closed_here")) {
      world.record(wire("c2s", how));
    }
    end = how;
    pump();
  }

  @Override
  public void writable() {
    pump();
  }

  private JsonObject wire(String direction, String what) {
    return JsonObject.create()
        .put("type", "wire")
        .put("conn", index)
        .put("dir", direction)
        .put("what", what);
  }

  private String norm(String raw) {
    List<String> lines = new ArrayList<>();
    for (String line : raw.split("\r\n", -1)) {
      boolean key = line.regionMatches(true, 0, "sec-websocket-key:", 0, 18);
      String shown = key ? line.substring(0, line.indexOf(':')) + ": <KEY>" : line;
      lines.add(shown.replace(":" + port, ":<PORT>"));
    }
    return String.join("\r\n", lines);
  }

  private static String hex(byte[] bytes, int max) {
    return HexFormat.of().formatHex(bytes, 0, Math.min(max, bytes.length));
  }

  // ---- steps

  private Step sleep(long millis) {
    BooleanSupplier over = timer(millis);
    return () -> over.getAsBoolean() ? DONE : null;
  }

  /** Becomes true so long after it was first asked. */
  private BooleanSupplier timer(long millis) {
    long[] until = {-1};
    return () -> {
      if (until[0] < 0) {
        until[0] = world.now() + millis * MILLI;
        world.after(millis * MILLI, this::pump);
      }
      return world.now() >= until[0];
    };
  }

  private Step await(BooleanSupplier condition, long timeoutMillis) {
    BooleanSupplier timeout = timer(timeoutMillis);
    return () -> condition.getAsBoolean() || end != null || timeout.getAsBoolean() ? DONE : null;
  }

  private Step send(byte[] bytes) {
    int[] sent = {0};
    return () -> {
      while (sent[0] < bytes.length) {
        int n = stream().write(bytes, sent[0]);
        if (n < 0) {
          String error = n == -EPIPE ? "BrokenPipeError" : "ConnectionResetError";
          world.record(sentRecord("send_failed", bytes).put("error", error));
          over = true;
          return DONE;
        }
        if (n == 0) {
          return null;
        }
        sent[0] += n;
      }
      world.record(sentRecord("bytes", bytes));
      return DONE;
    };
  }

  private JsonObject sentRecord(String what, byte[] bytes) {
    JsonObject r = wire("s2c", what).put("n", bytes.length);
    if (rawOut < RAW_LIMIT) {
      r.put("hex", hex(bytes, RAW_LIMIT - rawOut));
    }
    rawOut += bytes.length;
    return r;
  }

  private static Step once(Runnable action) {
    return () -> {
      action.run();
      return DONE;
    };
  }

  private Step operation(JsonObject op) {
    return switch (op.requiredText("op")) {
      case "recv_request" -> await(() -> request != null, seconds(op, 15));
      case "respond" -> () -> respond(op);
      case "upgrade" -> () -> List.of(await(() -> request != null, 15_000), () -> respond(op));
      case "frame" -> () -> frame(op);
      case "frames" -> send(glued(op.objects("list")));
      case "raw" -> send(WireData.of(op.get("data")));
      case "sleep" -> sleep(op.number("ms", 0));
      case "recv_frames" -> {
        int n = (int) op.number("n", 1);
        yield () ->
            List.of(
                await(() -> frames.size() >= taken + n, seconds(op, 10)),
                once(() -> taken = Math.min(frames.size(), taken + n)));
      }
      case "recv_close" -> await(this::closeReceived, seconds(op, 10));
      case "serve" -> serve(op);
      case "close" -> once(() -> close(op));
      case "shutdown_wr" ->
          once(() -> {
            world.record(wire("s2c", "fin_half"));
            stream().shutdownWrite();
          });
      case "rst" -> once(this::reset);
      case "pause_reading" -> once(() -> stream().pause());
      case "resume_reading" -> once(() -> stream().resume());
      case "wait_eof" -> await(() -> end != null, seconds(op, 30));
      case "tls_stall" -> once(() -> {});
      case String other -> throw new JsonObject.FormatException("unknown peer operation: " + other);
    };
  }

  private static long seconds(JsonObject op, long otherwise) {
    double timeout = op.fraction("timeout");
    return Double.isNaN(timeout) ? otherwise * 1000 : (long) (timeout * 1000);
  }

  private boolean closeReceived() {
    return frames.stream().anyMatch(f -> f.opcode() == 8);
  }

  private static byte[] glued(List<JsonObject> list) {
    var out = new ByteArrayOutputStream();
    for (JsonObject frame : list) {
      out.writeBytes(WireData.frame(frame));
    }
    return out.toByteArray();
  }

  private List<Step> frame(JsonObject op) {
    byte[] bytes = WireData.frame(op);
    if (op.get("trunc") instanceof Number trunc) {
      bytes = slice(bytes, 0, trunc.intValue());
    }
    List<Object> chunks = new ArrayList<>(op.list("chunks"));
    if (chunks.isEmpty()) {
      return List.of(send(bytes));
    }
    List<Step> list = new ArrayList<>();
    int offset = 0;
    chunks.add(bytes.length - chunks.stream().mapToInt(PeerConnection::intOf).sum());
    for (Object chunk : chunks) {
      int size = intOf(chunk);
      if (size > 0) {
        list.add(send(slice(bytes, offset, offset + size)));
        list.add(sleep(op.number("chunk_ms", 50)));
        offset += size;
      }
    }
    return list;
  }

  private static int intOf(@Nullable Object value) {
    if (value instanceof Number number) {
      return number.intValue();
    }
    throw new JsonObject.FormatException("a number is needed here: " + value);
  }

  /** As a slice in the language of the recordings' peer: ends beyond the array are cut. */
  private static byte[] slice(byte[] bytes, int from, int to) {
    int end = to < 0 ? Math.max(0, bytes.length + to) : Math.min(to, bytes.length);
    int start = Math.min(from, end);
    return Arrays.copyOfRange(bytes, start, end);
  }

  private List<Step> respond(JsonObject op) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(Upgrade.answer(op, request));
    for (Object then : op.list("then")) {
      boolean frame = then instanceof Map<?, ?> map && map.containsKey("opcode");
      out.writeBytes(frame ? WireData.frame(JsonObject.of(then)) : WireData.of(then));
    }
    byte[] bytes = out.toByteArray();
    List<Object> cut = new ArrayList<>(op.list("cut"));
    if (cut.size() == 2) {
      int at = intOf(cut.get(0));
      return List.of(
          send(slice(bytes, 0, at)),
          sleep(intOf(cut.get(1))),
          send(slice(bytes, at, bytes.length)));
    }
    if (op.get("byte_ms") instanceof Number pause) {
      List<Step> list = new ArrayList<>();
      for (int i = 0; i < bytes.length; i++) {
        list.add(send(slice(bytes, i, i + 1)));
        list.add(sleep(pause.longValue()));
      }
      return list;
    }
    return List.of(send(bytes));
  }

  /** Reacts to frames for a while. */
  private Step serve(JsonObject op) {
    BooleanSupplier over = timer(op.number("ms", 10_000));
    return new Step() {
      @Override
      public @Nullable List<Step> attempt() {
        if (over.getAsBoolean()) {
          return DONE;
        }
        if (frames.size() <= taken) {
          return end != null ? DONE : null;
        }
        List<Step> reaction = new ArrayList<>(react(op, frames.get(taken++)));
        reaction.add(this);
        return reaction;
      }
    };
  }

  private List<Step> react(JsonObject op, FrameReader.Frame frame) {
    String payload = HexFormat.of().formatHex(frame.payload());
    switch (frame.opcode()) {
      case 0, 1, 2 -> {
        if (op.flag("echo", false)) {
          return answer(op.number("echo_ms", 5), frame.fin(), frame.opcode(), payload);
        }
      }
      case 9 -> {
        if (op.flag("pong", true)) {
          return answer(op.number("pong_ms", 5), true, 10, payload);
        }
      }
      case 8 -> {
        return reactToClose(op, payload);
      }
      default -> {
        // other frames are only noted
      }
    }
    return List.of();
  }

  private List<Step> reactToClose(JsonObject op, String payload) {
    String how = op.text("on_close", "echo");
    if (how.equals("ignore")) {
      return List.of();
    }
    List<Step> list = new ArrayList<>();
    if (how.equals("echo") || how.equals("echo_keep")) {
      list.addAll(answer(op.number("close_ms", 20), true, 8, payload));
      if (how.equals("echo_keep")) {
        return list;
      }
      list.add(sleep(op.number("close_tcp_ms", 20)));
    } else {
      list.add(sleep(op.number("close_ms", 20)));
    }
    list.add(once(() -> close(JsonObject.create())));
    return list;
  }

  private List<Step> answer(long millis, boolean fin, int opcode, String payload) {
    JsonObject frame =
        JsonObject.create()
            .put("fin", fin ? 1 : 0)
            .put("opcode", opcode)
            .put("payload", Map.of("hex", payload));
    return List.of(sleep(millis), send(WireData.frame(frame)));
  }

  private void close(JsonObject op) {
    world.record(wire("s2c", "fin"));
    stopped = true;
    stream().close(op.flag("tls_notify", true));
    over = true;
  }

  private void reset() {
    world.record(wire("s2c", "rst"));
    stopped = true;
    stream().reset();
    over = true;
  }
}
