package dev.espalier.cli;

import static dev.espalier.cli.Frames.BINARY;
import static dev.espalier.cli.Frames.CLOSE;
import static dev.espalier.cli.Frames.CONT;
import static dev.espalier.cli.Frames.FIN;
import static dev.espalier.cli.Frames.PING;
import static dev.espalier.cli.Frames.PONG;
import static dev.espalier.cli.Frames.TEXT;
import static dev.espalier.cli.Frames.close;
import static dev.espalier.cli.Frames.frame;
import static dev.espalier.cli.Frames.text;

import java.util.ArrayList;
import java.util.List;

/** The rules of RFC 6455 for what a server sends, as cases. */
final class Rfc6455Cases {
  private static final int MEBI = 1024 * 1024;
  private static final int PROTOCOL_ERROR = 1002;
  private static final int BAD_TEXT = 1007;

  private final List<FuzzingCase> cases = new ArrayList<>();

  private Rfc6455Cases() {}

  /** All of them. */
  static List<FuzzingCase> all() {
    Rfc6455Cases all = new Rfc6455Cases();
    all.framing();
    all.pings();
    all.reservedBits();
    all.opcodes();
    all.fragments();
    all.brokenFragments();
    all.goodText();
    all.badText();
    all.closes();
    all.brokenCloses();
    all.limits();
    return all.cases;
  }

  private static FuzzingCase.Builder named(String name) {
    return new FuzzingCase.Builder(name);
  }

  /** Section 5.2: lengths in each form, at once and in pieces. */
  private void framing() {
    for (int opcode : List.of(TEXT, BINARY)) {
      for (int length : List.of(0, 1, 125, 126, 127, 128, 1023, 1024, 1025, 65535, 65536)) {
        String payload = "*".repeat(length);
        byte[] whole = frame(FIN | opcode, payload);
        cases.add(
            named("5.2 opcode " + opcode + ", " + length + " bytes")
                .send(whole)
                .expect(opcode, payload)
                .serverCloses());
        cases.add(
            named("5.2 opcode " + opcode + ", " + length + " bytes in pieces")
                .chopped(length < 200 ? 1 : 997)
                .send(whole)
                .expect(opcode, payload)
                .serverCloses());
      }
    }
    for (int form : List.of(126, 127)) {
      cases.add(
          named("5.2 a length in too many bytes, which ESP-IDF takes: " + form)
              .send(frame(FIN | TEXT, form, Frames.bytes("hello")))
              .expect(TEXT, "hello")
              .serverCloses());
    }
    cases.add(
        named("5.2 a length with its highest bit set")
            .send(new byte[] {(byte) 0x82, 127, (byte) 0x80, 0, 0, 0, 0, 0, 0, 1, 0})
            .fails(PROTOCOL_ERROR));
    cases.add(
        named("5.1 a masked frame, which ESP-IDF takes")
            .send(new byte[] {(byte) 0x81, (byte) 0x82, 1, 2, 3, 4, 'h' ^ 1, 'i' ^ 2})
            .expect(TEXT, "hi")
            .serverCloses());
  }

  /** Section 5.5.2 and 5.5.3. */
  private void pings() {
    for (String payload : List.of("", "hello", "\0\u00FF\u00FE\u0001", "x".repeat(125))) {
      cases.add(
          named("5.5.2 ping of " + payload.length())
              .send(frame(FIN | PING, payload))
              .expect(PONG, payload)
              .serverCloses());
      cases.add(
          named("5.5.2 ping of " + payload.length() + " byte by byte")
              .chopped(1)
              .send(frame(FIN | PING, payload))
              .expect(PONG, payload)
              .serverCloses());
      cases.add(
          named("5.5.3 unasked pong of " + payload.length() + " before a ping")
              .send(frame(FIN | PONG, payload), frame(FIN | PING, "x"))
              .expect(PONG, "x")
              .serverCloses());
    }
    cases.add(
        named("5.5 ping of 126").send(frame(FIN | PING, "x".repeat(126))).fails(PROTOCOL_ERROR));
    FuzzingCase.Builder ten = named("5.5.2 ten pings at once");
    for (int i = 0; i < 10; i++) {
      ten.send(frame(FIN | PING, "payload " + i)).expect(PONG, "payload " + i);
    }
    cases.add(ten.serverCloses());
  }

  /** Section 5.2: no extension gives the reserved bits a meaning. */
  private void reservedBits() {
    for (int bits = 1; bits <= 7; bits++) {
      for (int opcode : List.of(TEXT, BINARY, PING, PONG, CLOSE)) {
        cases.add(
            named("5.2 reserved bits " + bits + " on opcode " + opcode + " behind a good message")
                .send(text("good"))
                .pause(100)
                .send(frame(FIN | bits << 4 | opcode, ""), frame(FIN | PING, "too late"))
                .expect(TEXT, "good")
                .fails(PROTOCOL_ERROR));
      }
    }
  }

