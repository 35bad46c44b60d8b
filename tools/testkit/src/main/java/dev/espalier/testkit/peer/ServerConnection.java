package dev.espalier.testkit.peer;

import dev.espalier.testkit.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a {@link WebSocketServer}. Used on the simulation's thread: in the server's
 * reactions, between two runs, or in an alarm.
 */
public final class ServerConnection implements PeerStream.Listener {
  private static final int FIN = 0x80;

  private final WebSocketServer server;
  private final int number;
  private final FrameReader reader;
  private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();
  private @Nullable PeerStream stream;
  private @Nullable String ended;
  private boolean closeSent;
  private boolean endsWhenSent;

  ServerConnection(WebSocketServer server, int number) {
    this.server = server;
    this.number = number;
    this.reader = new FrameReader(this::requested, this::framed);
  }

  void use(PeerStream newStream) {
    stream = newStream;
  }

  /**
   * The number of the connection.
   *
   * @return 1 for the server's first one
   */
  public int number() {
    return number;
  }

  /**
   * How the client has ended it.
   *
   * @return {@code fin}, {@code rst}, {@code tls_error:REASON}, or null while it has not
   */
  public @Nullable String ended() {
    return ended;
  }

  // ---- what the client does

  @Override
  public void data(byte[] bytes) {
    reader.take(bytes);
  }

  private void requested(String request) {
    server.noteRequest(request);
    server.answer(this, request);
  }

  private void framed(FrameReader.Frame frame) {
    ReceivedFrame received = server.received(number, frame);
    server.noteFrame(received);
    server.react(this, received);
  }

  @Override
  public void end(String how) {
    if (ended == null && !how.equals("closed_here")) {
      ended = how;
      server.connectionEnded(this);
    }
  }

  @Override
  public void writable() {
    flush();
  }

  // ---- what the server does

  /**
   * Sends a text message.
   *
   * @param text the message
   */
  public void text(String text) {
    frame(FIN | ReceivedFrame.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Sends a text message in fragments (RFC 6455 section 5.4).
   *
   * @param pieces the payload of each frame, one or more
   */
  public void fragments(List<String> pieces) {
    for (int i = 0; i < pieces.size(); i++) {
      int last = i == pieces.size() - 1 ? FIN : 0;
      int opcode = i == 0 ? ReceivedFrame.TEXT : 0;
      frame(last | opcode, pieces.get(i).getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * Sends a binary message.
   *
   * @param bytes the message
   */
  public void binary(byte[] bytes) {
    frame(FIN | ReceivedFrame.BINARY, bytes);
  }

  /**
   * Sends a ping.
   *
   * @param bytes 0 to 125 bytes
   */
  public void ping(byte[] bytes) {
    frame(FIN | ReceivedFrame.PING, bytes);
  }

  /**
   * Sends a close frame; TCP stays open until the client's close frame is there.
   *
   * @param code the status code, such as 1000
   * @param reason its text, may be empty
   */
  public void close(int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    byte[] payload = new byte[2 + text.length];
    payload[0] = (byte) (code >> 8);
    payload[1] = (byte) code;
    System.arraycopy(text, 0, payload, 2, text.length);
    closeSent = true;
    frame(FIN | ReceivedFrame.CLOSE, payload);
  }

  /**
   * Sends a frame, right or wrong.
   *
   * @param firstByte FIN bit, reserved bits and opcode
   * @param payload the payload, sent unmasked
   */
  public void frame(int firstByte, byte[] payload) {
    raw(
        WireData.frame(
            JsonObject.create()
                .put("fin", (firstByte & FIN) != 0)
                .put("rsv", firstByte >> 4 & 7)
                .put("opcode", firstByte & 15)
                .put("payload", JsonObject.create().put("hex", hex(payload)).map())));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * Sends bytes as they are; what does not fit into the socket's buffer goes later.
   *
   * @param bytes the bytes
   */
  public void raw(byte[] bytes) {
    unsent.writeBytes(bytes);
    flush();
  }

  private void flush() {
    PeerStream to = stream;
    if (to == null || unsent.size() == 0) {
      return;
    }
    byte[] bytes = unsent.toByteArray();
    int sent = 0;
    while (sent < bytes.length) {
      int n = to.write(bytes, sent);
      if (n < 0) {
        sent = bytes.length; // the client is gone: nobody reads this any more
      } else if (n == 0) {
        break;
      } else {
        sent += n;
      }
    }
    unsent.reset();
    unsent.writeBytes(Arrays.copyOfRange(bytes, sent, bytes.length));
    if (endsWhenSent && unsent.size() == 0) {
      to.close(true);
    }
  }

  /** Ends TCP in order (FIN), after what was sent. */
  public void end() {
    endsWhenSent = true;
    PeerStream to = stream;
    if (to != null && unsent.size() == 0) {
      to.close(true);
    }
  }

  /** Cuts TCP (RST). */
  public void reset() {
    PeerStream to = stream;
    if (to != null) {
      to.reset();
    }
  }

  /** Stops reading: what the client sends fills the buffers. */
  public void pause() {
    PeerStream to = stream;
    if (to != null) {
      to.pause();
    }
  }

  /** Reads on. */
  public void resume() {
    PeerStream to = stream;
    if (to != null) {
      to.resume();
    }
  }

  /** Answers a close frame with the same one, or has its own answered, and ends TCP. */
  void closeAnswered(ReceivedFrame close) {
    if (!closeSent) {
      closeSent = true;
      frame(FIN | ReceivedFrame.CLOSE, close.payload());
    }
    end();
  }
}
