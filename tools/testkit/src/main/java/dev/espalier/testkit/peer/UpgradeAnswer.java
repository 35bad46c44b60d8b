package dev.espalier.testkit.peer;

import dev.espalier.testkit.JsonObject;
import java.util.List;

/**
 * What a {@link WebSocketServer} answers to upgrade requests.
 *
 * @param status such as {@code 401 Unauthorized}; TCP is ended after anything but 101
 * @param headers whole lines, such as {@code Location: ws://other/}
 * @param accept the {@code Sec-WebSocket-Accept} of a 101: {@code good}, {@code bad}, {@code none},
 *     or the value itself
 * @param times so often, 0 for ever
 */
public record UpgradeAnswer(String status, List<String> headers, String accept, int times) {
  /** What lets clients in. */
  public static final UpgradeAnswer GOOD =
      new UpgradeAnswer("101 Switching Protocols", List.of(), "good", 0);

  /** Copies the list. */
  public UpgradeAnswer {
    headers = List.copyOf(headers);
    if (times < 0) {
      throw new IllegalArgumentException("an answer is given 0 times (for ever) or more: " + times);
    }
  }

  /**
   * An answer that is given for ever.
   *
   * @param status such as {@code 503 Service Unavailable}
   * @param headers whole lines
   * @return the answer
   */
  public static UpgradeAnswer of(String status, String... headers) {
    return new UpgradeAnswer(status, List.of(headers), "good", 0);
  }

  /**
   * With a number of times.
   *
   * @param value so often, 0 for ever
   * @return a changed copy
   */
  public UpgradeAnswer times(int value) {
    return new UpgradeAnswer(status, headers, accept, value);
  }

  private String line() {
    return status.startsWith("HTTP/") ? status : "HTTP/1.1 " + status;
  }

  /** Whether the connection goes on as a WebSocket. */
  boolean switches() {
    return line().startsWith("HTTP/1.1 101");
  }

  byte[] bytes(String request) {
    JsonObject answer =
        JsonObject.create().put("status", line()).put("std", switches()).put("after", headers);
    if (switches() && !accept.equals("none")) {
      answer.put("accept", accept);
    } else {
      answer.put("accept", null);
    }
    return Upgrade.answer(answer, request);
  }
}
