package dev.espalier.hal.transport;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.profile.LintMode;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.QuirkSet;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The connection below a WebSocket transport, played from a list of segments. Each segment is given
 * to reads of its own; then reads give 0 as after a timeout.
 */
final class ScriptedParent implements TransportFunctions {
  static final Timeout SECOND = Timeout.millis(1000);
  static final String SWITCHING = "HTTP/1.1 101 Switching Protocols\r\n";

  /** All that was written. */
  final ByteArrayOutputStream written = new ByteArrayOutputStream();

  /** How long each write was. */
  final List<Integer> writes = new ArrayList<>();

  private final Deque<byte[]> segments = new ArrayDeque<>();
  private UnaryOperator<String> answer = key -> "";

  /** Answers the request: gets {@code Sec-WebSocket-Accept}, gives all that is sent back. */
  @CanIgnoreReturnValue
  ScriptedParent answering(UnaryOperator<String> script) {
    answer = script;
    return this;
  }

  @CanIgnoreReturnValue
  ScriptedParent sending(byte[]... more) {
    for (byte[] segment : more) {
      if (segment.length > 0) {
        segments.add(segment);
      }
    }
    return this;
  }

  /** A usual answer. */
  static String accepted(String accept) {
    return SWITCHING + "Sec-WebSocket-Accept: " + accept + "\r\n\r\n";
  }

  /** Firmware with a WebSocket transport over this connection. */
  TransportWs transport() {
    EspTransport parent = EspTransport.init();
    parent.setFunc(this).orAbort();
    return new TransportWs(parent, QuirkSet.ofBoard(), 1024);
  }

  /** Runs firmware under the quirks given; gives what the console showed. */
  @CanIgnoreReturnValue
  static String run(QuirkSet quirks, Consumer<ScriptedParent> firmware) {
    return run(quirks, LintMode.WARN, firmware);
  }

  @CanIgnoreReturnValue
  static String run(QuirkSet quirks, LintMode lint, Consumer<ScriptedParent> firmware) {
    boolean current = quirks.equals(QuirkSet.of(Profile.COMPONENT_1_8));
    StringBuilder console = new StringBuilder();
    try (Simulation simulation = Simulation.builder().build()) {
      simulation
          .board(
              BoardConfig.defaults()
                  .withProfile(current ? Profile.COMPONENT_1_8 : Profile.IDF_4_4)
                  .withQuirks(quirks)
                  .withLint(lint)
                  .withConsole(console::append))
          .boot(() -> firmware.accept(new ScriptedParent()));
      RunResult result = simulation.run();
      if (result.end() != RunResult.End.DONE) {
        throw new AssertionError(result.report() + console);
      }
    }
    return console.toString();
  }

  @Override
  public int connect(EspTransport transport, String host, int port, Timeout timeout) {
    return 0;
  }

  @Override
  public int write(EspTransport transport, byte[] buffer, int offset, int length, Timeout timeout) {
    written.write(buffer, offset, length);
    writes.add(length);
    String text = new String(buffer, offset, length, StandardCharsets.ISO_8859_1);
    if (text.startsWith("GET ")) {
      String key = text.replaceAll("(?s).*Sec-WebSocket-Key: (\\S+)\r\n.*", "$1");
      byte[] bytes =
          answer.apply(WsHandshake.expectedAccept(key)).getBytes(StandardCharsets.ISO_8859_1);
      if (bytes.length > 0) {
        segments.addFirst(bytes);
      }
    }
    return length;
  }

  @Override
  public int pollWrite(EspTransport transport, Timeout timeout) {
    return 1;
  }

  @Override
  public int pollRead(EspTransport transport, Timeout timeout) {
    return segments.isEmpty() ? 0 : 1;
  }

  @Override
  public int read(EspTransport transport, byte[] buffer, int at, int length, Timeout timeout) {
    byte[] first = segments.poll();
    if (first == null) {
      return 0;
    }
    int count = Math.min(length, first.length);
    System.arraycopy(first, 0, buffer, at, count);
    if (count < first.length) {
      segments.addFirst(Arrays.copyOfRange(first, count, first.length));
    }
    return count;
  }
}