  /** Section 5.2: reserved opcodes. */
  private void opcodes() {
    for (int opcode : List.of(3, 4, 5, 6, 7, 11, 12, 13, 14, 15)) {
      for (String payload : List.of("", "payload")) {
        cases.add(
            named("5.2 opcode " + opcode + " with " + payload.length() + " bytes")
                .send(text("good"))
                .pause(100)
                .send(frame(FIN | opcode, payload), frame(FIN | PING, "too late"))
                .expect(TEXT, "good")
                .fails(PROTOCOL_ERROR));
      }
    }
  }

  /** Section 5.4: fragments, and control frames between them. */
  private void fragments() {
    for (int atATime : List.of(Integer.MAX_VALUE, 1)) {
      for (int opcode : List.of(TEXT, BINARY)) {
        cases.add(
            named("5.4 three fragments, one of them empty, opcode " + opcode)
                .chopped(atATime)
                .send(frame(opcode, "one "), frame(CONT, ""), frame(FIN | CONT, "three"))
                .expect(opcode, "one three")
                .serverCloses());
        cases.add(
            named("5.4 a ping between fragments, opcode " + opcode)
                .chopped(atATime)
                .send(frame(opcode, "one "), frame(FIN | PING, "?"))
                .pause(500)
                .send(frame(FIN | CONT, "two"))
                .expect(PONG, "?")
                .expect(opcode, "one two")
                .serverCloses());
      }
    }
    cases.add(
        named("5.4 nothing but empty fragments")
            .send(frame(TEXT, ""), frame(CONT, ""), frame(FIN | CONT, ""))
            .expect(TEXT, "")
            .serverCloses());
    cases.add(
        named("5.4 two pings and pauses within five fragments")
            .send(frame(TEXT, "1"), frame(CONT, "2"), frame(FIN | PING, "a"))
            .pause(1000)
            .send(frame(CONT, "3"), frame(CONT, "4"), frame(FIN | PING, "b"))
            .send(frame(FIN | CONT, "5"))
            .expect(PONG, "a")
            .expect(PONG, "b")
            .expect(TEXT, "12345")
            .serverCloses());
  }

  private void brokenFragments() {
    for (int opcode : List.of(PING, PONG, CLOSE)) {
      cases.add(
          named("5.5 a fragmented control frame, opcode " + opcode)
              .send(frame(opcode, "ab"), frame(FIN | CONT, "cd"))
              .fails(PROTOCOL_ERROR));
    }
    for (int first : List.of(CONT, FIN | CONT)) {
      cases.add(
          named("5.4 a continuation of nothing, first byte " + first)
              .send(frame(first, "what?"), text("too late"))
              .fails(PROTOCOL_ERROR));
      cases.add(
          named("5.4 a continuation behind a whole message, first byte " + first)
              .send(text("good"))
              .pause(100)
              .send(frame(first, "what?"), text("too late"))
              .expect(TEXT, "good")
              .fails(PROTOCOL_ERROR));
    }
    for (int opcode : List.of(TEXT, BINARY)) {
      cases.add(
          named("5.4 a message within a message, opcode " + opcode)
              .send(frame(TEXT, "one "), frame(FIN | opcode, "other"), frame(FIN | CONT, "two"))
              .fails(PROTOCOL_ERROR));
    }
  }

  /** Text as bytes: each char is one. */
  private static final List<String> GOOD =
      List.of(
          "\u00CE\u00BA\u00E1\u00BD\u00B9\u00CF\u0083\u00CE\u00BC\u00CE\u00B5",
          "\0",
          "\u007F\u00C2\u0080",
          "\u00DF\u00BF\u00E0\u00A0\u0080",
          "\u00EF\u00BF\u00BF\u00F0\u0090\u0080\u0080",
          "\u00ED\u009F\u00BF\u00EE\u0080\u0080",
          "\u00F4\u008F\u00BF\u00BF");

  /** Sections 5.6 and 8.1: a character may be cut anywhere. */
  private void goodText() {
    for (String good : GOOD) {
      cases.add(named("5.6 text").send(text(good)).expect(TEXT, good).serverCloses());
      for (int cut = 1; cut < good.length(); cut++) {
        cases.add(
            named("5.6 text cut behind byte " + cut)
                .send(frame(TEXT, good.substring(0, cut)))
                .send(frame(FIN | CONT, good.substring(cut)))
                .expect(TEXT, good)
                .serverCloses());
      }
    }
    String good = GOOD.getFirst();
    FuzzingCase.Builder single = named("5.6 a fragment for each byte").expect(TEXT, good);
    for (int i = 0; i < good.length(); i++) {
      single.send(frame(i == 0 ? TEXT : CONT, good.substring(i, i + 1)));
    }
    cases.add(single.send(frame(FIN | CONT, "")).serverCloses());
    cases.add(
        named("5.6 binary data is not text")
            .send(frame(FIN | BINARY, "\u00FF\u00FE\u0080"))
            .expect(BINARY, "\u00FF\u00FE\u0080")
            .serverCloses());
  }

