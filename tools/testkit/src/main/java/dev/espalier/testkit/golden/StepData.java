package dev.espalier.testkit.golden;

import dev.espalier.testkit.peer.WireData;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The data of client steps. Unlike a peer's, a text is a C string in UTF-8. */
final class StepData {
  private StepData() {}

  /**
   * The bytes that a step's data stand for.
   *
   * @param spec a text, {@code {"hex"}}, {@code {"pattern","len"}} or null
   * @return the bytes, empty for null
   */
  static byte[] of(@Nullable Object spec) {
    if (spec instanceof String text) {
      int end = text.indexOf('\0');
      return (end < 0 ? text : text.substring(0, end)).getBytes(StandardCharsets.UTF_8);
    }
    return WireData.of(spec);
  }

  /**
   * A text as the recordings show it: their player escaped each byte of a C string for itself.
   *
   * @param text a text of the script
   * @return a character for each byte of its UTF-8 form
   */
  static String bytewise(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
