package dev.espalier.testkit;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Says in words why a file could not be used. */
public final class FileErrors {
  private FileErrors() {}

  /**
   * Words for what went wrong.
   *
   * @param e what the JDK says, often with nothing but a name
   * @return half a sentence for a message to users
   */
  public static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> "there is no " + missing.getFile();
      case AccessDeniedException denied -> "access to " + denied.getFile() + " is denied";
      case CharacterCodingException binary -> "it is not UTF-8 text";
      default -> String.valueOf(e.getMessage());
    };
  }
}
