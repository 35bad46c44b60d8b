package dev.espalier.cli;

import dev.espalier.cli.FuzzingCase.Ending;
import dev.espalier.cli.FuzzingCase.Step;
import dev.espalier.emulator.net.SimHost;
import dev.espalier.hal.port.Network.Endpoint;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One connection of the fuzzing server: plays a case and judges what it sees. */
final class FuzzingConnection {
  private static final long MILLI = 1_000_000;

  /** How long the client may take to answer a CLOSE or to give up. */
  private static final long PATIENCE = 2000 * MILLI;

  /** Between pieces: more than a tick, so that each is a read of its own. */
  private static final long PIECE = 20 * MILLI;

  /** How long messages may take: 16 MiB there and back. */
  private static final long MESSAGE_PATIENCE = 100_000 * MILLI;

  /**
   * A case and who hears the verdict.
   *
   * @param fuzzingCase the case
   * @param verdict gets {@code "OK"} or what was wrong
   */
  record Played(FuzzingCase fuzzingCase, Consumer<String> verdict) {}

  private final SimHost host;
  private final Endpoint endpoint;
  private final Function<String, Played> caseOf;
  private final ClientFrames frames = new ClientFrames(this::frame);
  private final Deque<byte[]> outgoing = new ArrayDeque<>();
  private final List<String> seen = new ArrayList<>();
  private StringBuilder request = new StringBuilder();
  private @Nullable Played played;
  private int step;
  private int sentOfStep;
  private int sentOfFirst;
  private boolean closing;
  private boolean ended;

  FuzzingConnection(SimHost host, Endpoint endpoint, Function<String, Played> caseOf) {
    this.host = host;
    this.endpoint = endpoint;
    this.caseOf = caseOf;
    endpoint.onReady(this::ready);
    ready();
  }

  private void ready() {
    byte[] buffer = new byte[65_536];
    while (!ended) {
      int count = endpoint.read(buffer, 0, buffer.length, false);
      if (count < 0 && endpoint.takeError() == 0) {
        break;
      }
      if (count <= 0) {
        clientEnded();
        return;
      }
      if (played == null) {
        upgrade(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
      } else {
        frames.accept(buffer, count);
      }
    }
    flush();
  }

  private void upgrade(String text) {
    request.append(text);
    int end = request.indexOf("\r\n\r\n");
    if (end < 0) {
      return;
    }
    String key = request.toString().replaceAll("(?s).*Sec-WebSocket-Key: (\\S+)\r\n.*", "$1");
    String path = request.substring(4, request.indexOf(" ", 4));
    played = caseOf.apply(path);
    write(
        Frames.bytes(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: "
                + accept(key)
                + "\r\n\r\n"));
    request = new StringBuilder();
    next();
  }

  private static String accept(String key) {
    try {
      byte[] text = Frames.bytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private FuzzingCase fuzzingCase() {
    return Objects.requireNonNull(played).fuzzingCase();
  }

  /** Does the next step, or what comes after the last one. */
  private void next() {
    if (ended) {
      return;
    }
    List<Step> steps = fuzzingCase().steps();
    if (step == steps.size()) {
      stepsDone();
      return;
    }
    switch (steps.get(step)) {
      case Step.Pause pause -> {
        step++;
        host.after(pause.millis() * MILLI, this::next);
      }
      case Step.Send send -> {
        int end = (int) Math.min(send.bytes().length, (long) sentOfStep + send.atATime());
        write(Arrays.copyOfRange(send.bytes(), sentOfStep, end));
        sentOfStep = end;
        boolean done = end == send.bytes().length;
        if (done) {
          step++;
          sentOfStep = 0;
        }
        host.after(done && send.atATime() == Integer.MAX_VALUE ? 0 : PIECE, this::next);
      }
    }
  }

  private void stepsDone() {
    if (fuzzingCase().ending() instanceof Ending.ServerCloses && !allSeen()) {
      host.after(MESSAGE_PATIENCE, this::closeAnyway);
    } else if (fuzzingCase().ending() instanceof Ending.ServerCloses) {
      closeAnyway();
    } else {
      host.after(PATIENCE, () -> end("no end in time"));
    }
  }

  private boolean allSeen() {
    return step == fuzzingCase().steps().size() && seen.equals(fuzzingCase().expected());
  }

  private void closeAnyway() {
    if (!closing && !ended) {
      closing = true;
      write(Frames.frame(Frames.FIN | Frames.CLOSE, Frames.close(1000, "")));
      host.after(PATIENCE, () -> end("no answer to CLOSE"));
    }
  }

  /** The client has sent a whole message or control frame, or broken a rule. */
  private void frame(int opcode, String payload) {
    if (ended) {
      return;
    }
    if (opcode == Frames.PING) {
      write(Frames.frame(Frames.FIN | Frames.PONG, payload));
      return;
    }
    if (opcode != Frames.CLOSE) {
      seen.add(opcode + " " + payload);
      if (allSeen() && fuzzingCase().ending() instanceof Ending.ServerCloses) {
        closeAnyway();
      }
      return;
    }
    int code = payload.length() < 2 ? 0 : payload.charAt(0) << 8 | payload.charAt(1);
    switch (fuzzingCase().ending()) {
      case Ending.ServerCloses() -> end(closing && isNormal(code) ? null : "closes with " + code);
      case Ending.Answered() -> end(isNormal(code) ? null : "answers with " + code);
      case Ending.ClientFails(var codes) -> {
        write(Frames.frame(Frames.FIN | Frames.CLOSE, payload));
        end(code == 0 || codes.contains(code) ? null : "fails with " + code);
      }
    }
  }

  private static boolean isNormal(int code) {
    return code == 0 || code == 1000;
  }

  private void clientEnded() {
    end(
        played != null && fuzzingCase().ending() instanceof Ending.ClientFails
            ? null
            : "the client ends TCP first");
  }

  /** The connection is over: null for a good end. */
  private void end(@Nullable String complaint) {
    if (ended) {
      return;
    }
    ended = true;
    endpoint.close();
    if (played != null) {
      List<String> expected = fuzzingCase().expected();
      String verdict = complaint != null ? complaint : "OK";
      if (!seen.equals(expected)) {
        verdict += ", " + shown(seen) + " instead of " + shown(expected);
      }
      played.verdict().accept(verdict);
    }
  }

  private static List<String> shown(List<String> messages) {
    return messages.stream()
        .map(text -> text.length() > 40 ? text.substring(0, 40) + "… " + text.length() : text)
        .toList();
  }

  private void write(byte[] bytes) {
    outgoing.add(bytes);
    flush();
  }

  private void flush() {
    for (byte[] first = outgoing.peek(); first != null && !ended; first = outgoing.peek()) {
      int count = endpoint.write(first, sentOfFirst, first.length - sentOfFirst);
      if (count < 0) {
        return;
      }
      sentOfFirst += count;
      if (sentOfFirst < first.length) {
        return;
      }
      outgoing.remove();
      sentOfFirst = 0;
    }
  }
}
