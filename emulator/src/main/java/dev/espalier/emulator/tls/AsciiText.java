package dev.espalier.emulator.tls;

/** Text in which only the letters A to Z have two cases, as in {@code x509_memcasecmp}. */
final class AsciiText {
  private AsciiText() {}

  static boolean equalIgnoringCase(String a, String b) {
    if (a.length() != b.length()) {
      return false;
    }
    for (int i = 0; i < a.length(); i++) {
      if (lower(a.charAt(i)) != lower(b.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
  }
}
