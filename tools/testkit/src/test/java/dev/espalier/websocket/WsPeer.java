package dev.espalier.websocket;

import dev.espalier.emulator.net.SimHost;
import dev.espalier.hal.port.Network.Endpoint;
import dev.espalier.hal.port.Network.Option;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A WebSocket server for one client at a time, on the simulated network. */
final class WsPeer {
  /** Every frame of the client, unmasked: {@code OPCODE[.] PAYLOAD}, a dot for "more follows". */
  final List<String> frames = new ArrayList<>();

  /** When each connection was accepted, in milliseconds. */
  final List<Long> connected = new ArrayList<>();

  /** The requests, up to the empty line. */
  final List<String> requests = new ArrayList<>();

  String status = "101 Switching Protocols";
  boolean upgrades = true;
  boolean pongs = true;
  boolean echoes;
  boolean closes = true;
  boolean reads = true;

  boolean accepts = true;

  /** Runs when the answer has been sent. */
  Runnable afterAnswer = () -> {};

  /** Further lines of the answer, each with its CRLF. */
  String answerHeaders = "";

  /** Sent together with the upgrade answer. */
  byte[] withUpgrade = {};

  private final SimHost host;
  private final Endpoint listener;
  private @Nullable Endpoint current;
  private boolean upgraded;
  private byte[] pending = {};

  WsPeer(SimHost host, int port) {
    this.host = host;
    listener = host.open(false, false);
    check(listener.bind(new InetSocketAddress(host.addresses().getFirst(), port)));
    check(listener.listen(16));
    listener.onReady(this::accept);
  }

  private static void check(int result) {
    if (result < 0) {
      throw new IllegalStateException("errno " + -result);
    }
  }

  private void accept() {
    for (Endpoint e = listener.accept(); e != null; e = listener.accept()) {
      connected.add(host.now() / 1_000_000);
      current = e;
      upgraded = false;
      pending = new byte[0];
      Endpoint accepted = e;
      e.onReady(() -> read(accepted));
      read(accepted);
    }
  }

  private void read(Endpoint from) {
    byte[] buffer = new byte[4096];
    while (reads && from.equals(current)) {
      int count = from.read(buffer, 0, buffer.length, false);
      if (count <= 0) {
        if (count == 0) {
          from.close();
        }
        return;
      }
      int before = pending.length;
      pending = Arrays.copyOf(pending, before + count);
      System.arraycopy(buffer, 0, pending, before, count);
      parse();
    }
  }

  private void parse() {
    if (!upgraded) {
      String text = new String(pending, StandardCharsets.ISO_8859_1);
      int end = text.indexOf("\r\n\r\n");
      if (end < 0) {
        return;
      }
      requests.add(text.substring(0, end));
      pending = Arrays.copyOfRange(pending, end + 4, pending.length);
      if (!upgrades) {
        return;
      }
      upgraded = true;
      answer(text);
    }
    int length = frameLength();
    while (length > 0) {
      frame(Arrays.copyOf(pending, length));
      pending = Arrays.copyOfRange(pending, length, pending.length);
      length = frameLength();
    }
  }

  private void answer(String request) {
    String key = request.replaceAll("(?s).*Sec-WebSocket-Key: (\\S+)\r\n.*", "$1");
    byte[] text =
        ("HTTP/1.1 "
                + status
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: "
                + (accepts ? accept(key) : "refused")
                + "\r\n"
                + answerHeaders
                + "\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] all = Arrays.copyOf(text, text.length + withUpgrade.length);
    System.arraycopy(withUpgrade, 0, all, text.length, withUpgrade.length);
    send(all);
    afterAnswer.run();
  }

  private static String accept(String key) {
    try {
      byte[] text =
          (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private int frameLength() {
    if (pending.length < 2) {
      return 0;
    }
    int code = pending[1] & 0x7F;
    int header = code < 126 ? 6 : code == 126 ? 8 : 14;
    if (pending.length < header) {
      return 0;
    }
    int length = header + payloadLength(pending);
    return pending.length < length ? 0 : length;
  }

  private static int payloadLength(byte[] frame) {
    int code = frame[1] & 0x7F;
    if (code < 126) {
      return code;
    }
    int at = code == 126 ? 2 : 8;
    return Integer.parseInt(HexFormat.of().formatHex(frame, at, code == 126 ? 4 : 10), 16);
  }

  private void frame(byte[] frame) {
    int length = payloadLength(frame);
    int at = frame.length - length;
    byte[] payload = Arrays.copyOfRange(frame, at, frame.length);
    for (int i = 0; i < length; i++) {
      payload[i] ^= frame[at - 4 + i % 4];
    }
    int opcode = frame[0] & 0x0F;
    boolean last = (frame[0] & 0x80) != 0;
    String shown =
        opcode <= 2
            ? new String(payload, StandardCharsets.ISO_8859_1)
            : HexFormat.of().formatHex(payload);
    frames.add(Integer.toHexString(opcode) + (last ? " " : ". ") + shown);
    if ((opcode == 8 && closes) || (opcode == 9 && pongs) || (opcode <= 2 && echoes)) {
      send(server((frame[0] & 0xF0) | (opcode == 9 ? 10 : opcode), payload));
    }
    if (opcode == 8 && closes) {
      end();
    }
  }

  /** A server's frame: not masked. */
  static byte[] server(int firstByte, byte[] payload) {
    int header = payload.length < 126 ? 2 : 4;
    byte[] frame = new byte[header + payload.length];
    frame[0] = (byte) firstByte;
    frame[1] = (byte) (header == 2 ? payload.length : 126);
    if (header == 4) {
      frame[2] = (byte) (payload.length >> 8);
      frame[3] = (byte) payload.length;
    }
    System.arraycopy(payload, 0, frame, header, payload.length);
    return frame;
  }

  /** Sends bytes to the client, as one segment. */
  void send(byte[] bytes) {
    check(Objects.requireNonNull(current).write(bytes, 0, bytes.length));
  }

  /** Sends a text frame. */
  void text(String text) {
    send(server(0x81, text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Ends TCP: FIN. */
  void end() {
    Objects.requireNonNull(current).close();
  }

  /** Cuts TCP: RST. */
  void reset() {
    var _ = Objects.requireNonNull(current).option(Option.LINGER, 0);
    end();
  }

  /** Nobody listens any more. */
  void stopListening() {
    listener.close();
  }
}