  private static final List<String> BAD =
      List.of(
          "\u0080",
          "\u00BF",
          "\u00C0\u00AF",
          "\u00C1\u00BF",
          "\u00C2",
          "\u00C2 ",
          "\u00E0\u0080\u00AF",
          "\u00E0\u009F\u00BF",
          "\u00E2\u0082",
          "\u00ED\u00A0\u0080",
          "\u00ED\u00BF\u00BF",
          "\u00F0\u0080\u0080\u00AF",
          "\u00F0\u008F\u00BF\u00BF",
          "\u00F0\u0090\u0080",
          "\u00F4\u0090\u0080\u0080",
          "\u00F5\u0080\u0080\u0080",
          "\u00F8\u0088\u0080\u0080\u0080",
          "\u00FC\u0084\u0080\u0080\u0080\u0080",
          "\u00FE",
          "\u00FF",
          "good \u00CE\u00BA then \u00ED\u00A0\u0080 edited");

  private void badText() {
    for (String bad : BAD) {
      cases.add(
          named("8.1 bad text " + BAD.indexOf(bad)).send(text(bad), text("late")).fails(BAD_TEXT));
      cases.add(
          named("8.1 bad text " + BAD.indexOf(bad) + " in two fragments")
              .send(frame(TEXT, bad.substring(0, 1)))
              .send(frame(FIN | CONT, bad.substring(1)))
              .fails(BAD_TEXT));
    }
    cases.add(
        named("8.1 bad text is refused before its message ends")
            .send(frame(TEXT, "good \u00CE\u00BA"))
            .pause(500)
            .send(frame(CONT, "\u00F4\u0090"))
            .fails(BAD_TEXT));
  }

  /** Section 5.5.1 and 7. */
  private void closes() {
    cases.add(named("5.5.1 CLOSE without a code").send(frame(FIN | CLOSE, "")).answered());
    for (int code :
        List.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)) {
      cases.add(
          named("7.4 CLOSE with " + code).send(frame(FIN | CLOSE, close(code, ""))).answered());
    }
    cases.add(
        named("5.5.1 CLOSE with the longest reason")
            .send(frame(FIN | CLOSE, close(1000, "*".repeat(123))))
            .answered());
    cases.add(
        named("5.5.1 CLOSE byte by byte")
            .chopped(1)
            .send(frame(FIN | CLOSE, close(1000, "bye")))
            .answered());
    cases.add(
        named("1.4 nothing counts behind CLOSE")
            .send(frame(FIN | CLOSE, close(1000, "")), text("late"), frame(FIN | PING, "late"))
            .answered());
    cases.add(
        named("1.4 CLOSE twice")
            .send(frame(FIN | CLOSE, close(1000, "")), frame(FIN | CLOSE, close(1000, "")))
            .answered());
    cases.add(
        named("5.4 CLOSE within a message")
            .send(frame(TEXT, "one "), frame(FIN | CLOSE, close(1000, "")))
            .send(frame(FIN | CONT, "two"))
            .answered());
    cases.add(
        named("5.5.1 CLOSE behind a large message")
            .send(text("x".repeat(256 * 1024)), frame(FIN | CLOSE, ""))
            .expect(TEXT, "x".repeat(256 * 1024))
            .answered());
  }

  /** What is wrong with a CLOSE may be answered or punished; ESP-IDF answers. */
  private void brokenCloses() {
    cases.add(named("5.5.1 CLOSE with half a code").send(frame(FIN | CLOSE, "\u0003")).fails(1002));
    for (int code : List.of(0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65535)) {
      cases.add(
          named("7.4 CLOSE with " + code)
              .send(frame(FIN | CLOSE, close(code, "")))
              .fails(PROTOCOL_ERROR));
    }
    cases.add(
        named("5.5.1 CLOSE with a reason that is not UTF-8")
            .send(frame(FIN | CLOSE, close(1000, "\u00CE\u00BA\u00ED\u00A0\u0080")))
            .fails(PROTOCOL_ERROR, BAD_TEXT));
    cases.add(
        named("5.5 CLOSE of 126 bytes")
            .send(frame(FIN | CLOSE, close(1000, "*".repeat(124))))
            .fails(PROTOCOL_ERROR));
  }

  /** Section 5.2: 64 bits of length, and what the application puts together. */
  private void limits() {
    for (int opcode : List.of(TEXT, BINARY)) {
      for (int mebi : List.of(1, 16)) {
        String payload = "BAsd7&jh".repeat(mebi * MEBI / 8);
        cases.add(
            named("5.2 opcode " + opcode + ", " + mebi + " MiB in one frame")
                .send(frame(FIN | opcode, payload))
                .expect(opcode, payload)
                .serverCloses());
      }
    }
    String large = "*".repeat(MEBI);
    for (int size : List.of(64, 1024, 65_536)) {
      FuzzingCase.Builder parts = named("5.4 1 MiB in fragments of " + size).expect(TEXT, large);
      for (int at = 0; at < MEBI; at += size) {
        int first = at == 0 ? TEXT : at + size < MEBI ? CONT : FIN | CONT;
        parts.send(frame(first, large.substring(at, at + size)));
      }
      cases.add(parts.serverCloses());
    }
    cases.add(
        named("5.2 1 MiB in pieces of 1300")
            .chopped(1300)
            .send(text(large))
            .expect(TEXT, large)
            .serverCloses());
  }
}
