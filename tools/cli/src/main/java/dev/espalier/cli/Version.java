package dev.espalier.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "espalier " + (version == null ? "(not packaged)" : version), "JDK " + Runtime.version()
    };
  }
}
