package dev.espalier.testkit.golden;

/** The files that a script names, such as {@code certs/ca.pem}. */
@FunctionalInterface
interface ScriptFiles {
  /**
   * The content of a file.
   *
   * @param name as in the script
   * @return its bytes, a copy
   */
  byte[] read(String name);
}
