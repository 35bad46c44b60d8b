package dev.espalier.emulator.serial;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a board prints, made fit for a terminal: UTF-8, lines that end with a line feed, colours. A
 * board, or a name in the air that it has heard, cannot move the cursor, set titles or paste keys:
 * other control characters are shown as {@code ^[} and the like. Owner: one {@link HostSession}.
 */
final class BoardLog {
  private static final char ESCAPE = 0x1b;
  private static final int CONTROLS = 0x20;
  private static final char DELETE = 0x7f;
  private static final char C1_LAST = 0x9f;

  /** Select Graphic Rendition: colours, bold and the like. */
  private static final Pattern COLOUR = Pattern.compile("\\x1b\\[[0-9;]{0,16}m");

  /** The beginning of one, or of a line's end. */
  private static final Pattern BEGUN = Pattern.compile("(?:\\x1b(?:\\[[0-9;]{0,16})?|\\r)\\z");

  private final CharsetDecoder utf8 =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  private ByteBuffer halfCharacter = ByteBuffer.allocate(0);
  private String begun = "";

  /** Takes bytes in pieces of any size; what may go on in the next piece waits for it. */
  String take(byte[] bytes) {
    ByteBuffer in = ByteBuffer.allocate(halfCharacter.remaining() + bytes.length);
    in.put(halfCharacter).put(bytes).flip();
    CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
    utf8.reset();
    var _ = utf8.decode(in, out, false);
    halfCharacter = in;
    String text = begun + out.flip();
    Matcher end = BEGUN.matcher(text);
    begun = end.find() ? end.group() : "";
    return clean(text.substring(0, text.length() - begun.length()), true);
  }

  /** One line of a board's, such as a name: no control character is left. */
  static String line(String text) {
    return clean(text, false);
  }

  private static String clean(String text, boolean log) {
    StringBuilder clean = new StringBuilder(text.length());
    Matcher colour = COLOUR.matcher(text);
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (log && c == ESCAPE && colour.region(at, text.length()).lookingAt()) {
        clean.append(colour.group());
        at = colour.end();
        continue;
      }
      boolean lineEnd = c == '\r' && text.startsWith("\r\n", at);
      if (!(log && lineEnd)) {
        append(clean, log && c == '\r' ? '\n' : c, log);
      }
      at++;
    }
    return clean.toString();
  }

  private static void append(StringBuilder clean, char c, boolean log) {
    if (log && (c == '\n' || c == '\t')) {
      clean.append(c);
    } else if (c < CONTROLS) {
      clean.append('^').append((char) (c + '@'));
    } else if (c < DELETE || c > C1_LAST) {
      clean.append(c);
    } else {
      clean.append('?');
    }
  }
}
